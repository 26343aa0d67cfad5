"""One queue of notices: what goes out together, what is tried again, what is dropped."""

import asyncio
from time import monotonic

import pytest

from hotlead.agents.notices import queue as queues
from hotlead.router.push.outcome import Outcome
from hotlead.router.state.views.place import Fields
from tests.unit.agents.queue_world import ASSIGNED, SOON_S, Told, World, notice, until


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a queue are short here."""
    monkeypatch.setattr(queues, "AWAY_S", 0.01)
    monkeypatch.setattr(queues, "pause_s", lambda attempt, asked=0.0: 0.01 + asked)


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


async def test_it_is_tried_until_it_is_no_use_any_more() -> None:
    """Half a second before its end here; and then what the service said last is what came of it."""
    world, way = World(), Told(*[Outcome("unanswered", again=True)] * 1000)
    queue = world.queue(way)
    queue.add(notice("a", age_s=899.5), 0)
    began = monotonic()
    await asyncio.wait_for(queue.run(), SOON_S)
    assert 0.3 < monotonic() - began < 1.0
    assert len(way.sent) > 4
    assert world.ends == [("unanswered", ["a"], len(way.sent))]


async def test_pauses_grow_with_the_failures_of_the_service_not_of_the_notice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def pause(failures: int, asked_s: float) -> float:
        asked.append(failures)
        return 0.001

    monkeypatch.setattr(queues, "pause_s", pause)
    no = Outcome("unanswered", again=True)
    world, way = World(), Told(no, no, no, Outcome("accepted"), no, no)
    way.alone = True
    queue = world.queue(way)
    for name in "ab":
        queue.add(notice(name), 0)
    await asyncio.wait_for(queue.run(), SOON_S)
    assert asked == [0, 1, 2, 0, 1]
    assert [ids for _, ids, _ in world.ends] == [["b"], ["a"]]


async def test_one_that_a_service_cannot_take_keeps_no_other_back() -> None:
    world, way = World(), Told(Outcome("refused", again=True))
    way.alone = True
    queue = world.queue(way)
    for name in "abc":
        queue.add(notice(name), 0)
    await asyncio.wait_for(queue.run(), SOON_S)
    assert way.sent == [["a"], ["b"], ["c"], ["a"]]


async def test_what_a_message_had_no_room_for_goes_out_with_the_next() -> None:
    world, way = World(), Told()
    way.room = 2
    queue = world.queue(way)
    for name in "abcde":
        queue.add(notice(name), 0)
    await asyncio.wait_for(queue.run(), SOON_S)
    assert way.sent == [list("abcde"), list("cde"), ["e"]]
    assert [ids for _, ids, _ in world.ends] == [["a", "b"], ["c", "d"], ["e"]]
    assert world.taken == 3, "each takes its place under the limit"


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


async def test_one_that_fails_for_a_minute_is_said_to_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "FAILING_S", 0.05)
    world, way = World(), Told(*[Outcome("unanswered", again=True)] * 20)
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    await asyncio.wait_for(queue.run(), SOON_S)
    assert (world.failing, world.ends) == ([["a"]], [("accepted", ["a"], 21)])


async def test_one_that_is_not_tried_again_within_the_minute_is_said_to_fail_at_once() -> None:
    world, way = World(), Told(Outcome("refused", again=True, wait_s=61))
    queue = world.queue(way)
    queue.add(notice("a"), 0)
    running = asyncio.create_task(queue.run())
    await until(lambda: world.failing == [["a"]])
    assert world.ends == []
    running.cancel()
