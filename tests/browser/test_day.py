"""A showroom's working day: all kinds of things at once, as a supervisor sees them."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.phones import LANGUAGES, Phones, shoot, shooting
from tests.browser.site import HOT, Office, until

TEAM = (
    ("wang", "王磊", "Wang Lei", 3),
    ("li", "李娜", "Li Na", 2),
    ("chen", "陈静", "Chen Jing", 2),
    ("lin", "林涛", "Lin Tao", 1),
    ("zhou", "周洋", "Zhou Yang", 1),
    ("wu", "吴迪", "Wu Di", 1),
    ("zhao", "赵敏", "Zhao Min", 1),
)
# Channel, budget, house type, signals, and how old the capture is, in minutes.
WAITING = (
    ("short-video", 180_000, "duplex", ("video_complete", "repeat_visit"), 4),
    ("web-form", 260_000, "villa", ("page_dwell",), 190),
    ("call-center", 90_000, "apartment", ("inbound_call",), 2),
    ("web-form", 150_000, "duplex", ("repeat_visit",), 35),
    ("short-video", 60_000, "apartment", ("video_complete",), 11),
    ("web-form", 320_000, "villa", (), 640),
    ("short-video", 120_000, "duplex", (), 75),
    ("web-form", 70_000, "apartment", ("page_dwell",), 1500),
    ("short-video", 80_000, "apartment", (), 8),
    ("web-form", 50_000, "apartment", (), 260),
)
PAUSE_S = 2.0
PRESENT = ("wang", "li", "zhao", "chen", "lin")


class Day:
    """What happens in the showroom; each lead has a number of its own."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._sent = 0

    async def lead(self, **fields: Any) -> str:
        """Someone leaves their contact."""
        self._sent += 1
        return await self._office.capture(self.phone(self._sent), **fields)

    @staticmethod
    def phone(number: int) -> str:
        """Numbers that do not look counted."""
        return f"1{38 + number % 2}{10_240_000 + number * 13_579_131 % 89_000_000:08d}"

    async def held(self, lead: str, *others: str) -> tuple[str, str]:
        """The rep who has it, not one of the others, and the assignment."""

        async def found() -> tuple[str, str] | None:
            now = await self._office.call("GET", f"/v1/leads/{lead}")
            rep = now.get("holder")
            return (rep, now["assignment"]) if rep and rep not in others else None

        rep, assignment = await until(found, "nobody has the lead")
        return rep, assignment

    async def take(self, lead: str, outcome: str = "", *, contacted: bool = True) -> str:
        """The holder takes it, calls, and says how it ended; returns the rep."""
        rep, assignment = await self.held(lead)
        path = f"/v1/assignments/{assignment}/acknowledge"
        done = await self._office.call("POST", path, {}, rep=rep)
        if contacted or outcome:
            body = {"epoch": done["epoch"], "contacted": True}
            body |= {"outcome": outcome} if outcome else {}
            await self._office.call("POST", f"/v1/leads/{lead}/activities", body, rep=rep)
        return rep

    async def pass_on(self, lead: str) -> None:
        """The holder declines it."""
        rep, assignment = await self.held(lead)
        path, body = f"/v1/assignments/{assignment}/decline", {"reason": "with_customer"}
        await self._office.call("POST", path, body, rep=rep)
        await self.held(lead, rep)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_working_day(phones: Phones, office: Office, language: str) -> None:
    day = Day(office)
    reps = {}
    for rep, chinese, english, capacity in TEAM:
        name = chinese if language == "zh-CN" else english
        region = "hangzhou" if rep == "zhao" else "shanghai"
        reps[rep] = await office.rep(rep, name=name, capacity=capacity, regions=[region])
    for rep in ("wang", "li", "zhao"):
        await office.presence(reps[rep], "idle")
    for outcome in ("won", "lost", "invalid", "won"):
        await day.take(await day.lead(), outcome)
    await day.take(await day.lead(channel="short-video", signals=["video_complete"]))
    await office.capture(day.phone(5), channel="web-form")
    # One that was declined, rang, and was taken.
    rung = await day.lead(pool="villas", hot=True)
    await day.pass_on(rung)
    page = await phones.board(language=language)
    # A second rung fires on a machine that does other things too.
    await expect(page.locator("#escalations .rung-line")).not_to_have_count(0)
    await day.take(rung, contacted=False)
    await expect(page.locator("#escalations .rung-line.over")).not_to_have_count(0)
    await expect(page.locator("#escalations .rung-line:not(.over)")).to_have_count(0)
    await office.presence(reps["wang"], "busy")
    await office.presence(reps["li"], "busy")
    await office.presence(reps["chen"], "idle")
    for channel in ("call-center", "web-form"):
        await day.held(await day.lead(channel=channel))
    await office.presence(reps["lin"], "busy")
    for channel, budget, house, signals, minutes in WAITING:
        at = datetime.now(UTC) - timedelta(minutes=minutes)
        attributes = {"region": "shanghai", "budget": budget, "house_type": house}
        await day.lead(
            channel=channel, signals=signals, attributes=attributes, occurred_at=at.isoformat()
        )
        # Their phones are still there; a rep whose phone is silent is offline soon.
        for rep in PRESENT:
            await office.call("POST", f"/v1/reps/{reps[rep]}/heartbeat", rep=reps[rep])
        if shooting():
            await asyncio.sleep(PAUSE_S)
    await day.lead(pool="villas", hot=True, attributes={**HOT, "region": "beijing"})
    await expect(page.locator("#queue .rung")).to_have_text("●●")
    rows = page.locator("#queue [data-lead]")
    await expect(rows).to_have_count(len(WAITING) + 1)
    counts = {"waiting": 11, "assigned": 2, "acknowledged": 2, "closed": 4}
    for name, count in {**counts, "captured": sum(counts.values()) + 1}.items():
        await expect(page.locator(f"[data-kpi={name}] dd")).to_have_text(str(count))
    await expect(page.locator("[data-kpi=reps_free] dd")).to_have_text("1 / 7")
    if shooting():
        await asyncio.sleep(PAUSE_S)
    await shoot(page, f"board-{language[:2]}")
    await page.locator("#escalations .rung-line.over .which").first.click()
    await expect(page.locator("#history .events li")).not_to_have_count(0)
    await expect(page.locator("#decisions .decision")).to_have_count(2)
    await expect(page.locator(".plot canvas")).to_be_visible()
    await shoot(page, f"board-lead-{language[:2]}")
    for view, there in (("kpis", "#slices [data-slice]"), ("day", "#day-rep [data-slice]")):
        await page.locator(f"[data-tab={view}]").click()
        await expect(page.locator(there)).not_to_have_count(0)
        await shoot(page, f"board-{view}-{language[:2]}")
    await page.locator("[data-tab=team]").click()
    await expect(page.locator("#crew tbody tr")).to_have_count(len(TEAM))
    await shoot(page, f"board-team-{language[:2]}")
