"""The broker killed under load and started again from its disk."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from hotlead.router.embedded import apache
from hotlead.router.embedded.apache import run_apache
from hotlead.router.embedded.running import Running
from hotlead.router.shard.chain import Verdict
from tests.integration.processes import Processes
from tests.integration.worker.site import open_site


@pytest.mark.skipif(apache.missing() is not None, reason="needs a broker that keeps its data")
async def test_the_broker_dies_and_comes_back(
    tmp_path: Path, redis70: Running, valkey: Running, topic_prefix: str, processes: Processes
) -> None:
    with ExitStack() as stack:
        broker = stack.enter_context(run_apache(tmp_path / "kafka"))
        async with open_site(
            broker.address, redis70.url, valkey.url, topic_prefix, processes
        ) as site:
            await site.staff()
            await site.worker()
            async with site.load() as load:
                await load.more(100)
                broker.kill()
                stack.enter_context(run_apache(tmp_path / "kafka", broker.port))
                await load.more(100)
            await site.holds(load)
            for shard in range(site.settings.shards):
                entries = site.journal.entries(shard)
                assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
            assert site.journal.count(Verdict.VALID) == len(site.journal.entries())
