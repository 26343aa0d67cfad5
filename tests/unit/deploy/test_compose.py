"""docker-compose.yml: valid by the compose specification, pinned, and in the right order."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from hotlead.router.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docker-compose.yml"
# What the image reads besides the settings.
OURS = {"HOTLEAD_HEALTH"}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return found


def valid(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    return subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)


def test_valid_by_the_specification() -> None:
    done = valid(FILE)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("depends_on:", "depend_on:"),
        ("command: [worker]", "command: {run: worker}"),
    ],
)
def test_the_specification_says_no(right: str, wrong: str, tmp_path: Path) -> None:
    text = FILE.read_text()
    assert right in text
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(text.replace(right, wrong))
    assert valid(broken).returncode == 1


def test_images_are_pinned() -> None:
    images = [service["image"] for service in compose()["services"].values()]
    images += re.findall(r"^FROM (\S+)", (ROOT / "deploy/Dockerfile").read_text(), re.MULTILINE)
    assert all(re.search(r":v?\d+\.\d+\.\d+", image) for image in images), images
    release = re.search(r"<kafka.version>(.*)<", (ROOT / "deploy/kafka/pom.xml").read_text())
    assert release
    assert f"apache/kafka:{release[1]}" in images


def test_each_waits_for_what_it_needs() -> None:
    services = compose()["services"]
    needs = {
        name: {other: how["condition"] for other, how in service.get("depends_on", {}).items()}
        for name, service in services.items()
    }
    made, healthy = "service_completed_successfully", "service_healthy"
    assert needs == {
        "kafka": {},
        "redis": {},
        "topics": {"kafka": healthy},
        "worker": {"topics": made, "redis": healthy},
        "gateway": {"topics": made, "redis": healthy},
        "prometheus": {"worker": healthy, "gateway": healthy},
    }
    # All have a health check: in the file, or the image's own.
    for name in ("kafka", "redis", "prometheus"):
        assert "healthcheck" in services[name]
    assert "HEALTHCHECK" in (ROOT / "deploy/Dockerfile").read_text()


def test_redis_keeps_state() -> None:
    command = " ".join(compose()["services"]["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_nothing_is_open_to_others_unasked() -> None:
    for name, service in compose()["services"].items():
        for port in service.get("ports", ()):
            assert port.startswith(("127.0.0.1:", "${HOTLEAD_BIND:-127.0.0.1}:")), name


def test_every_setting_is_one() -> None:
    known = {ENV_PREFIX + name.upper() for name in Settings.model_fields} | OURS
    for service in compose()["services"].values():
        given = {name for name in service.get("environment", {}) if name.startswith(ENV_PREFIX)}
        assert given <= known


def test_every_placeholder_is_explained() -> None:
    example = (ROOT / "deploy/.env.example").read_text()
    asked = set(re.findall(r"\$\{(\w+)", FILE.read_text()))
    assert asked == set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    # An example with a secret in it would be used as it is.
    assert set(re.findall(r"^\w+=(.*)$", example, re.MULTILINE)) == {"", "127.0.0.1"}


def test_the_image_gets_only_what_it_is_built_from() -> None:
    copied = re.findall(
        r"^COPY (?!--from)(.*) \S+$", (ROOT / "deploy/Dockerfile").read_text(), re.MULTILINE
    )
    sources = {source for line in copied for source in line.split()}
    let_in = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sources == set(let_in)
    assert all((ROOT / source).exists() for source in sources)
