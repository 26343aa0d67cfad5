"""Three brokers of a chaos run: each may be killed and started again, and the cluster stays."""

import asyncio
import time
from pathlib import Path

import pytest

from hotlead.router.embedded import apache
from tests.chaos.cluster import NODES, Cluster
from tests.integration.servers import in_ci

pytestmark = pytest.mark.skipif(
    apache.missing() is not None and not in_ci(), reason="no java or no jars"
)

SCRIPT_LOOKS_EVERY_S = 1.0


async def test_each_broker_was_killed_once_and_all_run(tmp_path: Path) -> None:
    with Cluster(tmp_path / "kafka") as cluster:
        for node in NODES:
            cluster.kill(node)
            await cluster.start(node)
        # None of those that kafka.sh started is there any more: it looks who is.
        seen_until = time.monotonic() + 3 * SCRIPT_LOOKS_EVERY_S
        while time.monotonic() < seen_until:
            assert all(cluster.runs(node) for node in NODES)
            await asyncio.sleep(0.2)
