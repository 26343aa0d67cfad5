"""One lead at the board: its curve, why it has its score, decisions, the number, a hand-over."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.phones import LANGUAGES, Phones
from tests.browser.site import Office, until
from tests.browser.watching import SIZES, expect_no_overflow, to_view

PHONE = "13800138000"


async def opened(phones: Phones, lead: str, **how: Any) -> Page:
    """The board at a lead, once the read store has told its curve."""
    page = await to_view(phones, f"lead={lead}", **how)
    await expect(page.locator("#lead-title")).to_be_visible()
    await expect(page.locator(".plot canvas")).to_be_visible()
    return page


async def holder(office: Office, lead: str) -> str | None:
    """The rep who has it."""
    found: str | None = (await office.call("GET", f"/v1/leads/{lead}")).get("holder")
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_any_lead_is_explained(
    phones: Phones, office: Office, language: str, size: tuple[int, int]
) -> None:
    lead = await office.capture(PHONE, hot=True)
    page = await opened(phones, lead, language=language, size=size)
    said = await office.call("GET", f"/v1/leads/{lead}/explain")
    # The same words as the interface's, the reader's language first.
    mine, other = ("zh-CN", "en") if language == "zh-CN" else ("en", "zh-CN")
    sentences = page.locator(".sentences p")
    await expect(sentences.nth(0)).to_have_attribute("lang", mine)
    await expect(sentences.nth(1)).to_have_attribute("lang", other)
    await expect(page.locator(".sentences [lang=en]")).to_have_text(
        re.compile(re.escape(said["why"]["en"][:12]))
    )
    await expect(page.locator(".sentences [lang=zh-CN]")).to_contain_text("分数")
    await expect(page.locator("#sum progress")).to_have_count(3)
    await expect(page.locator(".sum")).to_contain_text("0.50 ×")
    await expect(page.locator("#sum .events li")).to_have_count(2)
    await expect(page.locator("#history .events li")).not_to_have_count(0)
    # Nobody was asked yet, and that is said.
    await expect(page.locator("#decisions .empty")).to_be_visible()
    await expect_no_overflow(page, size[0])
    await page.keyboard.press("Escape")
    await expect(page.locator("#queue")).to_be_visible()


async def test_the_curve_has_thresholds_events_and_the_freeze(
    phones: Phones, office: Office
) -> None:
    old = {"occurred_at": "2026-01-05T09:30:00+08:00"}
    lead = await office.capture(PHONE, hot=True, **old)
    page = await opened(phones, lead)
    curve = await office.call("GET", f"/v1/leads/{lead}/curve")
    plot = page.locator(".plot")
    told = await plot.get_attribute("aria-label") or ""
    assert f"hot above {curve['hot']:g}" in told
    assert f"high intent from {curve['high_intent']:g}" in told
    await expect(page.locator(".readout")).to_contain_text("Has stood still since")
    await page.locator(".points summary").click()
    events = page.locator(".points li")
    moved = [one for one in curve["points"] if one["kind"] in ("captured", "joined", "merged")]
    await expect(events).to_have_count(len(moved))
    await expect(events.first).to_contain_text("Contact left")
    # What is under the pointer is told in words.
    before = await page.locator("#readout").text_content()
    await plot.locator(".u-over").hover(position={"x": 1, "y": 60})
    await expect(page.locator("#readout")).not_to_have_text(before or "")
    await expect(page.locator("#readout")).to_contain_text(f"{curve['points'][0]['score']:.1f}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_decision_says_why_and_why_not(
    phones: Phones, office: Office, language: str
) -> None:
    kim = await office.rep("kim", name="Kim", regions=["shanghai"])
    await office.rep("lee", name="李磊", regions=["beijing"])
    away = await office.rep("may", name="May", regions=["shanghai"])
    await office.presence(away, "away")
    await office.presence(kim, "idle")
    lead = await office.capture(PHONE, hot=True)
    await until(lambda: holder(office, lead), "nobody has it")
    page = await opened(phones, lead, language=language)
    decision = page.locator("#decisions .decision").first
    told = (await office.call("GET", f"/v1/leads/{lead}/decisions"))["decisions"][-1]
    spoken = language[:2]
    await expect(decision.locator("summary b")).to_have_text("Kim")
    await expect(decision.locator(".why")).to_have_text(told[spoken])
    await expect(decision.locator(".otherwise")).to_contain_text(told["otherwise"][spoken])
    reasons = await decision.locator(".verdicts li").all_text_contents()
    others = [one[spoken] for one in told["considered"] if one["rep"] != kim]
    assert sorted(reasons) == sorted(others)
    assert len(others) == 2


async def test_what_happens_is_shown_as_it_happens(phones: Phones, office: Office) -> None:
    lead = await office.capture(PHONE)
    page = await opened(phones, lead)
    await expect(page.locator(".lead-head .chip").first).to_have_text("Waiting")
    kim = await office.rep("kim", name="Kim")
    await office.presence(kim, "idle")
    await expect(page.locator(".lead-head .chip").first).to_have_text("Ringing")
    await expect(page.locator("#decisions summary b")).to_have_text("Kim")


async def test_a_number_is_shown_for_a_reason_and_masked_again(
    phones: Phones, office: Office
) -> None:
    lead = await office.capture(PHONE)
    page = await opened(phones, lead)
    await page.clock.install()
    assert PHONE not in await page.content()
    await page.locator("#reveal-button").click()
    submit = page.locator("#reveal button[type=submit]")
    await expect(submit).to_be_disabled()
    await page.locator("#reveal input").fill("Kunde ruft zurück")
    await submit.click()
    await expect(page.locator("#revealed")).to_contain_text(PHONE)
    await page.clock.fast_forward(31_000)
    await expect(page.locator("#revealed")).to_have_count(0)
    assert PHONE not in await page.content()
    await expect(page.locator("#history")).to_contain_text(
        "was shown the number in full, for: “Kunde ruft zurück”"
    )
    # By hand, sooner.
    await page.locator("#reveal-button").click()
    await page.locator("#reveal input").fill("again")
    await submit.click()
    await page.locator("#revealed button").click()
    assert PHONE not in await page.content()
