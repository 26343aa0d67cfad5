"""The board's KPIs of replayed calls are what the file itself says, counted here from its rows."""

import csv
import io
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Final

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from hotlead.router.embedded.ports import pick
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_valkey
from hotlead.router.kpis.summary import percentile
from hotlead.router.settings import Settings
from hotlead.topics.inbox.staff import COMMAND_LINE
from tests.browser.phones import LANGUAGES, Phones, open_phones
from tests.browser.site import WAIT_S, Office, Site, until
from tests.browser.test_board_kpis import ZONE
from tests.browser.watching import to_view
from tests.integration.house import SECRET
from tests.integration.processes import Processes
from tests.integration.servers import SERVERS

REPLAY_S: Final = 240.0
MAIN: Final = "from hotlead.router.cli import main; main()"
# In this folder, or beside the checkout, where the calls are at all.
FOLDER: Final = "HOTLEAD_SHARED_DATA"
SHARED: Final = Path(os.environ.get(FOLDER) or Path(__file__).parents[3] / "shared" / "data")
REAL: Final = SHARED / "call_centre_1999-02-01_14.csv"
# Customer 77 calls again while on the phone; 99 comes back after the end. Both reps are there till
# noon. What the map makes of a served call: it is closed as won, but for a prospect's (NW).
CALLS: Final = """\
vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server
AA0101,1,0,0,PS,990201,7:00:00,7:00:10,10,0:00:00,0:00:00,0,AGENT,7:00:10,12:00:00,60,DORIT
AA0102,2,77,2,PS,990201,7:10:00,7:10:10,10,7:10:10,7:10:20,10,AGENT,7:10:20,12:00:00,240,TOVA
AA0103,3,77,2,PS,990201,7:10:20,7:10:25,5,7:10:25,7:10:40,15,HANG,0:00:00,0:00:00,0,NO_SERVER
AA0104,4,88,0,NW,990201,7:30:00,7:30:10,10,7:30:10,7:30:40,30,AGENT,7:30:40,7:32:10,90,TOVA
AA0105,5,99,1,PS,990201,7:40:00,7:40:10,10,0:00:00,0:00:00,0,AGENT,7:40:10,7:41:40,90,DORIT
AA0106,6,0,0,NW,990201,8:10:00,8:10:10,10,8:10:10,8:11:10,60,HANG,0:00:00,0:00:00,0,NO_SERVER
AA0107,7,99,1,PS,990201,10:10:00,10:10:10,10,0:00:00,0:00:00,0,AGENT,10:10:10,10:11:10,60,DORIT
AA0108,8,0,0,NW,990201,10:20:00,10:20:10,10,10:20:10,10:20:30,20,AGENT,10:20:30,10:21:15,45,TOVA
"""
UNKNOWN: Final = {"", "0"}


@asynccontextmanager
async def replayed(
    broker: Running, processes: Processes, file: Path, *, rows: int, speed: float
) -> AsyncIterator[Office]:
    """The first rows of a file, replayed on a store of their own; then a gateway before that."""
    with run_valkey() as store:
        settings = Settings(
            kafka=broker.address,
            redis=store.url,
            topic_prefix=f"r{token_hex(3)}.",
            group=f"r{token_hex(3)}",
            shards=2,
            partitions=2,
            port=pick(0, "gateway"),
            secret=SECRET,
        )
        env = {
            "HOTLEAD_KAFKA": settings.kafka,
            "HOTLEAD_REDIS": settings.redis,
            "HOTLEAD_TOPIC_PREFIX": settings.topic_prefix,
            "HOTLEAD_GROUP": settings.group,
            "HOTLEAD_SHARDS": "2",
            "HOTLEAD_PARTITIONS": "2",
            "HOTLEAD_PORT": str(settings.port),
            "HOTLEAD_SESSION_TIMEOUT_S": "6",
            "HOTLEAD_SECRET": SECRET,
            "HOTLEAD_READ_STORE": ":memory:",
        }
        given = ("--map", "calls", "--speed", f"{speed:g}", "--limit", str(rows), "--json")
        replay = await processes.start("-c", MAIN, "replay", str(file), *given, env=env)
        ended = await replay.wait(REPLAY_S)
        # A worker on a busy machine is late with rungs, which is the benches' matter.
        breaches = [line for line in replay.output.splitlines() if line.startswith("invariant")]
        assert ended == int(bool(breaches)), replay.output
        assert all(line.endswith("s late") for line in breaches), replay.output
        site = Site(settings, processes, env, ["main"])
        await site.start_gateway()
        async with httpx.AsyncClient(base_url=site.address, timeout=WAIT_S) as http:
            # No worker runs any more that could register somebody.
            yield Office(site, "main", http, boss=COMMAND_LINE)


def calls_of(text: str, rows: int) -> list[dict[str, str]]:
    """The first rows by time, as a replay takes them."""
    every = csv.DictReader(io.StringIO(text))
    return sorted(every, key=lambda call: (call["date"], seconds(call["vru_entry"])))[:rows]


def seconds(clock: str) -> int:
    hours, minutes, rest = map(int, clock.split(":"))
    return 3600 * hours + 60 * minutes + rest


def by_pool(calls: Sequence[dict[str, str]]) -> dict[str, int]:
    return dict(Counter("prospects" if one["type"] == "NW" else "service" for one in calls))


