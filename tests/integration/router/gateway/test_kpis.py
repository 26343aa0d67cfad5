"""KPIs, curve and decisions over HTTP, from a read store that follows the journal."""

import asyncio
import csv
import io
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from hotlead.router.cli.explain import explained, show
from tests.integration.house import WAIT_S, Estate, House, open_house


@pytest.fixture
async def reading(estate: Estate, tmp_path: Path) -> AsyncIterator[House]:
    """A house whose gateway keeps a read store."""
    async with open_house(estate, read_store=str(tmp_path / "read.sqlite")) as house:
        assert house.gateway.reading is not None
        await asyncio.wait_for(house.gateway.reading.ready.wait(), WAIT_S)
        yield house


async def worked(house: House) -> tuple[str, str]:
    """A lead that Kim took and won, and one that waits for Kim."""
    await house.rep(house.kim)
    lead = await house.capture("13800138000")
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    waiting = await house.capture("13900139000")
    await house.call("POST", f"/v1/assignments/{lead}.{epoch}/acknowledge", house.kim)
    path = f"/v1/leads/{lead}/activities"
    await house.call("POST", path, house.kim, {"epoch": epoch, "outcome": "won"})
    await house.change("assigned", lead=waiting)
    return lead, waiting


async def counted(house: House, leads: int) -> dict[str, object]:
    """The KPIs once they count so many leads."""
    async with asyncio.timeout(WAIT_S):
        while True:
            found: dict[str, object] = (await house.call("GET", "/v1/kpis?by=rep", "sup")).json()
            total = found["total"]
            assert isinstance(total, dict)
            if total["leads"] == leads and total["conversion"]["won"] == 1:
                return found
            await asyncio.sleep(0.05)


async def test_the_kpis_follow_the_journal(reading: House) -> None:
    house = reading
    await worked(house)
    found = await counted(house, 2)
    total, slices = found["total"], found["slices"]
    assert isinstance(total, dict)
    assert isinstance(slices, list)
    assert total["conversion"] == {"leads": 2, "won": 1, "rate": 0.5}
    assert total["followed_up_24h"] == 0.5
    assert [one["name"] for one in slices] == [house.kim]
    told = await house.call("GET", "/v1/kpis?by=rep&format=csv", "sup")
    rows = list(csv.DictReader(io.StringIO(told.text.lstrip("\ufeff"))))
    assert [row["name"] for row in rows] == ["", house.kim]
    assert rows[0]["measures.conversion.won"] == "1"
    cells = (await house.call("GET", "/v1/kpis/heatmap", "sup")).json()["cells"]
    assert sum(cell["leads"] for cell in cells) == 2
    elsewhere = house.command("another")
    none = (await house.call("GET", "/v1/kpis", headers=elsewhere)).json()
    assert none["total"]["leads"] == 0


def lose(path: Path, how: str) -> None:
    """Takes the read store's file away while it is open."""
    if how == "removed":
        return path.unlink()
    with closing(sqlite3.connect(path)) as db:  # else all of it may stand in the log beside it
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(b"" if how == "emptied" else b"not a database " * 1000)
    return None


@pytest.mark.parametrize("how", ["removed", "emptied", "garbled"])
async def test_a_lost_read_store_is_503_until_it_is_made_anew(reading: House, how: str) -> None:
    house = reading
    lead, _ = await worked(house)
    await counted(house, 2)
    path = Path(house.gateway.settings.read_store)
    lose(path, how)
    refused = await house.call("GET", "/v1/kpis", "sup")
    assert refused.status_code == 503
    assert "made anew from the journal" in refused.json()["message"]
    # Routing and what needs no history go on.
    for other in (f"/v1/leads/{lead}/explain", "/v1/escalations", "/v1/queue"):
        assert (await house.call("GET", other, "sup")).status_code == 200
    await house.capture("13700137000")
    async with asyncio.timeout(WAIT_S):
        while (told := await house.call("GET", "/v1/kpis", "sup")).status_code != 200:
            assert told.status_code == 503
            await asyncio.sleep(0.05)
    await counted(house, 3)
    aside = await asyncio.to_thread(path.with_name("read.sqlite.damaged").exists)
    assert aside == (how == "garbled")


async def test_a_lead_is_explained(reading: House) -> None:
    house = reading
    lead, waiting = await worked(house)
    await counted(house, 2)
    curve = (await house.call("GET", f"/v1/leads/{lead}/curve", "sup")).json()
    assert (curve["hot"], curve["high_intent"]) == (72, 85)
    assert [point["kind"] for point in curve["points"]] == ["captured", "now"]
    for one in (lead, waiting):
        path = f"/v1/leads/{one}/decisions"
        decided = (await house.call("GET", path, "sup")).json()["decisions"]
        assert decided[0]["rep"] == house.kim
        assert decided[0]["en"]
        assert decided[0]["zh"]
    assert (await house.call("GET", "/v1/leads/ld_none/curve", "sup")).status_code == 404


