"""Which Kafka is started where none is named: Apache Kafka when it can be had, else Tansu."""

from contextlib import AbstractContextManager
from pathlib import Path

from hotlead.router.embedded import apache
from hotlead.router.embedded.apache import run_apache
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.tansu import run_tansu


def run_kafka(data_dir: Path | None = None, port: int = 0) -> AbstractContextManager[Running]:
    """Run Apache Kafka where java and its jars are there, else Tansu, which keeps no data."""
    runner = run_apache if apache.missing() is None else run_tansu
    return runner(data_dir, port)
