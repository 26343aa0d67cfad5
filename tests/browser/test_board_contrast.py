"""Every control of the board can be read in every state, light and dark."""

from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.contrast import faint
from tests.browser.phones import Phones
from tests.browser.site import Office
from tests.browser.watching import to_view

# Each view with what shows that it is there.
VIEWS: Final = {
    "": "#queue [data-lead]",
    "lead={lead}": ".plot canvas",
    "kpis=7d&by=rep": ".heat td.untouched",
    "team=reps": "#crew tbody tr",
    "team=staff": "#staff",
    "day=today": "#day-rep table",
    "wall=1": "#queue [data-lead]",
}


@pytest.mark.parametrize("dark", [False, True])
async def test_every_control_of_the_board_can_be_read_in_every_state(
    phones: Phones, office: Office, dark: bool
) -> None:
    found: list[str] = []
    rep = await office.rep("kim", name="Kim", regions=["beijing"])
    await office.rep("lee", name="Li Lei")
    lead = await office.capture("13800138000", hot=True, pool="villas")
    await office.capture("13900139000")
    page = await phones.board(dark=dark)
    await page.emulate_media(reduced_motion="reduce")
    await expect(page.locator("#escalations .rung-line")).not_to_have_count(0)
    for fragment, there in VIEWS.items():
        await to_view(phones, fragment.format(lead=lead, rep=rep), page)
        await expect(page.locator(there).first).to_be_visible()
        found += await faint(page, fragment or "now")
    await to_view(phones, f"team=reps&edit={rep}", page)
    await expect(page.locator("#rep-form input").first).to_be_visible()
    found += await faint(page, "a rep's form")
    await page.keyboard.press("Escape")
    await to_view(phones, "", page)
    await page.locator(".rung-line .hand-over").first.click()
    await expect(page.locator("#hand-over input").first).to_be_visible()
    found += await faint(page, "hand over")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.locator("#keys kbd").first).to_be_visible()
    found += await faint(page, "keys")
    await page.keyboard.press("Escape")
    # Without network the page says as of when it is, and stays legible.
    await page.context.set_offline(True)
    await expect(page.locator(".live.lost")).to_be_visible()
    found += await faint(page, "no connection")
    await page.context.set_offline(False)
    await page.locator("#logout").click()
    await expect(page.locator("#login-form")).to_be_visible()
    found += await faint(page, "login")
    assert found == []
