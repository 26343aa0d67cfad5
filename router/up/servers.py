"""Kafka and Redis of an `up`: those that are named, or embedded ones.

Both keep their data, or neither does: a Redis that outlived the log its state came from would hold
the state of another log.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from hotlead.router.embedded import apache, ports
from hotlead.router.embedded.apache import run_apache
from hotlead.router.embedded.stores import run_valkey
from hotlead.router.embedded.tansu import run_tansu
from hotlead.router.up.embedded_server import EmbeddedServer
from hotlead.router.up.home import Home, read_pairs, write_private

# Tansu lets the first member of a group wait for as long as a session lasts.
TANSU_SESSION_S = "6"
KEPT: Final = "with its data"
REBUILT: Final = "empty: the worker makes its state anew from the journal"

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class NamedServer:
    """Kafka or Redis that its user runs."""

    address: str
    title = "named by you"
    keeps = True

    def look(self) -> bool:
        """Whoever uses it waits until it is there again."""
        return True


Server = NamedServer | EmbeddedServer


@dataclass(frozen=True, slots=True)
class Servers:
    """Both, with the environment by which they are reached."""

    kafka: Server
    redis: Server
    env: Mapping[str, str]

    def look(self) -> bool:
        """Whether both serve. Raises PartEnded, KafkaForgot."""
        kafka, redis = self.kafka.look(), self.redis.look()
        return kafka and redis


@contextmanager
def run_servers(home: Home, environ: Mapping[str, str], tell: Tell) -> Iterator[Servers]:
    """Starts what HOTLEAD_KAFKA and HOTLEAD_REDIS do not name; at the end Redis stops, then Kafka.

    Raises BinaryMissing, PortInUse, StartFailed.
    """
    env = dict(environ)
    with ExitStack() as stack:
        kafka = _kafka(stack, home, env, tell)
        redis = _redis(stack, home, env, tell, keeps=kafka.keeps)
        yield Servers(kafka, redis, env)


def _kafka(stack: ExitStack, home: Home, env: dict[str, str], tell: Tell) -> Server:
    named = env.get("HOTLEAD_KAFKA")
    if named:
        return NamedServer(named)
    keeps = apache.missing() is None
    runner, directory = (run_apache, "kafka") if keeps else (run_tansu, "scratch")
    server = EmbeddedServer(
        "Kafka",
        lambda port: runner(home.up / directory, port),
        _port(home, "kafka", tell),
        home,
        tell,
        keeps=keeps,
        back=KEPT,
    )
    stack.callback(server.stop)
    env["HOTLEAD_KAFKA"] = server.address
    if not keeps:
        env.setdefault("HOTLEAD_SESSION_TIMEOUT_S", TANSU_SESSION_S)
    return server


def _redis(stack: ExitStack, home: Home, env: dict[str, str], tell: Tell, *, keeps: bool) -> Server:
    named = env.get("HOTLEAD_REDIS")
    if named:
        return NamedServer(named)
    directory = home.up / ("redis" if keeps else "scratch")
    server = EmbeddedServer(
        "Redis",
        lambda port: run_valkey(directory, port, append_only=keeps),
        _port(home, "redis", tell),
        home,
        tell,
        keeps=keeps,
        back=KEPT if keeps else REBUILT,
    )
    stack.callback(server.stop)
    env["HOTLEAD_REDIS"] = server.address
    return server


def _port(home: Home, name: str, tell: Tell) -> int:
    """The port of the last run, so that what sends to it needs no new address; or another."""
    known = read_pairs(home.ports)
    last = int(known[name]) if known.get(name, "").isdecimal() else 0
    if last and ports.is_free(last):
        return last
    port = ports.pick(0, name.capitalize())
    if last:
        tell(f"port {last}, where {name.capitalize()} was, is taken: from now on it is {port}")
    lines = (f"{one}={at}\n" for one, at in {**known, name: str(port)}.items())
    write_private(home.ports, "".join(lines))
    return port
