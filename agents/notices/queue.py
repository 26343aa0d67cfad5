"""What waits for one person by one way, and the task that sends it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from redis.exceptions import RedisError

from hotlead.agents.notices.leads import Leads, obsolete
from hotlead.agents.notices.notice import Notice
from hotlead.agents.notices.ways import TOGETHER_MAX, Sent, Way
from hotlead.router.metrics.push import PushMetrics
from hotlead.router.push.limits import Limits
from hotlead.router.push.outcome import Outcome, pause_s
from hotlead.router.state.store_clock import StoreClock
from hotlead.router.state.views.place import Fields
from hotlead.topics.inbox import NoticeResult

log = logging.getLogger(__name__)

GIVEN_UP_S: Final = 15 * 60.0
AWAY_S: Final = 1.0
LOOK_S: Final = 5.0
#: A way that fails for so long is said to be failing, and the next one is told beside it.
FAILING_S: Final = 60.0


@dataclass(slots=True, eq=False)
class Waiting:
    """A notice that waits. `through` is its hold on the journal, `ends` of `monotonic`."""

    notice: Notice
    through: int
    ends: float
    attempts: int = 0
    began: float | None = None
    #: What the last attempt came to.
    said: NoticeResult = "given_up"
    #: Whether it was said that it is failing.
    failing: bool = False


#: Told of what ended: the notices, with one result, one number of attempts, one shard and tenant.
Ended = Callable[[Way, NoticeResult, Sequence[Waiting]], None]


@dataclass(frozen=True, slots=True)
class Means:
    """What all queues share."""

    leads: Leads
    limits: Limits
    clock: StoreClock
    metrics: PushMetrics
    ended: Ended
    failing: Callable[[Way, Sequence[Waiting]], None]


class Queue:
    """Notices to one person by one way, the oldest first. `run` sends until none is left."""

    def __init__(self, way: Way, means: Means) -> None:
        self.way = way
        self._means = means
        self._waiting: list[Waiting] = []
        # A service that failed is left in peace until then, an instant of `monotonic`.
        self._not_before = 0.0
        self._failures = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, notice: Notice, through: int) -> None:
        """Puts a notice at the end."""
        useful = GIVEN_UP_S - self._age_s(notice)
        if (least := self.way.useful_s(notice)) is not None:
            useful = min(useful, least)
        self._waiting.append(Waiting(notice, through, monotonic() + useful))

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
        try:
            items, unknown = await self._look(self._next())
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

    def _next(self) -> list[Waiting]:
        """What goes out as the next message: what was tried least, and all that goes with it.

        So one that a service cannot take keeps no other back.
        """
        first = min(self._waiting, key=lambda one: one.attempts)
        key = self.way.goes_with(first.notice)
        alike = [one for one in self._waiting if self.way.goes_with(one.notice) == key]
        return alike[:TOGETHER_MAX]

    async def _send(self, items: dict[Waiting, Fields]) -> None:
        began = monotonic()
        try:
            sent = await self.way.send([(one.notice, row) for one, row in items.items()])
        except Exception as error:  # noqa: BLE001  (a defect may cost a message, never the journal)
            name = type(error).__name__
            log.error("a message by %s failed: %s", self.way.via, name)  # noqa: TRY400  (URLs in it)
            sent = Sent(Outcome("refused"))
        outcome, all_of_them = sent.outcome, list(items)
        told = all_of_them if sent.told is None else [all_of_them[place] for place in sent.told]
        for one in told:
            one.began = one.began or began
            one.attempts += 1
            one.said = outcome.result
        pause = 0.0
        if outcome.again:
            pause = pause_s(self._failures, outcome.wait_s)
        self._failures = self._failures + 1 if outcome.again else 0
        self._not_before = monotonic() + pause
        over = [one for one in told if not outcome.again or self._not_before >= one.ends]
        self._end(outcome.result, over)
        self._say_failing([one for one in told if one not in over])

    def _say_failing(self, tried: list[Waiting]) -> None:
        """Once for each that will have failed for FAILING_S before it is tried again."""
        late = self._not_before - FAILING_S
        new = [one for one in tried if not one.failing and one.began and one.began <= late]
        for some in _alike(new):
            for one in some:
                one.failing = True
            self._means.failing(self.way, some)

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
        old = [one for one in self._waiting if self._age_s(one.notice) > GIVEN_UP_S]
        for said in {one.said for one in old}:
            self._end(said, [one for one in old if one.said == said])

    def _age_s(self, notice: Notice) -> float:
        clock = self._means.clock
        return clock.real_seconds(clock.now_ms() - notice.at)

    def _end(self, result: NoticeResult, over: Sequence[Waiting]) -> None:
        if not over:
            return
        gone = set(over)
        self._waiting = [one for one in self._waiting if one not in gone]
        for some in _alike(over):
            self._means.ended(self.way, result, some)


def _alike(some: Sequence[Waiting]) -> Iterator[Sequence[Waiting]]:
    """In parts that one report can tell of."""
    alike: dict[tuple[int, str, int], list[Waiting]] = defaultdict(list)
    for one in some:
        alike[one.notice.shard, one.notice.tenant, one.attempts].append(one)
    for part in alike.values():
        for start in range(0, len(part), TOGETHER_MAX):
            yield part[start : start + TOGETHER_MAX]
