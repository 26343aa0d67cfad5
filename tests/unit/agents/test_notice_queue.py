"""One queue of notices: what goes out together, what is tried again, what is dropped."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry
from redis.exceptions import ConnectionError as RedisAway

from hotlead.agents.notices import queue as queues
from hotlead.agents.notices.notice import Notice
from hotlead.agents.notices.queue import Means, Queue, Waiting
from hotlead.agents.notices.ways import Item, Sent, Way
from hotlead.router.clock import Clock, real_ms
from hotlead.router.metrics import Metrics
from hotlead.router.push.outcome import Outcome
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

    def useful_s(self, notice: Notice) -> float | None:
        return self.life_s

    async def send(self, items: Sequence[Item]) -> Sent:
        self.sent.append([notice.id for notice, _ in items])
        self.meanwhile()
        return Sent(self.outcomes.pop(0) if self.outcomes else Outcome("accepted"))


class World:
    """Redis as the queue sees it: leads and a bucket, and what became of each notice."""

    def __init__(self) -> None:
        self.row: Fields | None = dict(ASSIGNED)
        self.waits: list[float] = []
        self.taken = 0
        self.away = 0
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
        return Queue(way, Means(mine, mine, Clock(), metrics, self._ended))

    def _ended(self, _: Way, result: NoticeResult, over: Sequence[Waiting]) -> None:
        self.ends.append((result, [one.notice.id for one in over], over[0].attempts))


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a queue are short here."""
    monkeypatch.setattr(queues, "AWAY_S", 0.01)
    monkeypatch.setattr(queues, "pause_s", lambda attempt, asked=0.0: 0.01 + asked)


def notice(name: str, *, age_s: float = 0, epoch: str | None = "7-1") -> Notice:
    at = real_ms() - round(age_s * 1000)
    return Notice(
        name, "kim", "assigned", 0, "main", "ld_1", "main", "web-form", 1, at, epoch=epoch
    )


async def test_what_waits_while_one_is_under_way_is_one_message() -> None:
    world, way = World(), Told()
    queue = world.queue(way)
    queue.add(notice("a"), 0)

    def more() -> None:
        way.meanwhile = lambda: None
        for name in "bcd":
            queue.add(notice(name), 0)

    way.meanwhile = more
    await queue.run()
    assert way.sent == [["a"], ["b", "c", "d"]]
    assert [(result, ids) for result, ids, _ in world.ends] == [
        ("accepted", ["a"]),
        ("accepted", ["b", "c", "d"]),
    ]


async def test_what_waits_while_the_bucket_is_empty_is_one_message() -> None:
    world, way = World(), Told()
    world.waits = [0.05, 0.05]
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    running = asyncio.create_task(queue.run())
    await asyncio.sleep(0.02)
    queue.add(notice("b"), 0)
    await asyncio.wait_for(running, SOON_S)
    assert (way.sent, world.taken) == ([["a", "b"]], 1)


async def test_a_message_never_holds_more_than_a_hundred() -> None:
    world, way = World(), Told()
    queue = world.queue(way)
    for n in range(250):
        queue.add(notice(str(n)), 0)
    await queue.run()
    assert [len(ids) for ids in way.sent] == [100, 100, 50]


@pytest.mark.parametrize(
    ("row", "epoch"),
    [
        (ASSIGNED | {"epoch": "7-2"}, "7-1"),
        (ASSIGNED | {"rep": "lee"}, "7-1"),
        (ASSIGNED | {"state": "acknowledged"}, "7-1"),
        (ASSIGNED | {"state": "waiting"}, "7-1"),
        (ASSIGNED | {"state": "acknowledged"}, None),
        (ASSIGNED | {"state": "closed"}, None),
    ],
)
async def test_what_is_no_use_any_more_is_not_sent(row: Fields, epoch: str | None) -> None:
    world, way = World(), Told()
    world.row = row
    queue = world.queue(way)
    queue.add(notice("a", epoch=epoch), 0)
    await queue.run()
    assert (way.sent, world.ends, world.taken) == ([], [("obsolete", ["a"], 0)], 0)


async def test_supervisors_are_told_of_a_lead_that_waits() -> None:
    world, way = World(), Told()
    world.row = {"state": "waiting"}
    queue = world.queue(way)
    queue.add(notice("a", epoch=None), 0)
    await queue.run()
    assert way.sent == [["a"]]


async def test_it_is_looked_at_again_after_the_bucket_was_waited_for() -> None:
    world, way = World(), Told()
    world.waits = [0.05]
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    running = asyncio.create_task(queue.run())
    await asyncio.sleep(0.02)
    world.row = ASSIGNED | {"state": "acknowledged"}
    await asyncio.wait_for(running, SOON_S)
    assert (way.sent, world.ends) == ([], [("obsolete", ["a"], 0)])


async def test_what_is_older_than_a_quarter_of_an_hour_is_given_up() -> None:
    world, way = World(), Told()
    queue = world.queue(way)
    queue.add(notice("old", age_s=901), 0)
    queue.add(notice("new", age_s=890), 0)
    await queue.run()
    assert way.sent == [["new"]]
    assert world.ends == [("given_up", ["old"], 0), ("accepted", ["new"], 1)]


async def test_nothing_is_sent_while_redis_is_away_or_the_shard_is_made_anew() -> None:
    world, way = World(), Told()
    world.away, world.row = 3, None
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    running = asyncio.create_task(queue.run())
    await until(lambda: world.away == 0)
    await asyncio.sleep(0.05)
    assert (way.sent, world.ends) == ([], [])
    world.row = dict(ASSIGNED)
    await asyncio.wait_for(running, SOON_S)
    assert way.sent == [["a"]]


async def test_a_failure_is_tried_again_each_time_with_a_token_of_its_own() -> None:
    world = World()
    way = Told(Outcome("refused", again=True), Outcome("unanswered", again=True))
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    await queue.run()
    assert (way.sent, world.taken) == ([["a"]] * 3, 3)
    assert world.ends == [("accepted", ["a"], 3)]


async def test_it_is_tried_so_often_and_no_oftener() -> None:
    world, way = World(), Told(*[Outcome("unanswered", again=True)] * 9)
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    await queue.run()
    assert len(way.sent) == way.attempts_max
    assert world.ends == [("unanswered", ["a"], way.attempts_max)]


async def test_a_final_no_is_not_tried_again() -> None:
    world, way = World(), Told(Outcome("refused"))
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    await queue.run()
    assert world.ends == [("refused", ["a"], 1)]


async def test_no_attempt_is_made_once_it_is_of_no_use() -> None:
    """Here the service asks to wait for longer than the message lives."""
    world, way = World(), Told(Outcome("refused", again=True, wait_s=90))
    way.life_s = 60
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    await asyncio.wait_for(queue.run(), SOON_S)
    assert world.ends == [("refused", ["a"], 1)]


async def test_a_defect_of_a_way_costs_the_message_and_no_more() -> None:
    """A notice that stayed would hold the journal's commits back for ever."""
    world, way = World(), Told()

    def broken() -> None:
        way.meanwhile = lambda: None
        raise AssertionError("a defect")

    way.meanwhile = broken
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    await queue.run()
    queue.add(notice("b"), 0)
    await queue.run()
    assert world.ends == [("refused", ["a"], 1), ("accepted", ["b"], 1)]
