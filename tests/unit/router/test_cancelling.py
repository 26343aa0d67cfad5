"""A task that misses a cancel is ended all the same."""

import asyncio

from hotlead.router.cancelling import cancel


async def goes_on(deaf: int, ended: list[str]) -> None:
    """Hears only the cancels after so many, as one that waits in Python 3.11's `wait_for`."""
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            if deaf == 0:
                ended.append("cancelled")
                raise
            deaf -= 1


async def fails() -> None:
    await asyncio.sleep(0)
    raise RuntimeError


async def test_all_end_however_often_they_must_be_told() -> None:
    ended: list[str] = []
    tasks = [asyncio.create_task(goes_on(deaf, ended)) for deaf in (0, 1, 3)]
    tasks.append(asyncio.create_task(fails()))
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await cancel(tasks)
    assert ended == ["cancelled"] * 3
    assert all(task.done() for task in tasks)


async def test_none_is_no_wait() -> None:
    await cancel([])
