"""Every control of the phone's page can be read in every state, in all its colours."""

from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.contrast import SUN, TEXT, faint
from tests.browser.phones import Phones
from tests.browser.site import Office

PHONE: Final = "138 0013 8000"
WHITE_ON_WHITE: Final = """() => {
    const bad = new CSSStyleSheet();
    bad.replaceSync('@layer state { .choice.idle:active { background: #fff; color: #fff; } }');
    document.adoptedStyleSheets = [bad];
}"""


@pytest.mark.parametrize("colours", ["light", "dark", "sun"])
async def test_every_control_of_the_phone_can_be_read_in_every_state(
    phones: Phones, office: Office, colours: str
) -> None:
    found: list[str] = []

    async def look(screen: str) -> None:
        found.extend(await faint(page, screen, least=SUN if colours == "sun" else TEXT))

    kim = await office.rep("kim", capacity=3)
    page = await phones.open("/rep", dark=colours == "dark")
    await page.emulate_media(reduced_motion="reduce")
    if colours == "sun":
        await page.evaluate("localStorage.setItem('hotlead-sun', 'on')")
        await page.reload()
    await look("login")
    await page.locator("#code").fill("wrong")
    await page.locator("#login-form button").tap()
    await expect(page.locator("#login-error")).to_be_visible()
    await look("login refused")
    await page.goto(f"/rep#code={office.code(kim)}")
    await expect(page.locator("#status.away")).to_be_visible()
    await look("away")
    await page.locator(".choice.busy").tap()
    await expect(page.locator("#status.busy")).to_be_visible()
    await look("busy")
    await page.locator(".choice.idle").tap()
    await expect(page.locator("#status.ready")).to_be_visible()
    await look("idle")
    await page.locator("#open-menu").tap()
    await look("menu")
    await page.locator("#everywhere").tap()
    await look("sign out everywhere")
    await page.keyboard.press("Escape")
    await office.capture(PHONE, pool="villas", hot=True)
    await expect(page.locator("#offer.offered")).to_be_visible()
    await look("offer")
    await expect(page.locator("#offer.strong")).to_be_visible()
    await look("reminder")
    await page.locator("[data-key=decline]").tap()
    await look("reasons")
    await page.locator("[data-key=back]").tap()
    await page.locator(".take").tap()
    await expect(page.locator("#offer .history li")).not_to_have_count(0)
    await look("taken")
    await page.locator("[data-key=to_list]").tap()
    await page.locator("#leads .more").tap()
    await page.locator("#leads .choose").first.tap()
    await look("list, recording")
    await page.locator("#leads .open").tap()
    give_back = page.locator("[data-key=release]")
    await give_back.tap()
    await expect(give_back).to_have_class("quiet armed")
    await look("asked whether to give it back")
    await page.locator("[data-key=to_list]").tap()
    await page.locator("#leads [data-key^=lost]").tap()
    await expect(page.locator(".undo button")).to_be_visible()
    await look("closed, and the way back")
    await office.capture("13900139000")
    await expect(page.locator(".take")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_be_visible()
    await page.locator(".take").tap()
    await expect(page.locator("#waiting li")).to_have_count(1)
    await look("waiting for network")
    await page.locator("#open-menu").tap()
    await page.locator("#leave").tap()
    await look("asked whether to log out")
    await page.keyboard.press("Escape")
    await page.context.set_offline(False)
    await expect(page.locator("#answers .card")).to_have_count(1)
    await look("answered")
    assert found == []


async def test_white_on_white_would_be_found(phones: Phones, office: Office) -> None:
    page = await phones.rep(await office.rep("kim"))
    assert await faint(page, "idle") == []
    await page.evaluate(WHITE_ON_WHITE)
    told = await faint(page, "idle")
    assert [one for one in told if "pressed: text of button.choice.idle" in one and "1.00" in one]
