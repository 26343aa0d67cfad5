"""Kafka and Redis of an `up`: those that are named, or embedded ones.

Both keep their data, or neither does: a Redis that outlived the log its state came from would hold
the state of another log.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from hotlead.router.embedded import apache
from hotlead.router.embedded.apache import run_apache
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_valkey
from hotlead.router.embedded.tansu import run_tansu
from hotlead.router.up.home import Home
from hotlead.router.up.leftovers import note

# Tansu lets the first member of a group wait for as long as a session lasts.
TANSU_SESSION_S = "6"


@dataclass(frozen=True, slots=True)
class Server:
    """Kafka or Redis: where it is, and what we know of it when we started it."""

    name: str
    address: str
    running: Running | None
    keeps: bool

    @property
    def title(self) -> str:
        """For people."""
        return self.running.title if self.running else "named by you"


@dataclass(frozen=True, slots=True)
class Servers:
    """Both, with the environment by which they are reached."""

    kafka: Server
    redis: Server
    env: Mapping[str, str]

    @property
    def forgets(self) -> bool:
        """Whether the end of this run is the end of its leads."""
        return not (self.kafka.keeps and self.redis.keeps)


@contextmanager
def run_servers(home: Home, environ: Mapping[str, str]) -> Iterator[Servers]:
    """Starts what HOTLEAD_KAFKA and HOTLEAD_REDIS do not name; at the end Redis stops, then Kafka.

    Raises BinaryMissing, PortInUse, StartFailed.
    """
    env = dict(environ)
    with ExitStack() as stack:
        kafka = _kafka(stack, home, env)
        redis = _redis(stack, home, env, keeps=kafka.keeps)
        yield Servers(kafka, redis, env)


def _kafka(stack: ExitStack, home: Home, env: dict[str, str]) -> Server:
    named = env.get("HOTLEAD_KAFKA")
    if named:
        return Server("Kafka", named, None, keeps=True)
    keeps = apache.missing() is None
    runner = run_apache if keeps else run_tansu
    running = stack.enter_context(runner(home.up / ("kafka" if keeps else "scratch")))
    note(home, "kafka", running.child.pid)
    env["HOTLEAD_KAFKA"] = running.address
    if not keeps:
        env.setdefault("HOTLEAD_SESSION_TIMEOUT_S", TANSU_SESSION_S)
    return Server("Kafka", running.address, running, keeps)


def _redis(stack: ExitStack, home: Home, env: dict[str, str], *, keeps: bool) -> Server:
    named = env.get("HOTLEAD_REDIS")
    if named:
        return Server("Redis", named, None, keeps=True)
    directory = home.up / ("redis" if keeps else "scratch")
    running = stack.enter_context(run_valkey(directory, append_only=keeps))
    note(home, "redis", running.child.pid)
    env["HOTLEAD_REDIS"] = running.url
    return Server("Redis", running.url, running, keeps)
