"""An outcome is one tap, and taken back by one more: for a minute, over a reload, offline too."""

from typing import Any, Final

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office, until

PHONE: Final = "138 0013 8000"
CLOSED: Final = {"zh-CN": "战败", "en-US": "Lost"}
UNDO: Final = {"zh-CN": "撤销", "en-US": "Undo"}


async def closed(phones: Phones, office: Office, **how: Any) -> tuple[Page, str]:
    """A phone whose rep has just closed a lead as lost, and the lead."""
    page = await phones.rep(await office.rep("kim"), **how)
    lead = await office.capture(PHONE)
    await page.locator(".take").tap()
    await page.locator("#offer [data-key^=lost]").tap()
    await expect(page.locator("#offer")).to_have_count(0)
    return page, lead


async def state(office: Office, lead: str, wanted: str) -> bool:
    """Whether the lead stands so."""
    return bool((await office.call("GET", f"/v1/leads/{lead}"))["state"] == wanted)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_outcome_is_undone_by_one_tap_over_a_reload_too(
    phones: Phones, office: Office, language: str
) -> None:
    page, lead = await closed(phones, office, language=language)
    await until(lambda: state(office, lead, "closed"), "one tap did not close it")
    await expect(page.locator(".undo p")).to_contain_text(CLOSED[language])
    await shoot(page, f"rep-undo-{language[:2]}")
    await page.reload()
    undo = page.locator(".undo button")
    await expect(undo).to_contain_text(UNDO[language])
    await expect(undo.locator("time")).to_contain_text("0:")
    await undo.tap()
    await expect(page.locator(f"#leads [data-lead='{lead}']")).to_be_visible()
    await expect(page.locator(".undo p")).to_have_count(0)
    assert await state(office, lead, "acknowledged")


async def test_an_outcome_that_waits_for_network_is_just_taken_back(
    phones: Phones, office: Office
) -> None:
    page = await phones.rep(await office.rep("kim"))
    lead = await office.capture(PHONE)
    await page.locator(".take").tap()
    await expect(page.locator("#offer a.call")).to_be_visible()
    await page.context.set_offline(True)
    await page.locator("#offer [data-key^=won]").tap()
    await page.locator("#offer [data-key=to_list]").tap()
    await expect(page.locator("#waiting li")).to_have_count(1)
    await page.locator(".undo button").tap()
    await expect(page.locator("#waiting")).to_be_hidden()
    await expect(page.locator("#leads [data-key^=reached]")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.locator("#connection")).to_have_count(0)
    assert await state(office, lead, "acknowledged")
    history = await office.call("GET", f"/v1/leads/{lead}/history")
    assert not [one for one in history["entries"] if one["kind"] in ("activity", "closed")]


async def test_an_outcome_whose_answer_is_lost_is_undone_behind_it(
    phones: Phones, office: Office
) -> None:
    page = await phones.rep(await office.rep("kim"))
    lead = await office.capture(PHONE)
    await page.locator(".take").tap()
    arrived: list[str] = []

    async def lost(route: Route) -> None:
        # It arrives, and the answer is lost on the way back, until the rep has undone it.
        if not arrived:
            await route.fetch()
            arrived.append(route.request.url)
        if await page.locator(".undo button:disabled").count():
            await route.continue_()
        else:
            await route.abort("connectionreset")

    await page.route("**/activities", lost)
    await page.locator("#offer [data-key^=lost]").tap()
    await until(lambda: state(office, lead, "closed"), "it did not arrive")
    await page.locator(".undo button").first.tap()
    await until(lambda: state(office, lead, "acknowledged"), "it was not undone")


async def test_the_way_back_ends_with_its_minute(phones: Phones, office: Office) -> None:
    page, _ = await closed(phones, office)
    await expect(page.locator(".undo button")).to_be_visible()

    async def soon_over(route: Route) -> None:
        desk = await (await route.fetch()).json()
        for lead in desk["recently_closed"]:
            lead["undo_until_ms"] = desk["at_ms"] + 1500
        await route.fulfill(json=desk)

    await page.route("**/v1/reps/*", soon_over)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator(".undo p")).to_have_count(0)
