"""What a queue of notices needs of the world, and a way that answers as told."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from typing import Any, cast

from prometheus_client import CollectorRegistry
from redis.exceptions import ConnectionError as RedisAway

from hotlead.agents.notices.notice import Notice
from hotlead.agents.notices.queue import Means, Queue, Waiting
from hotlead.agents.notices.ways import Item, Sent, Way
from hotlead.router.clock import Clock, real_ms
from hotlead.router.metrics import Metrics
from hotlead.router.push.outcome import Outcome
from hotlead.router.state.store_clock import StoreClock
from hotlead.router.state.views.place import Fields
from hotlead.topics.inbox import NoticeResult

SOON_S = 5.0
ASSIGNED: Fields = {"state": "assigned", "rep": "kim", "epoch": "7-1", "tenant": "main"}


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(SOON_S):
        while not holds():  # noqa: ASYNC110  (it asks what has no event)
            await asyncio.sleep(0.01)


class Told(Way):
    """A way that answers as told and keeps what it sent."""

    via = "dingtalk"
    channel = "dingtalk://token"

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[list[str]] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.life_s: float | None = None
        self.alone, self.room = False, 100

    def goes_with(self, notice: Notice) -> Hashable:
        return notice.id if self.alone else None

    def useful_s(self, notice: Notice) -> float | None:
        return self.life_s

    async def send(self, items: Sequence[Item]) -> Sent:
        self.sent.append([notice.id for notice, _ in items])
        self.meanwhile()
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome("accepted")
        return Sent(outcome, tuple(range(min(self.room, len(items)))))


class World:
    """Redis as the queue sees it: leads and a bucket, and what became of each notice."""

    def __init__(self) -> None:
        self.row: Fields | None = dict(ASSIGNED)
        self.waits: list[float] = []
        self.taken = 0
        self.away = 0
        self.failing: list[list[str]] = []
        self.ends: list[tuple[NoticeResult, list[str], int]] = []

    async def rows(self, notices: Sequence[Notice]) -> list[Fields | None]:
        if self.away:
            self.away -= 1
            raise RedisAway
        return [self.row for _ in notices]

    async def take(self, *_: object) -> float:
        if self.waits:
            return self.waits.pop(0)
        self.taken += 1
        return 0.0

    def queue(self, way: Way) -> Queue:
        metrics = Metrics(CollectorRegistry()).push
        mine = cast("Any", self)
        return Queue(
            way, Means(mine, mine, StoreClock(Clock()), metrics, self._ended, self._failing)
        )

    def _failing(self, _: Way, some: Sequence[Waiting]) -> None:
        self.failing.append([one.notice.id for one in some])

    def _ended(self, _: Way, result: NoticeResult, over: Sequence[Waiting]) -> None:
        self.ends.append((result, [one.notice.id for one in over], over[0].attempts))


def notice(name: str, *, age_s: float = 0, epoch: str | None = "7-1") -> Notice:
    at = real_ms() - round(age_s * 1000)
    return Notice(
        name, "kim", "assigned", 0, "main", "ld_1", "main", "web-form", 1, at, epoch=epoch
    )
