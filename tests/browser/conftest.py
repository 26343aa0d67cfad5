"""Chromium before the whole router. Without Chromium all is skipped; in CI that is a failure.

One Chromium serves all tests of a process; each has contexts of its own, closed at its end. So all
run in one event loop, the session's.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from secrets import token_hex

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from hotlead.router.embedded.ports import pick
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_valkey
from hotlead.router.provision.apply import apply_topics
from hotlead.router.settings import Settings
from tests.browser.phones import Phones, open_browser, open_phones
from tests.browser.site import POLICY, Office, Site, open_office, push_origin
from tests.integration.house import SECRET
from tests.integration.processes import Processes
from tests.integration.servers import SERVERS, in_ci

CHROMIUM = "/usr/bin/chromium"
TENANTS = 160
FOLDER = Path(__file__).parent
PUSH_SERVICES = Settings.model_fields["push_services"].default


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The loop of the browser is that of its tests."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium."""
    if shutil.which(CHROMIUM) is None:
        lack = f"there is no {CHROMIUM}: apt-get install chromium, or make test-browser"
        if in_ci():
            pytest.fail(lack)
        pytest.skip(lack)
    return CHROMIUM


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Chromium, started once."""
    async with open_browser(chromium) as opened:
        yield opened


@pytest.fixture(scope="session")
def site(
    chromium: str, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Kafka, a store of our own (others empty theirs), a worker and a gateway, for all tests."""
    assert chromium
    broker: Running = pytestconfig.stash[SERVERS].kafka()
    tenants = [f"b{number}" for number in range(TENANTS)]
    with run_valkey() as store, Processes(tmp_path_factory.mktemp("browser")) as processes:
        settings = Settings(
            kafka=broker.address,
            redis=store.url,
            topic_prefix=f"b{token_hex(3)}.",
            group=f"b{token_hex(3)}",
            tenants=tuple(tenants),
            port=pick(0, "gateway"),
            secret=SECRET,
            push_services=(
                *Settings.model_fields["push_services"].default,
                push_origin(pick(0, "push")),
            ),
        )
        env = {
            "HOTLEAD_KAFKA": settings.kafka,
            "HOTLEAD_REDIS": settings.redis,
            "HOTLEAD_TOPIC_PREFIX": settings.topic_prefix,
            "HOTLEAD_GROUP": settings.group,
            "HOTLEAD_TENANTS": ",".join(tenants),
            "HOTLEAD_PORT": str(settings.port),
            "HOTLEAD_METRICS_PORT": str(pick(0, "worker")),
            "HOTLEAD_SESSION_TIMEOUT_S": "6",
            "HOTLEAD_SECRET": SECRET,
            "HOTLEAD_PUSH_SERVICES": ",".join(settings.push_services),
            "HOTLEAD_READ_STORE": ":memory:",
        }
        made = Site(settings, processes, env, tenants)

        async def start() -> None:
            await apply_topics(settings, first_policy=POLICY)
            await made.start_worker()
            await made.start_gateway()

        asyncio.run(start())
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def office(site: Site) -> AsyncIterator[Office]:
    """A tenant that no other test has."""
    async with open_office(site) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def phones(browser: Browser, office: Office) -> AsyncIterator[Phones]:
    """Pages; at the end no request went elsewhere and nothing was said in the console."""
    async with open_phones(browser, office) as opened:
        yield opened
        assert opened.faults == [], json.dumps(opened.faults, ensure_ascii=False)
