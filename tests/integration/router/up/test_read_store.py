"""`hotlead up` keeps the read store in its own folder, where `hotlead kpis` finds it."""

from pathlib import Path

import orjson

from tests.integration.router.up.conftest import Start

READY_S = 90.0


async def test_kpis_are_kept_beside_what_up_keeps(start: Start, place: Path) -> None:
    up = await start("up", "--port", "0")
    await up.await_line("^Ctrl-C stops all", READY_S)
    asked = await start("kpis", "--json")
    assert await asked.wait(READY_S) == 0, asked.output
    found = orjson.loads(next(line for line in asked.output.splitlines() if line.startswith("{")))
    # The policy and the first rep are there, so something was read; no lead is.
    assert found["as_of_ms"] > 0
    assert found["total"]["leads"] == 0
    assert (place / ".hotlead" / "read.sqlite").exists()
    assert not (place / "hotlead-read.sqlite").exists()
