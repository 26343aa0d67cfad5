"""What docker-compose.yml starts, started without Docker, and scraped by a real Prometheus."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hotlead.router.embedded.child import Child
from hotlead.router.embedded.ports import pick
from hotlead.router.embedded.running import Running
from tests.integration.deploy.compose_services import ROOT, Services
from tests.integration.processes import Processes
from tests.integration.servers import in_ci

CLI = ("-m", "hotlead.router.cli")
TOKEN = "a-token-of-the-web-form"
ENV = {
    "HOTLEAD_IDENTITY_KEY": "an identity key of the tests",
    "HOTLEAD_SECRET": "a session secret of the tests",
    "HOTLEAD_TOKENS": f"web-form={TOKEN}",
}
SCRAPED_S = 40.0


@pytest.fixture
def prometheus() -> str:
    found = shutil.which("prometheus")
    if found is None and not in_ci():
        pytest.skip("no prometheus: apt-get install prometheus")
    assert found, "no prometheus in CI: apt-get install prometheus"
    return found


@pytest.fixture
def ports() -> dict[str, int]:
    names = ("gateway", "worker_metrics", "gateway_metrics", "prometheus")
    return {name: pick(0, name) for name in names}


@pytest.fixture
def scraping(prometheus: str, ports: dict[str, int], tmp_path: Path) -> Iterator[int]:
    """The port of a Prometheus with deploy/prometheus/prometheus.yml, targets put elsewhere."""
    text = (ROOT / "deploy/prometheus/prometheus.yml").read_text()
    moves = {
        "worker:9101": "worker_metrics",
        "gateway:9102": "gateway_metrics",
        "127.0.0.1:9090": "prometheus",
    }
    for there, name in moves.items():
        assert text.count(there) == 1
        text = text.replace(there, f"127.0.0.1:{ports[name]}")
    config = tmp_path / "prometheus.yml"
    config.write_text(text)
    command = [
        prometheus,
        f"--config.file={config}",
        f"--storage.tsdb.path={tmp_path / 'prometheus'}",
        f"--web.listen-address=127.0.0.1:{ports['prometheus']}",
    ]
    child = Child("Prometheus", command, tmp_path / "prometheus.log")
    try:
        yield ports["prometheus"]
    finally:
        child.stop(5.0)


def test_prometheus_accepts_its_configuration(prometheus: str) -> None:
    promtool = Path(prometheus).with_name("promtool")
    file = ROOT / "deploy/prometheus/prometheus.yml"
    done = subprocess.run(
        [promtool, "check", "config", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def services(kafka: Running, one_store: Running) -> Services:
    return Services(ENV, {"kafka:9092": kafka.address, "redis:6379": one_store.address})


async def test_the_services_run_and_every_target_is_up(
    services: Services,
    topic_prefix: str,
    processes: Processes,
    ports: dict[str, int],
    scraping: int,
) -> None:
    apart = {"HOTLEAD_TOPIC_PREFIX": topic_prefix, "HOTLEAD_GROUP": topic_prefix + "g"}
    topics = await processes.start(
        *CLI, *services.arguments("topics"), env=services.environment("topics", {}) | apart
    )
    assert await topics.wait(60) == 0, topics.output
    worker_ports = {"HOTLEAD_METRICS_PORT": ports["worker_metrics"]}
    gateway_ports = {
        "HOTLEAD_PORT": ports["gateway"],
        "HOTLEAD_METRICS_PORT": ports["gateway_metrics"],
    }
    worker = await processes.start(
        *CLI,
        *services.arguments("worker"),
        env=services.environment("worker", worker_ports) | apart,
    )
    gateway = await processes.start(
        *CLI,
        *services.arguments("gateway"),
        env=services.environment("gateway", gateway_ports) | apart,
        ready_port=ports["gateway"],
        timeout_s=60,
    )
    await worker.await_line("^worker ready, shards 0,1,2,3$", 90)
    base = f"http://127.0.0.1:{ports['gateway']}"
    async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
        capture = {"event_id": "c-1", "contact": {"phone": "138 0013 8000"}}
        path = "/v1/captures/web-form"
        assert (await client.post(path, json=capture)).status_code == 401
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert (await client.post(path, json=capture, headers=bearer)).status_code == 202
        assert (await client.get("/metrics")).status_code == 404
    targets = await _targets(scraping)
    assert {one["labels"]["job"]: one["health"] for one in targets} == {
        "hotlead-worker": "up",
        "hotlead-gateway": "up",
        "prometheus": "up",
    }, targets
    assert await worker.terminate(60) == 0, worker.output
    assert await gateway.terminate() == 0, gateway.output


async def _targets(port: int) -> list[dict[str, Any]]:
    """The targets, once all are up or the time is over; Prometheus knows none when it starts."""
    deadline = time.monotonic() + SCRAPED_S
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            response = await client.get(f"http://127.0.0.1:{port}/api/v1/targets")
            found: list[dict[str, Any]] = response.json()["data"]["activeTargets"]
            up = bool(found) and all(one["health"] == "up" for one in found)
            if up or time.monotonic() > deadline:
                return found
            await asyncio.sleep(0.2)
