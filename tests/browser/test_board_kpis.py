"""KPIs and the day at the board: the interface's own figures, in words, on screen and on paper."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from tests.browser.phones import LANGUAGES, Phones, zone
from tests.browser.site import HOT, Office, until
from tests.browser.test_day import Day
from tests.browser.watching import LAPTOP, SIZES, expect_no_overflow, to_view

DOCS = Path(__file__).parents[2] / "docs" / "kpis.md"
ZONE = ZoneInfo(zone())
EMPTY = {"zh-CN": "换个日期", "en-US": "Choose other days"}


async def worked(office: Office) -> dict[str, str]:
    """A short morning: one won, one taken, one in the queue; returns the reps."""
    day = Day(office)
    kim = await office.rep("kim", name="Kim", capacity=3, regions=["shanghai"])
    await office.presence(kim, "idle")
    await day.take(await day.lead(channel="web-form"), "won")
    await day.take(await day.lead(channel="short-video", pool="villas"))
    await day.lead(channel="call-center", attributes={**HOT, "region": "beijing"})
    return {"kim": kim}


def today() -> datetime:
    return datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def span(first: datetime, days: int) -> str:
    """The query of so many days from a midnight on."""
    to = first + timedelta(days=days)
    return f"from_ms={int(first.timestamp() * 1000)}&to_ms={int(to.timestamp() * 1000)}"


async def counted(office: Office, leads: int) -> dict[str, Any]:
    """Today's KPIs by channel, once the read store has them all."""

    async def found() -> dict[str, Any] | None:
        path = f"/v1/kpis?{span(today(), 1)}&by=channel"
        kpis: dict[str, Any] = await office.call("GET", path)
        touched = kpis["total"]["first_touch"]["touched"] == 2
        return kpis if kpis["total"]["leads"] == leads and touched else None

    kpis: dict[str, Any] = await until(found, "the read store does not have them")
    return kpis


