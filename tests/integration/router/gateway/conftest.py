"""One worker for all tests of the gateway, and a house for each."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from secrets import token_hex

import pytest

from hotlead.router.embedded.ports import pick
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_valkey
from hotlead.router.policy.document import Policy, Pool, Rung
from hotlead.router.policy.people import Reachability
from hotlead.router.provision.apply import apply_topics
from hotlead.router.settings import Settings
from tests.integration.house import SECRET, Estate, House, open_house
from tests.integration.processes import Process, Processes

SHARDS, TENANTS = 4, 200
# Leads in the pool `open` are hot at once, and half a second later any idle rep may claim them.
POLICY = Policy(
    version="gateway",
    pools={
        "main": Pool(),
        "open": Pool(hot=1, ladder=(Rung(name="supervisors", after_s=0.5, open=True),)),
    },
    # The tests' reps send no heartbeats.
    reachability=Reachability(offline_after_s=600),
)


@pytest.fixture(scope="session")
def estate(kafka: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """Kafka, a store of our own (others empty theirs), and one worker that serves all shards."""
    tenants = [f"t{number}" for number in range(TENANTS)]
    with (
        run_valkey() as store,
        Processes(tmp_path_factory.mktemp("gateway")) as processes,
    ):
        settings = Settings(
            kafka=kafka.address,
            redis=store.url,
            topic_prefix=f"t{token_hex(3)}.",
            shards=SHARDS,
            partitions=2,
            tenants=tuple(tenants),
            group=f"g{token_hex(3)}",
            session_timeout_s=6,
            secret=SECRET,
        )

        async def start() -> Process:
            await apply_topics(settings, first_policy=POLICY)
            return await processes.start(
                "-m",
                "hotlead.agents",
                env={
                    "HOTLEAD_KAFKA": settings.kafka,
                    "HOTLEAD_REDIS": settings.redis,
                    "HOTLEAD_TOPIC_PREFIX": settings.topic_prefix,
                    "HOTLEAD_SHARDS": str(SHARDS),
                    "HOTLEAD_PARTITIONS": "2",
                    "HOTLEAD_TENANTS": ",".join(tenants),
                    "HOTLEAD_GROUP": settings.group,
                    "HOTLEAD_SESSION_TIMEOUT_S": "6",
                    "HOTLEAD_SECRET": SECRET,
                    "HOTLEAD_METRICS_PORT": str(pick(0, "worker")),
                },
                ready_line="^worker ready",
                timeout_s=90,
            )

        yield Estate(settings, asyncio.run(start()), tenants)


@pytest.fixture
async def house(estate: Estate) -> AsyncIterator[House]:
    """A gateway, and a tenant that no other test has."""
    async with open_house(estate) as opened:
        yield opened


@pytest.fixture
async def shared_house(estate: Estate) -> AsyncIterator[House]:
    """A house whose tenant other tests have too: for calls that are refused."""
    common = estate.tenants[0]
    async with open_house(Estate(estate.settings, estate.worker, [common])) as opened:
        yield opened
