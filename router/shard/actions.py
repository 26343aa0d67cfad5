"""Actions: an event is written to the inbox, and the journal's answer to it awaited.

The answer is the journal's and no one else's: nobody is told 200 for what the chain does not hold.
When none comes in time the action may or may not take place; asking again with the same id is safe,
for an id never acts twice.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from hotlead.router.errors import NoAnswer
from hotlead.router.metrics import Metrics
from hotlead.router.shard.asked import asked
from hotlead.router.shard.sharding import shard_of
from hotlead.router.shard.tail import Followed, JournalTail
from hotlead.topics.event import ActionEvent, TenantAction
from hotlead.topics.inbox_records import inbox_record
from hotlead.topics.journal.shard import Answered

log = logging.getLogger(__name__)

ANSWER_TIMEOUT_S: Final = 5.0

Waited = tuple[int, str, str]
"""Shard, id, and what was asked under it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the journal says of an action. `status` is as in HTTP: 200, 404, 409 or 422.

    `reason` names why it was refused; `said` is what the aggregate that answers says besides.
    """

    action: str
    status: int
    reason: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Waiting:
    answered: asyncio.Future[Answer]
    count: int = 0


class Actions:
    """Sends actions and hears their answers.

    Two that ask the same under the same id at the same time share one record and one answer.
    """

    def __init__(
        self,
        producer: AIOKafkaProducer,
        inbox: str,
        *,
        key: bytes,
        shards: int,
        tail: JournalTail,
        metrics: Metrics,
        timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> None:
        self._producer = producer
        self._inbox = inbox
        self._key = key
        self._shards = shards
        self._timeout_s = timeout_s
        self._metrics = metrics
        self._waiting: dict[Waited, _Waiting] = {}
        tail.subscribe(self._hear)

    async def ask(self, event: TenantAction) -> Answer:
        """Has the action done, or refused. Raises NoAnswer after `timeout_s` real seconds."""
        return await self._wait(event, shard_of(event.tenant, self._shards))

    async def ask_shard(self, event: ActionEvent, shard: int) -> Answer:
        """The same of what concerns one shard, and no tenant. Raises NoAnswer."""
        return await self._wait(event, shard)

    async def _wait(self, event: ActionEvent, shard: int) -> Answer:
        key = (shard, event.action_id, asked(event))
        waiting = self._waiting.get(key)
        first = waiting is None
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(asyncio.get_running_loop().create_future())
        waiting.count += 1
        try:
            async with asyncio.timeout(self._timeout_s):
                if first:
                    value, headers = inbox_record(event, self._key)
                    await self._producer.send_and_wait(
                        self._inbox, value, headers=headers, partition=key[0]
                    )
                # Shielded, so that one who gives up takes nothing from another.
                return await asyncio.shield(waiting.answered)
        except (TimeoutError, KafkaError) as error:
            if isinstance(error, KafkaError):
                self._metrics.produce_errors["inbox"].inc()
                log.warning("an action could not be sent: %s", type(error).__name__)
            raise NoAnswer(
                "unknown whether it took place; ask again with the same action_id"
            ) from None
        finally:
            waiting.count -= 1
            if waiting.count == 0:
                del self._waiting[key]

    def _hear(self, followed: Followed) -> None:
        if not self._waiting:
            return
        for change in followed.entry.changes:
            if isinstance(change, Answered):
                key = (followed.shard, change.action, change.asked or "")
                waiting = self._waiting.get(key)
                if waiting is not None and not waiting.answered.done():
                    waiting.answered.set_result(
                        Answer(change.action, change.status, change.reason, change.said)
                    )
