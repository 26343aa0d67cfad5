"""What a replay starts for itself: Kafka and Redis where none are named, and one worker."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hotlead.router.clock import real_ms
from hotlead.router.embedded.brokers import run_kafka
from hotlead.router.embedded.child import Child
from hotlead.router.embedded.directory import data_directory
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_valkey
from hotlead.router.embedded.tansu import PRODUCT as TANSU

WORKER_START_S = 90.0
WORKER_STOP_S = 30.0
# Tansu lets the first member of a group wait for as long as a session lasts.
TANSU_SESSION_S = "6"


@dataclass(frozen=True, slots=True)
class Servers:
    """The environment for all processes of the replay, and an empty Redis for the audit."""

    env: Mapping[str, str]
    titles: tuple[str, ...]
    scratch_url: str
    directory: Path

    def with_clock(self, origin_ms: int, speed: float) -> "Servers":
        """The same, and the day's clock of all processes is at `origin_ms` now."""
        clock = {
            "HOTLEAD_CLOCK_ORIGIN_MS": str(origin_ms),
            "HOTLEAD_CLOCK_ORIGIN_REAL_MS": str(real_ms()),
            "HOTLEAD_SPEED": str(speed),
        }
        return replace(self, env={**self.env, **clock})


@contextmanager
def run_servers(
    environ: Mapping[str, str],
    kafka_runner: Callable[[], AbstractContextManager[Running]] = run_kafka,
) -> Iterator[Servers]:
    """Starts what HOTLEAD_KAFKA and HOTLEAD_REDIS do not name, and stops it at the end."""
    env, titles = dict(environ), []
    with ExitStack() as stack:
        directory = stack.enter_context(data_directory(None))
        if not env.get("HOTLEAD_KAFKA"):
            kafka = stack.enter_context(kafka_runner())
            env["HOTLEAD_KAFKA"] = kafka.address
            titles.append(kafka.title)
            if kafka.product == TANSU:
                env.setdefault("HOTLEAD_SESSION_TIMEOUT_S", TANSU_SESSION_S)
        if not env.get("HOTLEAD_REDIS"):
            redis = stack.enter_context(run_valkey())
            env["HOTLEAD_REDIS"] = redis.url
            titles.append(redis.title)
        scratch = stack.enter_context(run_valkey())
        env |= {"HOTLEAD_METRICS_PORT": "0", "PYTHONUNBUFFERED": "1"}
        yield Servers(env, tuple(titles), scratch.url, directory)


@contextmanager
def run_worker(servers: Servers) -> Iterator[Child]:
    """Runs one worker until the end; returns when it serves its shards. Raises StartFailed."""
    command = [sys.executable, "-m", "hotlead.agents"]
    child = Child("the worker", command, servers.directory / "worker.log", env=servers.env)
    try:
        child.await_ready(
            lambda: True if "worker ready" in child.log_text() else None, WORKER_START_S
        )
        yield child
    finally:
        child.stop(WORKER_STOP_S)
