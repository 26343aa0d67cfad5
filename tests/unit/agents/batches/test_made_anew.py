"""Which log each topic is, by what brokers say at each look."""

import asyncio
import logging
from collections.abc import Mapping

import pytest
from aiokafka.errors import NodeNotReadyError

from hotlead.agents.batches import made_anew
from hotlead.agents.batches.made_anew import LogsKnown


class Topics:
    """Says what it is told to; notes what is to be read from its start."""

    def __init__(self) -> None:
        self.says: Mapping[str, str] | Exception = {"inbox": "c/one"}
        self.is_sought: bool | Exception = True
        self.told: list[str] = []
        self.looked = asyncio.Event()
        self.logs = LogsKnown(self.ask, self.made_anew)

    async def ask(self) -> Mapping[str, str]:
        self.looked.set()
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    async def made_anew(self, topic: str) -> bool:
        self.told.append(topic)
        if isinstance(self.is_sought, Exception):
            raise self.is_sought
        return self.is_sought

    async def look(self, says: str) -> list[str]:
        """All that was told by the end of a look at which the broker says this of the inbox."""
        self.says = {"inbox": says}
        await self.logs.look()
        return self.told


async def test_another_log_is_told_once() -> None:
    topics = Topics()
    assert await topics.look("c/one") == []
    assert await topics.look("c/two") == ["inbox"]
    assert await topics.look("c/two") == ["inbox"]


async def test_a_broker_that_does_not_say_is_none_of_another_log() -> None:
    topics = Topics()
    for says in ("", "c/one", "", "c/one"):
        assert await topics.look(says) == []
    await topics.look("")
    assert await topics.look("c/two") == ["inbox"], "what was known is known still"


async def test_it_is_told_until_it_is_read_from_its_start() -> None:
    topics = Topics()
    await topics.look("c/one")
    topics.is_sought = False  # as while a rebalance is under way
    assert await topics.look("c/two") == ["inbox"]
    topics.says, topics.is_sought = NodeNotReadyError(), True
    await topics.logs.look()
    assert topics.told == ["inbox"] * 2
    assert await topics.look("c/two") == ["inbox"] * 2


async def test_a_look_that_fails_is_said_and_is_not_the_last(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(made_anew, "LOOK_S", 0.001)
    topics = Topics()
    await topics.look("c/one")
    topics.says, topics.is_sought = {"inbox": "c/two"}, RuntimeError("a lead's phone")
    watching = asyncio.create_task(topics.logs.watch())
    with caplog.at_level(logging.ERROR, logger=made_anew.__name__):
        async with asyncio.timeout(5):
            for _ in range(3):
                topics.looked.clear()
                await topics.looked.wait()
    assert not watching.done()
    watching.cancel()
    assert "a look failed: RuntimeError at test_made_anew.py" in caplog.text
    assert "phone" not in caplog.text
    assert len(topics.told) >= 2