async def test_the_decisions_as_a_table(reading: House) -> None:
    house = reading
    await house.rep(house.lee, presence="busy")
    lead, _ = await worked(house)
    await counted(house, 2)
    path = f"/v1/leads/{lead}/decisions"
    (decision,) = (await house.call("GET", path, "sup")).json()["decisions"]
    told = await house.call("GET", f"{path}?format=csv", "sup")
    rows = list(csv.DictReader(io.StringIO(told.text.lstrip("\ufeff"))))
    assert {(row["at_ms"], row["rep"]) for row in rows} == {(str(decision["at_ms"]), house.kim)}
    assert [(row["considered"], row["code"]) for row in rows] == [
        (house.kim, "chosen"),
        (house.lee, "busy"),
    ]
    for row, verdict in zip(rows, decision["considered"], strict=True):
        for language in ("en", "zh"):
            assert row[language] == verdict[language]
            assert row[f"otherwise.{language}"] == decision["otherwise"][language]


async def test_escalations_of_a_range_outlast_the_gateway(reading: House) -> None:
    house = reading
    await house.rep(house.kim, presence="busy", pools=["open"])
    lead = await house.capture("13800138000", pool="open")
    fired = await house.change("rung", lead=lead)

    async def found(query: str = "") -> list[dict[str, object]]:
        answer = await house.call("GET", f"/v1/kpis/escalations?{query}", "sup")
        rungs: list[dict[str, object]] = answer.json()["escalations"]
        return rungs

    async with asyncio.timeout(WAIT_S):
        while True:
            rungs = await found()
            if rungs:
                break
            await asyncio.sleep(0.05)
    (rung,) = rungs
    expected = {"lead": lead, "pool": "open", "name": "supervisors", "n": 1, "moved": False}
    assert expected.items() <= rung.items()
    at_ms = rung["at_ms"]
    assert isinstance(at_ms, int)
    assert rung["late_s"] == (at_ms - fired["due"]) / 1000
    assert "rep" not in rung
    assert await found(f"from_ms={at_ms + 1}") == []
    assert await found("test=true") == []
    told = await house.call("GET", "/v1/kpis/escalations?format=csv", "sup")
    rows = list(csv.DictReader(io.StringIO(told.text.lstrip("\ufeff"))))
    assert [(row["lead"], row["acknowledged_at_ms"]) for row in rows] == [(lead, "")]
    elsewhere = house.command("another")
    for what in ("escalations", "over-time"):
        none = (await house.call("GET", f"/v1/kpis/{what}", headers=elsewhere)).json()
        assert [value for value in none.values() if isinstance(value, list)] == [[]]


async def test_every_way_to_ask_says_the_same_words(
    reading: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house = reading
    lead, _ = await worked(house)
    await counted(house, 2)
    decided = (await house.call("GET", f"/v1/leads/{lead}/decisions", "sup")).json()["decisions"]
    told = (await house.call("GET", f"/v1/leads/{lead}/explain", "sup")).json()
    assert told["decisions"] == decided
    # Of colleagues a rep is told nothing.
    assert (
        "decisions" not in (await house.call("GET", f"/v1/leads/{lead}/explain", house.kim)).json()
    )
    command = await explained(house.gateway.settings, house.tenant, lead)
    assert command.decisions is not None
    assert [one.model_dump(mode="json", exclude_none=True) for one in command.decisions] == decided
    # What happened is told alike at the board and by the command.
    happened = [one.model_dump(mode="json", exclude_none=True) for one in command.history]
    assert told["history"] == happened
    page = (await house.call("GET", f"/v1/leads/{lead}/history", "sup")).json()
    assert page["entries"] == happened
    languages: tuple[Literal["en", "zh"], ...] = ("en", "zh")
    for language in languages:
        show(command, language)
        said = capsys.readouterr().out
        assert told["why"][language] in said
        assert decided[0][language] in said
        assert decided[0]["otherwise"][language] in said
        assert decided[0]["considered"][0][language] in said
        for one in happened:
            assert one["times"] or one[language] in said


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("kpis?by=moon", "by"),
        ("kpis?from_ms=x", "from_ms"),
        ("kpis?from_ms=10&to_ms=5", "from_ms"),
        ("kpis/heatmap?zone=Mars/Base", "zone"),
        ("kpis/over-time?test=1", "test"),
        ("kpis/escalations?to_ms=-1", "to_ms"),
        ("kpis/over-time?format=xls", "format"),
    ],
)
async def test_what_is_asked_wrongly_is_named(reading: House, query: str, at: str) -> None:
    refused = await reading.call("GET", f"/v1/{query}", "sup")
    assert (refused.status_code, refused.json()["problems"][0]["at"]) == (422, at)
