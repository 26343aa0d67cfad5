"""What was handed to the producer is awaited, and the first error is raised."""

import asyncio
import gc
from typing import Any

import pytest

from hotlead.router.kafka.sends import acknowledged


async def test_it_returns_when_the_last_is_there() -> None:
    loop = asyncio.get_running_loop()
    sends = [loop.create_future() for _ in range(3)]
    waiting = asyncio.create_task(acknowledged(sends))
    for one in sends:
        await asyncio.sleep(0)
        assert not waiting.done()
        one.set_result(None)
    await waiting
    assert waiting.done()


async def test_the_first_error_is_raised_and_no_other_is_left_unseen() -> None:
    loop = asyncio.get_running_loop()
    unseen = list[dict[str, Any]]()
    loop.set_exception_handler(lambda _, context: unseen.append(context))
    sends = [loop.create_future() for _ in range(3)]
    sends[0].set_result(None)
    sends[1].set_exception(OSError("first"))
    sends[2].set_exception(OSError("second"))
    with pytest.raises(OSError, match="first"):
        await acknowledged(sends)
    sends.clear()
    await asyncio.sleep(0)
    gc.collect()
    assert unseen == []