def again(calls: Sequence[dict[str, str]]) -> int:
    """Calls of somebody who called before."""
    known = Counter(one["customer_id"] for one in calls if one["customer_id"] not in UNKNOWN)
    return sum(count - 1 for count in known.values())


async def board_of(office: Office, phones: Phones, began: datetime, language: str) -> Page:
    """The KPIs of the test leads of the days from the replay's start on, by pool."""
    first, last = began.date(), began.date() + timedelta(days=3)
    fragment = f"kpis=custom&from={first}&to={last}&by=pool&test=1"
    page = await to_view(phones, fragment, language=language)
    await expect(page.locator("#slices [data-slice='']")).to_be_visible()
    await expect(page.locator("#test-leads")).to_be_checked()
    return page


async def figure(page: Page, slice_: str, name: str) -> str:
    cell = page.locator(f"#slices [data-slice='{slice_}'] [data-figure={name}]")
    # Without of how many cases it is.
    return str(await cell.evaluate("(one) => one.firstChild.textContent"))


async def table(page: Page) -> dict[str, dict[str, str]]:
    """The slices as the board's own link saves them, by name."""
    path = await page.locator("#slices .csv").get_attribute("href")
    text = await page.evaluate("async (path) => (await fetch(path)).text()", path)
    return {row["name"]: row for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))}


async def reps_of(page: Page) -> set[str]:
    """Whom the slices by rep name."""
    await page.locator("#slices .chips a").nth(2).click()
    await expect(page.locator("#slices [data-slice=prospects]")).to_have_count(0)
    found: list[str] = await page.locator("#slices [data-slice]").evaluate_all(
        "(all) => all.map((one) => one.dataset.slice)"
    )
    return {name for name in found if name}


def least_touch_s(call: dict[str, str]) -> int:
    """How soon after the call the map lets a contact be recorded."""
    if call["outcome"] == "HANG":
        return 5 + 10
    return min(60, max(2, int(call["q_time"]))) + min(1800, max(5, int(call["ser_time"])))


async def test_the_calls_of_a_morning(
    browser: Browser, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    file, began = tmp_path / "calls.csv", datetime.now(ZONE)
    file.write_text(CALLS, "utf-8")
    calls = calls_of(CALLS, 100)
    # 77's second call is part of the first, 99's is a lead anew.
    leads = [one for one in calls if one["call_id"] != "3"]
    broker: Running = pytestconfig.stash[SERVERS].kafka()
    with Processes(tmp_path) as processes:
        async with (
            replayed(broker, processes, file, rows=100, speed=400) as office,
            open_phones(browser, office) as phones,
        ):
            for language in LANGUAGES:
                page = await board_of(office, phones, began, language)
                assert await figure(page, "", "leads") == str(len(leads))
                for pool, count in by_pool(leads).items():
                    assert await figure(page, pool, "leads") == str(count)
                # Nobody is left without a call back, and all of the service is done with.
                assert await figure(page, "", "followed_up_24h") == "100%"
                assert await figure(page, "service", "conversion") == "100%"
                tile = page.locator(".tiles [data-figure=leads] small")
                await expect(tile).to_contain_text(str(len(calls)))
            saved = await table(page)
            captures = {name: int(row["measures.captures"]) for name, row in saved.items()}
            assert captures == {"": len(calls), **by_pool(calls)}
            soonest = percentile([least_touch_s(one) for one in leads], 50)
            assert soonest is not None
            assert float(saved[""]["measures.first_touch.p50_s"]) >= soonest
            assert saved[""]["measures.first_touch.touched"] == str(len(leads))
            cells = page.locator(".heat tbody td:not(.none)")
            assert await cells.count() >= 1

            async def whole() -> bool:
                return await reps_of(page) == {"dorit", "tova"}

            await until(whole, "the table of reps is not that of the calls")
            assert phones.faults == []


@pytest.mark.skipif(not REAL.exists(), reason=f"no {REAL.name} beside the checkout or in {FOLDER}")
async def test_the_calls_of_a_real_call_centre(
    browser: Browser, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    rows, began = 300, datetime.now(ZONE)
    calls = calls_of(REAL.read_text("utf-8"), rows)
    broker: Running = pytestconfig.stash[SERVERS].kafka()
    with Processes(tmp_path) as processes:
        async with (
            replayed(broker, processes, REAL, rows=rows, speed=3000) as office,
            open_phones(browser, office) as phones,
        ):
            page = await board_of(office, phones, began, "en-US")
            saved = await table(page)
            captures = {name: int(row["measures.captures"]) for name, row in saved.items()}
            assert captures == {"": rows, **by_pool(calls)}
            assert set(captures) - {""} == {"prospects", "service"}
            # Who calls again is the same lead, or one anew when the last was done with.
            leads = int(await figure(page, "", "leads"))
            assert rows - again(calls) <= leads <= rows
            shown = {name: int(await figure(page, name, "leads")) for name in by_pool(calls)}
            assert sum(shown.values()) == leads
            assert all(shown[name] <= count for name, count in by_pool(calls).items())
            servers = {one["server"].lower() for one in calls} - {"no_server", ""}
            assert await reps_of(page) <= servers
            assert phones.faults == []
