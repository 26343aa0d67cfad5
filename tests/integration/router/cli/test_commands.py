"""Commands as people run them, each a process of its own."""

from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest

from hotlead.router.embedded.running import Running
from tests.integration.processes import Process, Processes


@pytest.fixture
def env(kafka: Running, one_store: Running, topic_prefix: str) -> dict[str, str]:
    return {
        "HOTLEAD_KAFKA": kafka.address,
        "HOTLEAD_REDIS": one_store.url,
        "HOTLEAD_TOPIC_PREFIX": topic_prefix,
        "HOTLEAD_GROUP": f"{topic_prefix}workers",
        "HOTLEAD_SHARDS": "2",
        "HOTLEAD_PARTITIONS": "2",
    }


async def hotlead(processes: Processes, env: Mapping[str, str], *arguments: str) -> Process:
    code = "from hotlead.router.cli import main; main()"
    process = await processes.start("-c", code, *arguments, env=env)
    await process.wait()
    return process


async def test_topics_apply_twice_then_a_difference(
    processes: Processes, env: dict[str, str]
) -> None:
    first = await hotlead(processes, env, "topics", "apply")
    assert first.exit_code == 0
    assert first.output.count("made ") == 11
    again = await hotlead(processes, env, "topics", "apply")
    assert (again.exit_code, "all 11 topics are as they should be" in again.output) == (0, True)
    other = await hotlead(processes, env | {"HOTLEAD_SHARDS": "4"}, "topics", "apply")
    assert other.exit_code == 1
    assert "HOTLEAD_SHARDS=2" in other.output
    told = await hotlead(processes, env | {"HOTLEAD_SHARDS": "4"}, "topics", "apply", "--json")
    differences = orjson.loads(told.output)["differences"]
    assert {one["property"] for one in differences} == {"partitions"}


async def test_no_letters_yet(processes: Processes, env: dict[str, str]) -> None:
    await hotlead(processes, env, "topics", "apply")
    listed = await hotlead(processes, env, "dead-letters", "list", "--json")
    assert orjson.loads(listed.output) == {"total": 0, "unreadable": 0, "letters": []}


@pytest.mark.parametrize(
    "arguments", [("topics", "apply"), ("dead-letters", "list")], ids=["apply", "list"]
)
async def test_without_kafka_it_says_so(
    processes: Processes, env: dict[str, str], arguments: tuple[str, ...]
) -> None:
    process = await hotlead(processes, env | {"HOTLEAD_KAFKA": "127.0.0.1:1"}, *arguments)
    assert process.exit_code == 1
    assert process.output == (
        "hotlead: no Kafka answers at 127.0.0.1:1: start one, or name its address in"
        " HOTLEAD_KAFKA\n"
    )


async def test_without_topics_it_names_the_command(
    processes: Processes, env: dict[str, str]
) -> None:
    process = await hotlead(processes, env, "dead-letters", "list")
    assert process.exit_code == 1
    assert "hotlead topics apply" in process.output


PEOPLE = """
supervisors: [{id: lin, channels: [{url: "https://hooks.example/SECRET"}]}]
duty_managers: [{id: zhao, channels: [{url: "https://hooks.example/SECRET"}]}]
"""


async def the_versions_are_told(processes: Processes, env: dict[str, str], file: Path) -> None:
    listed = await hotlead(processes, env, "policy", "list", "--json")
    told = orjson.loads(listed.output)["versions"]
    assert [(one["version"], one["in_force"]) for one in told] == [
        ("v2", ["main"]),
        ("default", []),
    ]
    shown = await hotlead(processes, env, "policy", "show")
    assert "expiry_s: 60\n" in shown.output
    assert "SECRET" not in shown.output
    again = file.with_name("again.yaml")
    again.write_text((await hotlead(processes, env, "policy", "show", "v2", "--secrets")).output)
    differ = await hotlead(processes, env, "policy", "diff", str(again))
    assert differ.output == "from v2 to v2: no differences\n"
    back = await hotlead(processes, env, "policy", "diff", "v2", "default", "--json")
    paths = [one["path"] for one in orjson.loads(back.output)["changes"]]
    assert paths == ["pools.shanghai", "pools.main", "supervisors", "duty_managers"]
    unknown = await hotlead(processes, env, "policy", "show", "v3")
    assert unknown.output == (
        "hotlead: v3 is unknown, and is no file here: published are default, v2\n"
    )


async def test_a_policy_is_published_and_put_into_force(
    processes: Processes, env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(f"version: v2\npools: {{shanghai: {{expiry_s: 60}}}}\n{PEOPLE}")
    await hotlead(processes, env, "topics", "apply")
    alone = await hotlead(processes, env, "policy", "publish", str(file), "--wait", "0.5")
    assert alone.exit_code == 1
    assert "in force in 0 of 2 shards" in alone.output
    assert "it follows when a worker serves it" in alone.output
    settings = {"HOTLEAD_SESSION_TIMEOUT_S": "6", "HOTLEAD_METRICS_PORT": "0"}
    worker = await processes.start(
        "-m", "hotlead.agents", env=env | settings, ready_line="^worker ready", timeout_s=60
    )
    done = await hotlead(processes, env, "policy", "publish", str(file), "--json")
    assert done.exit_code == 0, done.output + worker.output
    assert orjson.loads(done.output) == {
        "version": "v2",
        "shards": {"0": "in force", "1": "in force"},
        "warnings": [],
    }
    await the_versions_are_told(processes, env, file)
    file.write_text("version: v2\npools: {shanghai: {expiry_s: 90}}\n")
    other = await hotlead(processes, env, "policy", "publish", str(file))
    assert other.exit_code == 1
    assert other.output.splitlines()[-1].startswith(
        "hotlead: version v2 is published with another content"
    )


async def test_a_lead_that_is_not_there(processes: Processes, env: dict[str, str]) -> None:
    await hotlead(processes, env, "topics", "apply")
    process = await hotlead(processes, env, "explain", "ld_1")
    assert (process.exit_code, process.output) == (1, "hotlead: tenant main has no lead ld_1\n")


async def test_without_redis_it_says_so(processes: Processes, env: dict[str, str]) -> None:
    away = env | {"HOTLEAD_REDIS": "redis://u:secret@127.0.0.1:1/0"}
    process = await hotlead(processes, away, "explain", "ld_1")
    assert process.exit_code == 1
    assert process.output.startswith("hotlead: no Redis answers at 127.0.0.1:1/0: start one")
    assert "Traceback" not in process.output
    assert "secret" not in process.output


async def test_a_login_code_needs_a_name(processes: Processes, env: dict[str, str]) -> None:
    wrong = await hotlead(processes, env, "login-code", "kim lee")
    assert wrong.exit_code == 2
    assert "no space" in wrong.output
