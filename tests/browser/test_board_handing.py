"""What a supervisor does with a lead by hand: giving it to a rep in any case, and reopening."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import HOT, Office, until
from tests.browser.watching import SIZES, to_view

PHONE = "13800138000"
BEIJING = {**HOT, "region": "beijing"}
OVER = {"zh-CN": "额外加一条", "en-US": "One more than they can take"}
REPLACE = {
    "zh-CN": "换下正在响铃的 赵敏 137****7000",
    "en-US": "what rings there: 赵敏 137****7000",
}


async def holder(office: Office, lead: str) -> str | None:
    """The rep who has it."""
    found: str | None = (await office.call("GET", f"/v1/leads/{lead}")).get("holder")
    return found


async def give(dialog: Locator, reason: str) -> None:
    """Says why, and does it."""
    await dialog.locator("input[name$=reason]").fill(reason)
    await dialog.locator("button[type=submit]").click()


async def opened(phones: Phones, lead: str, **how: Any) -> tuple[Page, Locator]:
    """The dialog of a lead."""
    page = await to_view(phones, f"lead={lead}", **how)
    await page.locator(".lead-head .hand-over").click()
    return page, page.locator("#hand-over")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_escalated_lead_is_handed_over(
    phones: Phones, office: Office, language: str, size: tuple[int, int]
) -> None:
    lead = await office.capture(PHONE, pool="villas", hot=True, attributes=BEIJING)
    kim = await office.rep("kim", name="Kim", regions=["shanghai"])
    other = await office.rep("lee", name="Li Lei", pools=["brief"])
    await office.presence(kim, "idle")
    page = await phones.board(language=language, size=size)
    await page.locator(f"#escalations [data-lead={lead}] .hand-over").first.click()
    dialog = page.locator("#hand-over")
    await expect(dialog.locator(f"[data-rep={kim}] input")).to_be_enabled()
    # Who does not serve the pool is not there.
    await expect(dialog.locator(f"[data-rep={other}]")).to_have_count(0)
    await expect(dialog.locator("button[type=submit]")).to_be_disabled()
    await dialog.locator(f"[data-rep={kim}]").click()
    await expect(dialog.locator(".ways")).to_have_count(0)
    await give(dialog, "knows the family")
    await expect(dialog).to_have_count(0)
    await expect(page.locator("#toast.good")).to_contain_text("Kim")
    assert await holder(office, lead) == kim
    await to_view(phones, f"lead={lead}", page)
    await expect(page.locator("#decisions .why").first).to_contain_text("knows the family")
    await shoot(page, f"board-handed-over-{language[:2]}")


@pytest.mark.parametrize("way", ["over", "replace"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_hot_lead_goes_to_a_rep_at_whom_a_cold_one_rings(
    phones: Phones, office: Office, language: str, way: str
) -> None:
    kim = await office.rep("kim", name="Kim", regions=["shanghai"])
    await office.presence(kim, "idle")
    cold = await office.capture("13700137000", name="赵敏")
    await until(lambda: holder(office, cold), "it does not ring")
    lead = await office.capture(PHONE, pool="villas", hot=True, attributes=BEIJING)
    page, dialog = await opened(phones, lead, language=language)
    choice = dialog.locator(f"[data-rep={kim}]")
    await choice.locator("input[name=rep]").click()
    # In each way it says what becomes of what rings there.
    await expect(choice.locator("[data-way=over]")).to_contain_text(OVER[language])
    told = choice.locator("[data-way=replace]")
    await expect(told).to_contain_text(REPLACE[language])
    await expect(told).to_contain_text(re.compile(r"\d+.*0:\d\d"))
    await shoot(page, f"board-hand-over-{language[:2]}")
    await choice.locator(f"[data-way={way}] input").click()
    await expect(dialog.locator("button[type=submit]")).to_be_disabled()  # a reason is needed
    await give(dialog, "the best we have")
    await expect(dialog).to_have_count(0)
    assert await holder(office, lead) == kim
    assert (await holder(office, cold) == kim) is (way == "over")
    kept = (await office.call("GET", f"/v1/leads/{cold}"))["state"]
    assert kept == ("assigned" if way == "over" else "waiting")


async def test_who_is_away_may_be_given_it_and_who_is_offline_not(
    phones: Phones, office: Office
) -> None:
    away = await office.rep("may", name="May", regions=["shanghai"])
    lead = await office.capture(PHONE)
    page, dialog = await opened(phones, lead)
    choice = dialog.locator(f"[data-rep={away}]")
    await choice.locator("input[name=rep]").click()
    await expect(choice.locator(".way")).to_have_count(1)
    await expect(choice.locator("[data-way=over]")).to_contain_text("set themself away")

    async def offline(route: Route) -> None:
        answer = await route.fetch()
        team = await answer.json()
        for rep in team["reps"]:
            rep |= {"presence": "offline", "hand_over": {"refused": "offline", "ways": []}}
        await route.fulfill(response=answer, json=team)

    await page.route("**/v1/reps", offline)
    # What the dialog shows follows the team, and a choice that is none any more is taken back.
    await office.rep("lee", name="Li Lei", pools=["brief"])
    await expect(choice.locator("input[name=rep]")).to_be_disabled()
    await expect(choice).to_contain_text("Ring them, and let them open hotlead")
    await expect(dialog.locator("button[type=submit]")).to_be_disabled()


async def test_a_dialog_shows_what_changed_meanwhile_and_asks_again(
    phones: Phones, office: Office
) -> None:
    lead = await office.capture(PHONE)
    may = await office.rep("may", name="May", capacity=2)
    await office.presence(may, "busy")
    _, dialog = await opened(phones, lead)
    await expect(dialog.locator(".stands")).to_contain_text("Waiting")
    await dialog.locator(f"[data-rep={may}] input").click()
    # While the supervisor thinks, another rep is given it.
    kim = await office.rep("kim", name="Kim")
    await office.presence(kim, "idle")
    await until(lambda: holder(office, lead), "nobody has it")
    await expect(dialog.locator(".stands.changed")).to_contain_text("choose again")
    await expect(dialog.locator(".stands")).to_contain_text("with Kim")
    await expect(dialog.locator("button[type=submit]")).to_be_disabled()
    await dialog.locator(f"[data-rep={may}] input").click()
    await give(dialog, "an old customer")
    await expect(dialog).to_have_count(0)
    assert await holder(office, lead) == may


async def test_a_hand_over_that_comes_too_late_changes_nothing(
    phones: Phones, office: Office
) -> None:
    lead = await office.capture(PHONE)
    may = await office.rep("may", name="May", capacity=2)
    await office.presence(may, "busy")
    page, dialog = await opened(phones, lead)
    await dialog.locator(f"[data-rep={may}] input").click()
    # Nothing of what happens meanwhile reaches the dialog.
    await page.route(f"**/v1/leads/{lead}", lambda route: route.abort())
    kim = await office.rep("kim", name="Kim")
    await office.presence(kim, "idle")
    await until(lambda: holder(office, lead), "nobody has it")
    await give(dialog, "an old customer")
    await expect(dialog.locator(".error")).to_contain_text("Kim has it now")
    assert await holder(office, lead) == kim


@pytest.mark.parametrize("direct", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_closed_lead_is_reopened_for_a_reason(
    phones: Phones, office: Office, language: str, direct: bool
) -> None:
    kim = await office.rep("kim", name="Kim")
    await office.presence(kim, "idle")
    lead = await office.capture(PHONE, name="王芳")
    await until(lambda: holder(office, lead), "nobody has it")
    held = (await office.call("GET", f"/v1/leads/{lead}"))["assignment"]
    done = await office.call("POST", f"/v1/assignments/{held}/acknowledge", {}, rep=kim)
    body = {"epoch": done["epoch"], "contacted": True, "outcome": "lost"}
    await office.call("POST", f"/v1/leads/{lead}/activities", body, rep=kim)
    await office.presence(kim, "busy")
    page = await to_view(phones, f"lead={lead}", language=language)
    await expect(page.locator(".lead-head .hand-over")).to_have_count(0)
    await page.locator("#reopen-button").click()
    dialog = page.locator("#reopen")
    await expect(dialog.locator("button[type=submit]")).to_be_disabled()
    if direct:
        await dialog.locator("[data-to=rep] input").click()
        await dialog.locator("input[name=reopen-reason]").fill("they rang again")
        await expect(dialog.locator("button[type=submit]")).to_be_disabled()
        await dialog.locator(f"[data-rep={kim}] input").click()
    await give(dialog, "they rang again")
    await expect(dialog).to_have_count(0)
    await expect(page.locator("#toast.good")).to_contain_text("王芳")
    await expect(page.locator("#reopen-button")).to_have_count(0)
    await expect(page.locator(".lead-head .hand-over")).to_be_visible()
    await expect(page.locator("#history")).to_contain_text("they rang again")
    assert (await holder(office, lead) == kim) is direct
