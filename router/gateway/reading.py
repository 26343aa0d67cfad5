"""The read store of this gateway: opened, followed, and closed with it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from hotlead.router.errors import ReadStoreLost, ReadStoreUnfit
from hotlead.router.gateway.refusals import unavailable
from hotlead.router.kpis.opening import follower_of, open_store
from hotlead.router.kpis.store import ReadStore
from hotlead.router.settings import Settings

log = logging.getLogger(__name__)

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Reading:
    """A store, and whether it has caught up with what the journal held when it was opened."""

    store: ReadStore
    ready: asyncio.Event

    async def read(self, read: Callable[[ReadStore], Found]) -> Found:
        """What is read from the store, in a thread. Raises RequestRefused (503)."""
        if not self.ready.is_set():
            raise unavailable("the read store is still being filled from the journal; try again")
        try:
            return await asyncio.to_thread(read, self.store)
        except ReadStoreLost:
            raise unavailable(
                "the read store's file was damaged or removed and is made anew from the journal;"
                " try again"
            ) from None
        except ReadStoreUnfit as error:
            log.warning("%s", error)
            raise unavailable("the read store cannot be read just now; try again") from None


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