async def cell(page: Page, slice_: str, figure: str) -> str:
    """What a table says, without of how many cases it is."""
    found = page.locator(f"[data-slice='{slice_}'] [data-figure={figure}]")
    return str(await found.evaluate("(cell) => cell.firstChild.textContent"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_figures_are_those_of_the_interface(
    phones: Phones, office: Office, language: str, size: tuple[int, int]
) -> None:
    reps = await worked(office)
    kpis = await counted(office, 3)
    page = await to_view(phones, "kpis=today", language=language, size=size)
    await expect(page.locator("#slices [data-slice]")).to_have_count(len(kpis["slices"]) + 1)
    assert await cell(page, "", "leads") == "3"
    for one in kpis["slices"]:
        measures = one["measures"]
        assert await cell(page, one["name"], "leads") == str(measures["leads"])
        rate = measures["conversion"]["rate"]
        assert await cell(page, one["name"], "conversion") == f"{rate * 100:g}%"
    assert await cell(page, "", "followed_up_24h") == "66.7%"
    # No cost is named, and that is no cost of 0.
    assert await cell(page, "", "cost_lead") == "–"
    await page.locator("#slices .chips a").nth(2).click()
    await expect(page.locator(f"[data-slice={reps['kim']}] th")).to_have_text("Kim")
    assert page.url.endswith("kpis=today&by=rep")
    await expect(page.locator(".heat td:not(.none)").first).to_be_visible()
    await expect_no_overflow(page, size[0])


async def test_the_range_is_in_the_address(phones: Phones, office: Office) -> None:
    await office.capture("13800138000")
    page = await to_view(phones, "kpis=today")
    await expect(page.locator("#slices")).to_be_visible()
    for name, first, days in (
        ("yesterday", today() - timedelta(days=1), 1),
        ("7d", today() - timedelta(days=6), 7),
        ("today", today(), 1),
    ):
        async with page.expect_request(f"**/v1/kpis?{span(first, days)}&by=channel"):
            await page.locator(f"[data-range='{name}']").click()
        assert f"kpis={name}" in page.url
    first, last = today() - timedelta(days=30), today() - timedelta(days=20)
    async with page.expect_request(f"**/v1/kpis?{span(first, 51 - 20)}&by=channel"):
        await page.locator("#range-from").fill(first.strftime("%Y-%m-%d"))
    async with page.expect_request(f"**/v1/kpis?{span(first, 11)}&by=channel"):
        await page.locator("#range-to").fill(last.strftime("%Y-%m-%d"))
    linked = await phones.open(page.url.removeprefix(office.site.address), beside=page)
    await expect(linked.locator("#range-from")).to_have_value(first.strftime("%Y-%m-%d"))
    await expect(linked.locator("#range-to")).to_have_value(last.strftime("%Y-%m-%d"))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_days_without_leads_say_what_to_do(phones: Phones, language: str) -> None:
    page = await to_view(phones, "kpis=yesterday", language=language)
    await expect(page.locator(".empty.panel")).to_contain_text(EMPTY[language])
    await expect(page.locator("#heatmap .empty")).to_be_visible()


async def test_each_figure_is_defined_at_its_name_below_and_in_the_docs(
    phones: Phones, office: Office
) -> None:
    await office.capture("13800138000")
    page = await to_view(phones, "kpis=today")
    names = page.locator("#slices .asks")
    await expect(names).to_have_count(12)
    over_time = page.locator("#slices .asks[aria-describedby=tip-over_time]")
    await over_time.hover()
    await expect(page.locator("#tip-over_time")).to_be_visible()
    await over_time.click()
    assert page.url.endswith("word=over_time")
    await expect(page.locator("#words .chosen dt")).to_have_text("Over time")
    await expect(page.locator("#words .chosen")).to_be_in_viewport()
    words = await page.locator("#words [data-word]").evaluate_all(
        "(all) => all.map((one) => one.dataset.word)"
    )
    assert len(words) == 12
    docs = DOCS.read_text("utf-8")
    for word in words:
        name = {"first_touch_p50": "first_touch", "first_touch_p90": "first_touch"}.get(word, word)
        assert f"`{name}`" in docs, f"docs/kpis.md does not define {name}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_day_of_the_morning_meeting(
    phones: Phones, office: Office, language: str, size: tuple[int, int]
) -> None:
    reps = await worked(office)
    beijing = {**HOT, "region": "beijing"}
    await office.capture("13700137000", pool="villas", hot=True, attributes=beijing)
    await counted(office, 4)
    page = await to_view(
        phones, f"day={today().strftime('%Y-%m-%d')}", language=language, size=size
    )
    await expect(page.locator("#day-title")).to_contain_text(str(today().year))
    await expect(page.locator("#day [data-figure=leads] dd").first).to_contain_text("4")
    await expect(page.locator("#day-pool [data-slice=villas]")).to_be_visible()
    await expect(page.locator(f"#day-rep [data-slice={reps['kim']}]")).to_be_visible()
    await expect(page.locator("#day-rungs tbody tr")).not_to_have_count(0)
    await expect(page.locator("#day-late")).to_be_visible()
    await expect_no_overflow(page, size[0])
    await page.locator("#day-before").click()
    yesterday = (today() - timedelta(days=1)).strftime("%Y-%m-%d")
    assert page.url.endswith(f"day={yesterday}")
    await expect(page.locator("#day > .empty")).to_be_visible()
    await expect(page.locator("#day-late")).to_have_count(0)


async def test_the_day_on_paper(phones: Phones, office: Office) -> None:
    await worked(office)
    await counted(office, 3)
    page = await to_view(phones, "day=today", dark=True, size=LAPTOP)
    await expect(page.locator("#day-rep [data-slice='']")).to_be_visible()
    await page.evaluate("window.print = () => { window.printed = true; }")
    await page.locator("#print").click()
    assert await page.evaluate("window.printed")
    await page.emulate_media(media="print", color_scheme="dark")
    await expect(page.locator(".top")).to_be_hidden()
    assert await page.locator(".csv:visible, button:visible, input:visible").count() == 0
    ground = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(ground) == "rgb(255, 255, 255)"
    # A4 less its margins, in CSS pixels.
    await page.set_viewport_size({"width": 703, "height": 1032})
    await expect_no_overflow(page, 703)
    paper = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b(?!s)", paper)) == 1
