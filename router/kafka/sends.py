"""Awaiting what was handed to the producer."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any


async def acknowledged(sends: Sequence[Awaitable[Any]]) -> None:
    """Returns when Kafka has all of these; raises the error of the first, in their order, that it
    did not take.

    One after another: those of a batch are done together, and `asyncio.gather` would have the event
    loop call back for each.
    """
    for at, one in enumerate(sends):
        try:
            await one
        except BaseException:  # a cancel too: nobody awaits the others any more
            for other in sends[at + 1 :]:
                asyncio.ensure_future(other).add_done_callback(_seen)
            raise


def _seen(one: "asyncio.Future[Any]") -> None:
    """Its error is that of the one before it, which was raised."""
    if not one.cancelled():
        one.exception()
