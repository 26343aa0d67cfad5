"""What waits for one person by one way, and the task that sends it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from redis.exceptions import RedisError

from hotlead.agents.notices.leads import Leads, obsolete
from hotlead.agents.notices.notice import Notice
from hotlead.agents.notices.ways import TOGETHER_MAX, Sent, Way
from hotlead.router.clock import Clock
from hotlead.router.push.limits import Limits
from hotlead.router.push.metrics import PushMetrics
from hotlead.router.push.outcome import Outcome, pause_s
from hotlead.router.state.views.place import Fields
from hotlead.topics.inbox import NoticeResult

log = logging.getLogger(__name__)

GIVEN_UP_S: Final = 15 * 60.0
AWAY_S: Final = 1.0
LOOK_S: Final = 5.0


@dataclass(slots=True, eq=False)
class Waiting:
    """A notice that waits. `through` is its hold on the journal, `ends` of `monotonic`."""

    notice: Notice
    through: int
    attempts: int = 0
    began: float | None = None
    ends: float | None = None


#: Told of what ended: the notices, with one result, one number of attempts, one shard and tenant.
Ended = Callable[[Way, NoticeResult, Sequence[Waiting]], None]


@dataclass(frozen=True, slots=True)
class Means:
    """What all queues share."""

    leads: Leads
    limits: Limits
    clock: Clock
    metrics: PushMetrics
    ended: Ended


class Queue:
    """Notices to one person by one way, the oldest first. `run` sends until none is left."""

    def __init__(self, way: Way, means: Means) -> None:
        self.way = way
        self._means = means
        self._waiting: list[Waiting] = []
        # A service that failed is left in peace until then, an instant of `monotonic`.
        self._not_before = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, notice: Notice, through: int) -> None:
        """Puts a notice at the end."""
        useful = self.way.useful_s(notice)
        ends = None if useful is None else monotonic() + useful
        self._waiting.append(Waiting(notice, through, ends=ends))

    async def run(self) -> None:
        """Sends what waits, and what comes meanwhile."""
        while self._waiting:
            pause = await self._turn()
            if pause > 0:
                await asyncio.sleep(min(pause, LOOK_S))

    async def _turn(self) -> float:
        """One message, or none. Returns the seconds to wait before the next turn."""
        self._give_up()
        if not self._waiting:
            return 0.0
        count = self.way.together([one.notice for one in self._waiting[:TOGETHER_MAX]])
        try:
            items, unknown = await self._look(self._waiting[:count])
            if not items:
                return AWAY_S if unknown else 0.0
            if (wait_s := self._not_before - monotonic()) > 0:
                return wait_s
            wait_s = await self._means.limits.take(
                self.way.channel, self.way.limits, self.way.timeout_s
            )
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("notices wait, Redis does not answer: %s", type(error).__name__)
            return AWAY_S
        if wait_s > 0:
            return wait_s
        await self._send(items)
        return 0.0

    async def _send(self, items: dict[Waiting, Fields]) -> None:
        now = monotonic()
        for one in items:
            one.began = one.began or now
        try:
            sent = await self.way.send([(one.notice, row) for one, row in items.items()])
        except Exception as error:  # noqa: BLE001  (a defect may cost a message, never the journal)
            name = type(error).__name__
            log.error("a message by %s failed: %s", self.way.via, name)  # noqa: TRY400  (URLs in it)
            sent = Sent(Outcome("refused"))
        outcome, now = sent.outcome, monotonic()
        for one in items:
            one.attempts += sent.attempts
        pause = 0.0
        if outcome.again:
            pause = pause_s(max(one.attempts for one in items), outcome.wait_s)
        self._not_before = now + pause
        over = [
            one
            for one in items
            if not outcome.again
            or one.attempts >= self.way.attempts_max
            or (one.ends is not None and now + pause >= one.ends)
        ]
        self._end(outcome.result, over)

    async def _look(self, head: list[Waiting]) -> tuple[dict[Waiting, Fields], bool]:
        """Those of the head that are still to be told, each with its lead; the obsolete are ended.

        And whether there are some of which nothing can be known now.
        """
        if not self.way.looks:
            return {one: {} for one in head}, False
        rows = await self._means.leads.rows([one.notice for one in head])
        known = {one: row for one, row in zip(head, rows, strict=True) if row is not None}
        over = [one for one, row in known.items() if obsolete(one.notice, row)]
        self._end("obsolete", over)
        for one in over:
            del known[one]
        return known, any(row is None for row in rows)

    def _give_up(self) -> None:
        """What is too old is of no use to anybody."""
        clock = self._means.clock
        now = clock.now_ms()
        old = [one for one in self._waiting if clock.real_seconds(now - one.notice.at) > GIVEN_UP_S]
        self._end("given_up", old)

    def _end(self, result: NoticeResult, over: Sequence[Waiting]) -> None:
        if not over:
            return
        gone = set(over)
        self._waiting = [one for one in self._waiting if one not in gone]
        alike: dict[tuple[int, str, int], list[Waiting]] = defaultdict(list)
        for one in over:
            alike[one.notice.shard, one.notice.tenant, one.attempts].append(one)
        for some in alike.values():
            for start in range(0, len(some), TOGETHER_MAX):
                self._means.ended(self.way, result, some[start : start + TOGETHER_MAX])
