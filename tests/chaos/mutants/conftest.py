"""The servers on which mutants are tried."""

from dataclasses import dataclass

import pytest

from hotlead.router.embedded.stores import redis_missing
from tests.integration.servers import SERVERS


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Kafka, Redis and an empty Redis for the audit are; shared by all trials."""

    kafka: str
    redis: str
    scratch: str


@pytest.fixture
def servers(pytestconfig: pytest.Config) -> Addresses:
    """Those of the session. State is on Debian's Redis where there is one; the audit's is not."""
    running = pytestconfig.stash[SERVERS]
    audit = running.valkey().url
    store = f"{audit}/1" if redis_missing() else running.redis70().url
    return Addresses(running.kafka().address, store, audit)
