"""Apache Kafka: one broker in KRaft mode, run by java from the jars of deploy/kafka."""

import base64
import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotlead.router.embedded import kafka_probe, ports
from hotlead.router.embedded.child import Child
from hotlead.router.embedded.directory import data_directory
from hotlead.router.embedded.running import Running
from hotlead.router.errors import BinaryMissing, StartFailed

PRODUCT = "Apache Kafka"
JARS_VARIABLE = "HOTLEAD_KAFKA_JARS"
START_S = 60.0
STOP_S = 15.0
FORMAT_S = 60.0

_HERE = Path(__file__).resolve().parent
_CHECKOUT_JARS = _HERE.parents[1] / "deploy" / "kafka" / "libs"
_VERSION = re.compile(r"Kafka version: (\S+)")
_STARTED = "Kafka Server started"
# For a broker that starts fast and stays small.
_JVM = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


def missing() -> str | None:
    """What is missing to run it, with what to do; None when all is there."""
    if shutil.which("java") is None:
        return (
            "no java: install a Java 17 runtime (Debian: apt-get install openjdk-17-jre-headless)"
        )
    if not any(_jars().glob("kafka_2.*.jar")):
        return (
            f"no jars of Apache Kafka in {_jars()}: run `deploy/kafka/kafka.sh fetch` in a"
            f" checkout, and name its deploy/kafka/libs in {JARS_VARIABLE} when run from elsewhere"
        )
    return None


@contextmanager
def run_apache(data_dir: Path | None = None, port: int = 0) -> Iterator[Running]:
    """Run one broker, ready for clients, and stop it at the end.

    What `data_dir` holds is kept and used again; without one the data are thrown away at the end.
    Raises `BinaryMissing`, `PortInUse`, `StartFailed`.
    """
    lack = missing()
    if lack is not None:
        raise BinaryMissing(lack)
    with data_directory(data_dir) as directory:
        broker_port = ports.pick(port, PRODUCT)
        settings = _write_settings(directory, broker_port)
        _format(directory, settings)
        child = Child(PRODUCT, [*_java(), "kafka.Kafka", str(settings)], directory / "kafka.log")
        try:
            version = child.await_ready(lambda: _ready_version(child, broker_port), START_S)
            yield Running(PRODUCT, version, "kafka", broker_port, directory, child)
        finally:
            # An orderly stop of data that are thrown away would only take time.
            child.stop(0.0 if data_dir is None else STOP_S)


def _jars() -> Path:
    return Path(os.environ.get(JARS_VARIABLE) or _CHECKOUT_JARS)


def _java() -> list[str]:
    logging = f"-Dlog4j2.configurationFile={(_HERE / 'kafka-log4j2.properties').as_uri()}"
    return ["java", *_JVM, logging, "-cp", f"{_jars()}/*"]


def _write_settings(directory: Path, port: int) -> Path:
    controller_port = ports.pick(0, f"{PRODUCT}'s controller")
    own = {
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "log.dirs": str(directory / "data"),
        "default.replication.factor": "1",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
    }
    lines = [f"{key}={value}\n" for key, value in own.items()]
    settings = directory / "server.properties"
    settings.write_text((_HERE / "kafka.properties").read_text() + "".join(lines))
    return settings


def _format(directory: Path, settings: Path) -> None:
    """Make the broker's directory; one that was made before is left as it is."""
    if (directory / "data" / "meta.properties").exists():
        return
    # As Kafka writes its ids: 128 bits in base64, without padding.
    cluster_id = base64.urlsafe_b64encode(b"\0" + uuid.uuid4().bytes[1:]).decode().rstrip("=")
    command = [*_java(), "kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", str(settings)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=FORMAT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise StartFailed(f"formatting {directory} took more than {FORMAT_S:.0f} s") from None
    if done.returncode:
        raise StartFailed(f"formatting {directory} failed:\n{done.stdout}{done.stderr}")


def _ready_version(child: Child, port: int) -> str | None:
    log = child.log_text()
    version = _VERSION.search(log)
    if version is None or _STARTED not in log or not kafka_probe.answers(port):
        return None
    return version[1]
