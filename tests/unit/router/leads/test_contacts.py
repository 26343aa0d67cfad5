"""Behind a batch repeats are counted, and their contacts go; those of what was taken stay."""

from typing import Any, cast

from prometheus_client import CollectorRegistry

from hotlead.router.leads.contacts import forget_repeats, load
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings
from hotlead.router.shard.beside import Desk
from hotlead.router.shard.call import Call
from hotlead.router.shard.keys import ShardKeys

KEYS = ShardKeys(0)


class World:
    """Redis, where one capture became a lead, and the topic of contacts; what was done to both."""

    def __init__(self) -> None:
        self.put: dict[str, str] = {}
        self.removed: list[bytes] = []

    async def hmget(self, name: str, captures: list[str]) -> list[str | None]:
        assert name == KEYS.key("contact_of")
        return ["a lead" if one == "main|web-form|e|first" else None for one in captures]

    async def hset(self, name: str, *, items: list[str]) -> None:
        assert name == KEYS.key("contacts")
        self.put |= dict(zip(items[::2], items[1::2], strict=True))

    async def send_and_wait(self, topic: str, value: None, *, key: bytes) -> None:
        assert (topic, value) == ("hotlead.contacts", None)
        self.removed.append(key)

    async def read_all(self, partition: int) -> Any:
        keys = ("main|web-form|e|first", "main|web-form|e|again", "no capture")
        records = [Record(key.encode(), b'{"email":"a@example.org"}') for key in keys]
        yield records if partition == 0 else [Record(b"main|web-form|e|first", None)]


class Record:
    """One of the topic."""

    def __init__(self, key: bytes, value: bytes | None) -> None:
        self.key, self.value = key, value


def capture(contact_id: str) -> Call:
    return Call("capture", {"capture": "main|web-form|e", "contact_id": contact_id})


async def test_repeats_are_counted_and_leave_no_contact() -> None:
    world, metrics = World(), Metrics(CollectorRegistry(), shards=1)
    any_world = cast("Any", world)
    desk = Desk(any_world, KEYS, any_world, Settings(), metrics)
    repeated = [(call, "duplicate") for call in (capture("first"), capture("again"))]
    others = [(Call("signal", {}), "duplicate"), (Call("ring", {}), "duplicate")]
    await forget_repeats(desk, [*repeated, *others, (capture("new"), "applied")])
    assert world.removed == [b"main|web-form|e|again"]
    counted = {stage: metrics.duplicates[stage]._value.get() for stage in ("captures", "signals")}
    assert counted == {"captures": 2, "signals": 1}


async def test_contacts_of_what_was_taken_are_put_beside_the_state() -> None:
    world = World()
    any_world = cast("Any", world)
    assert await load(any_world, KEYS, any_world, Settings(shards=1)) == 1
    assert world.put == {"main|web-form|e|first": '{"email":"a@example.org"}'}
