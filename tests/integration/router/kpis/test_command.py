"""`hotlead kpis` on a replay: as the raw journal counts them, and as the file itself has it."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

from hotlead.router.embedded.running import Running
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.sharding import shard_of
from tests.integration.processes import Processes
from tests.unit.router.kpis import recount
from tests.unit.router.replay.samples import SHORT_DAY, SHORT_DAY_SPEED

LIMIT_S = 150.0
# Beside the checkout, where they are at all.
REAL = sorted((Path(__file__).parents[5] / "shared" / "data").glob("call_centre*.csv"))
EVER = ("--from", "2000-01-01T00:00:00+00:00", "--to", "2100-01-01T00:00:00+00:00")
MAIN = "from hotlead.router.cli import main; main()"


@pytest.fixture
def env(kafka: Running, one_store: Running, topic_prefix: str, tmp_path: Path) -> dict[str, str]:
    return {
        "HOTLEAD_KAFKA": kafka.address,
        "HOTLEAD_REDIS": one_store.url,
        "HOTLEAD_TOPIC_PREFIX": topic_prefix,
        "HOTLEAD_GROUP": f"{topic_prefix}workers",
        "HOTLEAD_SESSION_TIMEOUT_S": "6",
        "HOTLEAD_SHARDS": "2",
        "HOTLEAD_PARTITIONS": "2",
        "HOTLEAD_READ_STORE": str(tmp_path / "read.sqlite"),
    }


async def run(processes: Processes, env: dict[str, str], *arguments: str) -> str:
    process = await processes.start("-c", MAIN, *arguments, env=env)
    assert await process.wait(LIMIT_S) == 0, process.output
    return process.output


async def answered(processes: Processes, env: dict[str, str], *arguments: str) -> dict[str, Any]:
    output = await run(processes, env, *arguments)
    line = next(line for line in output.splitlines() if line.startswith("{"))
    found: dict[str, Any] = orjson.loads(line)
    return found


async def raws(env: dict[str, str], shard: int) -> tuple[bytes, ...]:
    async with LogReader(env["HOTLEAD_KAFKA"], f"{env['HOTLEAD_TOPIC_PREFIX']}journal") as reader:
        batches = [records async for records in reader.read_all(shard)]
    return tuple(record.value or b"" for records in batches for record in records)


async def test_the_kpis_of_a_replay(
    processes: Processes, env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(SHORT_DAY)
    played = ("--map", "calls", "--speed", SHORT_DAY_SPEED, "--limit", "4", "--json")
    summary = await answered(processes, env, "replay", str(file), *played)
    found = await answered(processes, env, "kpis", *EVER, "--by", "pool", "--test", "--json")
    total = found["total"]
    assert total["captures"] == summary["captured"]
    # One caller calls again, and counts anew if the first call was done with by then.
    assert summary["captured"] - summary["merged"] <= total["leads"] <= summary["captured"]
    records = await raws(env, shard=shard_of("main", 2))
    counted = [case for case in recount.cases(records) if case.test]
    del total["unfairness"]
    bases = total.pop("bases")
    assert {bases["conversion"]["n"], bases["over_time"]["n"]} == {total["leads"]}
    assert total == recount.kpis(counted, {}, hours=recount.openings(records))

    calls = list(csv.DictReader(io.StringIO(file.read_text())))
    of_day = [row for row in calls if row["date"] == "990201"]
    assert len(of_day) == 4
    prospects = sum(row["type"] == "NW" for row in of_day)
    slices = {one["name"]: one["measures"]["captures"] for one in found["slices"]}
    assert slices == {"prospects": prospects, "service": len(of_day) - prospects}

    real = await answered(processes, env, "kpis", *EVER, "--json")
    assert real["total"]["leads"] == 0, "a replay's leads are test leads"
    shown = await run(processes, env, "kpis", *EVER, "--by", "rep", "--test")
    assert "first touch, median" in shown
    assert "DORIT" in shown.upper()
    anew = await run(processes, env, "kpis", "rebuild")
    assert " entries of 2 shards" in anew
    again = await answered(processes, env, "kpis", *EVER, "--by", "pool", "--test", "--json")
    del again["total"]["unfairness"], again["total"]["bases"]
    assert again == found


@pytest.mark.skipif(not REAL, reason="the calls of a real call centre are not on this machine")
async def test_the_kpis_of_real_calls(processes: Processes, env: dict[str, str]) -> None:
    rows = 250
    given = ("--map", "calls", "--speed", "3000", "--limit", str(rows), "--json")
    summary = await answered(processes, env, "replay", str(REAL[0]), *given)
    by_pool = await answered(processes, env, "kpis", *EVER, "--by", "pool", "--test", "--json")
    by_rep = await answered(processes, env, "kpis", *EVER, "--by", "rep", "--test", "--json")

    with REAL[0].open(encoding="utf-8") as file:
        calls = sorted(csv.DictReader(file), key=began)[:rows]
    prospects = sum(call["type"] == "NW" for call in calls)
    captures = {one["name"]: one["measures"]["captures"] for one in by_pool["slices"]}
    assert captures == {"prospects": prospects, "service": rows - prospects}
    known = Counter(call["customer_id"] for call in calls if call["customer_id"] not in {"", "0"})
    merged = sum(count - 1 for count in known.values())
    assert summary["merged"] == merged
    assert rows - merged <= by_pool["total"]["leads"] <= rows

    records = await raws(env, shard=shard_of("main", 2))
    counted = recount.cases(records)
    for name, got in ((one["name"], one["measures"]) for one in by_rep["slices"]):
        del got["unfairness"], got["bases"]
        assert got == recount.kpis(counted, {}, name), name


def began(call: dict[str, str]) -> tuple[str, float]:
    hours, minutes, seconds = map(int, call["vru_entry"].split(":"))
    return call["date"], 3600 * hours + 60 * minutes + seconds
