"""The day's lists from the read store, the test leads of KPIs and the day, and decisions as CSV."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.phones import LANGUAGES, Phones
from tests.browser.site import HOT, Office, until
from tests.browser.test_board_kpis import span, today
from tests.browser.watching import LAPTOP, SMALL, expect_no_overflow, to_view

REASON = {"zh-CN": "超时未接下", "en-US": "time was up"}
ONLY_TEST = {"zh-CN": "只有 1 条测试线索", "en-US": "a demo or a replay: 1."}


async def late(office: Office) -> tuple[str, str, str]:
    """One that ran out at Kim's, and one that rang with nobody there; and Kim."""
    kim = await office.rep("kim", name="Kim", regions=["shanghai"])
    await office.presence(kim, "idle")
    expired = await office.capture("13800138000", pool="brief", channel="short-video")
    beijing = {**HOT, "region": "beijing"}
    rang = await office.capture("13700137000", pool="villas", hot=True, attributes=beijing)

    async def there() -> bool:
        told = await office.call("GET", f"/v1/kpis/over-time?{span(today(), 1)}")
        fired = await office.call("GET", f"/v1/kpis/escalations?{span(today(), 1)}")
        return bool(told["leads"] and fired["escalations"])

    await until(there, "nothing went over time")
    return expired, rang, kim


async def texts(page: Page, row: str) -> list[str]:
    return [text.strip() for text in await page.locator(f"{row} td").all_text_contents()]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_went_over_time_and_what_was_escalated(
    phones: Phones, office: Office, language: str
) -> None:
    expired, rang, _ = await late(office)
    day = today().strftime("%Y-%m-%d")
    page = await to_view(phones, f"day={day}", language=language, size=LAPTOP)
    row = f"#day-over-time [data-lead={expired}]"
    await expect(page.locator(row)).to_have_count(1)
    told = await texts(page, row)
    assert told[0] == expired
    assert told[3] == "Brief"
    assert (told[4], told[6], told[7]) == (REASON[language], "1", "Kim")
    rung = page.locator(f"#day-rungs [data-lead={rang}]").first
    await expect(rung).to_contain_text("Villas")
    for what in ("over-time", "escalations"):
        link = page.locator(f"#day a.csv[href*='/v1/kpis/{what}']")
        assert await link.get_attribute("href") == (
            f"/v1/kpis/{what}?{span(today(), 1)}&format=csv"
        )
    await page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    await expect_no_overflow(page, SMALL[0])
    await page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    await page.locator(f"{row} a").click()
    await expect(page.locator("#lead")).to_have_attribute("data-lead", expired)
    # Each rep who was considered is a line of the table.
    link = page.locator("#decisions .csv")
    path = await link.get_attribute("href")
    assert path == f"/v1/leads/{expired}/decisions?format=csv"
    csv = await page.evaluate("async (path) => (await fetch(path)).text()", path)
    assert re.match(r"\ufeff?at_ms,rep,considered,code,en,zh,", csv)
    await page.go_back()
    await page.locator("#day-before").click()
    await expect(page.locator("#day-over-time .empty, #day-rungs .empty")).to_have_count(2)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_test_leads_are_shown_when_asked_for(
    phones: Phones, office: Office, language: str
) -> None:
    await office.capture("13800138000", test=True)

    async def counted() -> bool:
        kpis: dict[str, Any] = await office.call("GET", "/v1/kpis?test=true")
        return bool(kpis["total"]["leads"] == 1)

    await until(counted, "the read store does not have it")
    page = await to_view(phones, "kpis=today", language=language)
    empty = page.locator(".empty.panel")
    await expect(empty).to_contain_text(ONLY_TEST[language])
    await expect(page.locator("#test-leads")).not_to_be_checked()
    await page.locator("#show-test").click()
    assert page.url.endswith("kpis=today&test=1")
    leads = page.locator("#slices [data-slice=''] [data-figure=leads]")
    await expect(leads).to_have_text("1")
    await expect(empty).to_have_count(0)
    await expect(page.locator("#test-leads")).to_be_checked()
    await expect(page.locator(".heat tbody td:not(.none)")).to_have_count(1)
    for link in await page.locator("#slices .csv, #heatmap .csv").all():
        assert "&test=true" in (await link.get_attribute("href") or "")
    # Whoever is sent the link sees the same, and so does the day.
    await page.locator("[data-tab=day]").click()
    assert page.url.endswith("#test=1&day=today")
    await expect(page.locator("#day-title .chip")).to_be_visible()
    await expect(page.locator("#day [data-figure=leads] dd").first).to_contain_text("1")
    await page.locator("#day-before").click()
    await expect(page.locator("#day > .empty")).to_be_visible()
    await expect(page.locator("#show-test")).to_have_count(0)
    await page.locator("#day-after").click()
    await page.locator("#test-leads").uncheck()
    await expect(page.locator("#show-test")).to_be_visible()
    assert "test=" not in page.url
