"""deploy/kafka/kafka.sh: starts, says what runs, keeps data apart by number of brokers, stops."""

import subprocess
from pathlib import Path

import pytest

from hotlead.router.embedded import apache, kafka_probe, ports
from tests.integration.servers import in_ci

SCRIPT = Path(__file__).parents[3] / "deploy" / "kafka" / "kafka.sh"

pytestmark = pytest.mark.skipif(
    apache.missing() is not None and not in_ci(), reason="no java or no jars"
)


def kafka_sh(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_start_and_stop(tmp_path: Path) -> None:
    port, directory = ports.pick(0, "a broker"), str(tmp_path)
    try:
        started = kafka_sh("start", "-p", str(port), "-d", directory)
        assert started.returncode == 0, started.stderr
        assert started.stdout.startswith("Apache Kafka 4.")
        assert kafka_probe.answers(port)
        refused = kafka_sh("start", "-n", "3", "-p", str(port), "-d", directory)
        assert refused.returncode == 1
        assert "holds the data of 1 broker(s)" in refused.stderr
    finally:
        stopped = kafka_sh("stop", "-d", directory)
    assert stopped.returncode == 0
    assert ports.is_free(port)
