"""Commands as people run them, each a process of its own."""

from collections.abc import Mapping

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
