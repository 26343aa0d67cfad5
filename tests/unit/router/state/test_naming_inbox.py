"""Which log a shard's position is of: what a state of an older version learns, and when not."""

from types import SimpleNamespace
from typing import Any

import pytest

from hotlead.router.errors import LogTruncated, OtherLog
from hotlead.router.state.recovery import _name_inbox, _ownership

POSITION = 10


class Store:
    """A shard that has read up to POSITION of a log, or of one of which it does not know which."""

    generation = 1
    keys = SimpleNamespace(shard=0, key=lambda name: name)
    aggregates = SimpleNamespace(listed=())

    def __init__(self, known: str) -> None:
        self.known = known
        self.redis = self
        self.named: list[Any] = []

    async def inbox(self) -> str:
        return self.known

    async def hmget(self, *_: str) -> list[bytes]:
        return [b"%d" % POSITION, b"3", b"p"]

    async def run(self, placed: Any) -> list[Any]:
        self.named += [one.call.request for one in placed]
        return [SimpleNamespace(entry=b"")]

    async def send_and_wait(self, *_: object, **__: object) -> None:
        return


class Inbox:
    """A log that begins at 2."""

    def __init__(self, end: int) -> None:
        self.ends = end

    async def topic_id(self) -> str:
        return "c/new"

    async def first(self, _: int) -> int:
        return 2

    async def end(self, _: int) -> int:
        return self.ends


async def named(known: str, end: int, *, from_this_inbox: bool = False) -> list[Any]:
    """What the shard learned."""
    store: Any = Store(known)
    readers: Any = SimpleNamespace(inbox=Inbox(end))
    await _name_inbox(store, readers, store, 0, "journal", from_this_inbox=from_this_inbox)
    return list(store.named)


async def test_a_state_of_an_older_version_learns_the_log_that_its_position_lies_in() -> None:
    assert await named("", POSITION) == [{"log": "c/new"}]
    assert await named("", POSITION, from_this_inbox=True) == [{"log": "c/new"}]


async def test_it_does_not_learn_one_that_ends_before_its_position() -> None:
    assert await named("", POSITION - 1) == []
    store: Any = Store("")
    readers: Any = SimpleNamespace(inbox=Inbox(POSITION - 1))
    with pytest.raises(LogTruncated):
        await _ownership(store, readers, 0, "o", 3, rebuilt=False, begun_with=None)


async def test_that_one_is_read_from_its_start_by_whom_it_is_right_for() -> None:
    assert await named("", POSITION - 1, from_this_inbox=True) == [{"log": "c/new", "start": 2}]


async def test_a_known_one_is_another_however_long_it_is() -> None:
    with pytest.raises(OtherLog):
        await named("c/old", POSITION + 9)
    assert await named("c/old", POSITION + 9, from_this_inbox=True) == [
        {"log": "c/new", "start": 2}
    ]
    assert await named("c/new", POSITION - 1) == []
