"""The read store of these settings, opened, and what follows the journal into it."""

from hotlead.router.kpis.follower import Follower
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from hotlead.router.kpis.team import Team
from hotlead.router.settings import Settings
from hotlead.topics.streams import JOURNAL


def open_store(settings: Settings) -> ReadStore:
    """Opens the file, or makes it; in memory when the settings name none. Raises ReadStoreUnfit."""
    return ReadStore.opened(settings.read_store or MEMORY, Team)


def follower_of(settings: Settings, store: ReadStore, *, idle: float = 1.0) -> Follower:
    """Follows the journals of this installation; `idle` as in Follower."""
    return Follower(
        settings.kafka, settings.topic(JOURNAL), shards=settings.shards, store=store, idle=idle
    )
