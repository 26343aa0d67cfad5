"""The read store of this gateway: opened, followed, and closed with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hotlead.router.kpis.opening import follower_of, open_store
from hotlead.router.kpis.store import ReadStore
from hotlead.router.settings import Settings


@dataclass(frozen=True, slots=True)
class Reading:
    """A store, and whether it has caught up with what the journal held at the start."""

    store: ReadStore
    ready: asyncio.Event


@asynccontextmanager
async def open_reading(settings: Settings) -> AsyncIterator[Reading | None]:
    """The read store that the settings name, kept up with the journal; None when they name none.

    Raises ReadStoreUnfit.
    """
    if not settings.read_store:
        yield None
        return
    store = open_store(settings)
    follower = follower_of(settings, store)
    await follower.start()
    try:
        yield Reading(store, follower.ready)
    finally:
        await follower.stop()
        store.close()
