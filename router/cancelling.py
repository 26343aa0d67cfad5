"""Ending tasks that may not hear it the first time."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

AGAIN_S: Final = 0.1


async def cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancels the tasks and returns when all have ended, however they did.

    Once is not enough: `asyncio.wait_for` of Python 3.11 swallows a cancel that meets its end
    (python/cpython#86296), and redis-py goes through it with each command that it sends.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        ended, left = await asyncio.wait(left, timeout=AGAIN_S)
        for task in ended:
            if not task.cancelled():
                task.exception()  # seen, so that asyncio does not complain of it
