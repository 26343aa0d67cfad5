"""The read store of these settings, opened, and what follows the journal into it."""

from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from hotlead.router.kpis.store_reader import FETCHING, StoreReader
from hotlead.router.settings import Settings
from hotlead.router.shard.follower import Follower
from hotlead.topics.streams import JOURNAL


def open_store(settings: Settings) -> ReadStore:
    """Opens the file, or makes it; in memory when the settings name none. Raises ReadStoreUnfit."""
    return ReadStore.opened(settings.read_store or MEMORY)


def follower_of(settings: Settings, store: ReadStore, *, idle: float = 1.0) -> Follower:
    """Follows the journals of this installation into a store; `idle` as in StoreReader."""
    reader = StoreReader(store, idle=idle)
    topic = settings.topic(JOURNAL)
    return Follower(settings.kafka, topic, reader, shards=settings.shards, fetching=FETCHING)
