"""Telling supervisors and duty managers: the log always, and the webhooks of the policy.

Webhooks are sent beside the stream, so that one that hangs delays nobody. What is to be told to one
person while an earlier message is under way goes out as one message. Each is tried a few times and
may come twice, with the same id. A test lead is never told to anybody outside.

Until a notice was sent, or tried in vain, the journal is committed only up to the entry before its
own: a worker that dies meanwhile loses none.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from hotlead.router.cancelling import cancel
from hotlead.router.rules.people import Person, WebhookChannel
from hotlead.router.rules.policy import Policy
from hotlead.topics.journal import Change, Entry

log = logging.getLogger(__name__)

WAITING_MAX = 10_000
TOGETHER_MAX = 200
ATTEMPTS = 4
PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class _Notice:
    """What is told, the shard it is of, and the offset up to which its journal may be committed."""

    body: dict[str, Any]
    shard: int
    through: int


class Notices:
    """Sends what rungs have to say. `policy` gives the document of a version.

    Whom a rung tells is in the policy that it fired under, not in the newest one that was
    published: that may be broken, or not in force.
    """

    def __init__(self, policy: Callable[[str], Policy]) -> None:
        #: Called with a shard of which notices were sent, or given up.
        self.when_told: Callable[[int], None] = lambda _: None
        self._policy = policy
        self._waiting: dict[tuple[str, WebhookChannel], list[_Notice]] = defaultdict(list)
        self._senders: dict[tuple[str, WebhookChannel], asyncio.Task[None]] = {}
        self._http = httpx.AsyncClient(follow_redirects=False)

    async def stop(self, grace_s: float = 3.0) -> None:
        """Gives what is under way a moment, then drops it."""
        senders = list(self._senders.values())
        if senders:
            await asyncio.wait(senders, timeout=grace_s)
        await cancel(senders)
        await self._http.aclose()

    def through(self, shard: int, offset: int) -> int:
        """Up to where a shard's journal may be committed, when it was read up to this offset."""
        waiting = (one for some in self._waiting.values() for one in some)
        return min((offset, *(one.through for one in waiting if one.shard == shard)))

    def rung(self, change: Change, entry: Entry, shard: int, through: int) -> None:
        """A rung was journalled; queue what it tells whom.

        `through` is the offset of the last valid entry before its own, -1 when none is known.
        """
        log.info("rung %s of lead %s, pool %s", change["name"], change["lead"], change["pool"])
        if change.get("test"):
            return
        for person in self._people(change["does"].split("+"), self._policy(entry.policy)):
            notice = {
                "id": f"{shard}-{entry.seq}-{person.id}",
                "rung": change["name"],
                "lead": change["lead"],
                "tenant": change["tenant"],
                "pool": change["pool"],
                "score": change["score"] / 1e6,
                "hot_at_ms": change["hot_at"],
                "at_ms": entry.at,
                "rep": change.get("rep"),
            }
            for channel in person.channels:
                if isinstance(channel, WebhookChannel):
                    self._queue(person.id, channel, _Notice(notice, shard, through))

    @staticmethod
    def _people(does: list[str], policy: Policy) -> tuple[Person, ...]:
        if "supervisors" in does:
            return policy.supervisors
        return policy.duty_managers if "duty-managers" in does else ()

    def _queue(self, person: str, channel: WebhookChannel, notice: _Notice) -> None:
        key = (person, channel)
        if len(self._waiting[key]) >= WAITING_MAX:
            log.error("too many notices wait for %s; one was dropped", person)
            return
        self._waiting[key].append(notice)
        if key not in self._senders:
            self._senders[key] = asyncio.create_task(self._send_all(key))

    async def _send_all(self, key: tuple[str, WebhookChannel]) -> None:
        person, channel = key
        try:
            while notices := self._waiting[key][:TOGETHER_MAX]:
                bodies = [notice.body for notice in notices]
                await self._send(channel, {"to": person, "notices": bodies})
                del self._waiting[key][: len(notices)]
                for shard in {notice.shard for notice in notices}:
                    self.when_told(shard)
        finally:
            del self._senders[key]

    async def _send(self, channel: WebhookChannel, body: dict[str, Any]) -> None:
        first = body["notices"][0]["id"]
        for attempt in range(ATTEMPTS):
            try:
                answer = await self._http.post(
                    channel.url,
                    json=body,
                    timeout=channel.timeout_s,
                    headers={"webhook-id": first},
                )
                if answer.is_success:
                    return
            except httpx.HTTPError:
                pass  # counted as a failed attempt, like a refusal
            await asyncio.sleep(PAUSE_S * 2**attempt)
        log.error("notice %s: its webhook failed %d times", first, ATTEMPTS)
