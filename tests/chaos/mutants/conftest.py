"""The servers on which mutants are tried."""

import pytest

from hotlead.router.embedded.stores import redis_missing
from tests.chaos.mutants.trial import Servers
from tests.integration.servers import SERVERS


@pytest.fixture
def servers(pytestconfig: pytest.Config) -> Servers:
    """Those of the session. State is on Debian's Redis where there is one; the audit's is not."""
    running = pytestconfig.stash[SERVERS]
    audit = running.valkey().url
    store = f"{audit}/1" if redis_missing() else running.redis70().url
    return Servers(running.kafka().address, store, audit)
