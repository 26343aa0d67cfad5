"""`hotlead up` as people start it: a process in a directory of its own."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import pytest
import redis

from hotlead.router.embedded.ports import pick
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_valkey
from tests.integration.processes import Process, Processes

RUN = "import os, sys; os.chdir(sys.argv.pop(1));from hotlead.router.cli import main; main()"
# Tansu, which starts at once.
LIGHT = {"HOTLEAD_KAFKA_JARS": "/nonexistent", "HOTLEAD_SESSION_TIMEOUT_S": "6"}


Start = Callable[..., Awaitable[Process]]


def own_port() -> dict[str, str]:
    """A port of the worker's metrics that no `up` beside this one takes for free as well."""
    return {"HOTLEAD_METRICS_PORT": str(pick(0, "the worker's metrics"))}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "place"
    made.mkdir()
    return made


@pytest.fixture
def start(processes: Processes, place: Path) -> Start:
    """Starts `hotlead …` in `place`."""
    apart = own_port()

    async def started(*arguments: str, env: Mapping[str, str] | None = None) -> Process:
        return await processes.start(
            "-c", RUN, str(place), *arguments, env={**LIGHT, **apart, **(env or {})}
        )

    return started


@pytest.fixture
def store_of_theirs() -> Iterator[tuple[Running, redis.Redis]]:
    """A Redis that may be set otherwise than it should."""
    with run_valkey() as running, redis.Redis.from_url(running.url) as client:
        yield running, client
