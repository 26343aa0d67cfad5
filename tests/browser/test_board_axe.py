"""Every view of the board under axe-core: both languages, both sizes, light and dark."""

from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.phones import LANGUAGES, Phones
from tests.browser.site import Office
from tests.browser.watching import LAPTOP, SIZES, axe_findings, to_view

BAD: Final = "(() => { const i = document.createElement('img'); document.body.append(i); })()"
# Each view with what shows that it is there.
VIEWS: Final = {
    "": "#queue [data-lead]",
    "lead={lead}": ".plot canvas",
    "kpis=7d&by=rep&word=over_time": ".heat td.untouched",
    "team=reps": "#crew tbody tr",
    "team=reps&edit={rep}": "#rep-form input",
    "team=staff": "#staff",
    "day=today": "#day-rep table",
    "wall=1": "#queue [data-lead]",
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_axe_finds_nothing(
    phones: Phones, office: Office, language: str, dark: bool, size: tuple[int, int]
) -> None:
    rep = await office.rep("kim", name="Kim", regions=["beijing"])
    await office.rep("lee", name="Li Lei")
    lead = await office.capture("13800138000", hot=True, pool="villas")
    await office.capture("13900139000")
    page = await phones.board(language=language, size=size, dark=dark)
    await expect(page.locator("#escalations .rung-line")).not_to_have_count(0)
    found = {}
    for fragment, there in VIEWS.items():
        await to_view(phones, fragment.format(lead=lead, rep=rep), page)
        await expect(page.locator(there).first).to_be_visible()
        await settled(page)
        if findings := await axe_findings(page):
            found[fragment] = findings
    await to_view(phones, "", page)
    for opener, dialog in ((".rung-line .hand-over", "#hand-over input"), ("", "#keys kbd")):
        if opener:
            await page.locator(opener).first.click()
        else:
            await page.keyboard.press("?")
        await expect(page.locator(dialog).first).to_be_visible()
        if findings := await axe_findings(page):
            found[dialog] = findings
        await page.keyboard.press("Escape")
    if await page.locator("#more").is_visible():
        await page.locator("#more").click()
        if findings := await axe_findings(page):
            found["more"] = findings
    await page.locator("#logout").click()
    await expect(page.locator("#login-form")).to_be_visible()
    if findings := await axe_findings(page):
        found["login"] = findings
    assert found == {}


async def test_axe_would_say_so(phones: Phones) -> None:
    page = await phones.board(size=LAPTOP)
    await page.evaluate(BAD)
    assert any(one.startswith("image-alt") for one in await axe_findings(page))


async def settled(page: Page) -> None:
    """Nothing moves or fades any more: colours are what they will be."""
    await page.evaluate(
        "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))"
    )
