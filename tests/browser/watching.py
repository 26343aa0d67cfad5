"""What several tests of the board look at: its views, and what axe-core finds in them."""

from typing import Any, Final

from playwright.async_api import Page, expect

from tests.browser.axe import axe_source
from tests.browser.phones import Phones

LAPTOP: Final = (1440, 900)
SMALL: Final = (390, 844)
SIZES: Final = (LAPTOP, SMALL)
# What is outside its window, or not drawn, is not read by anybody.
_RUN: Final = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)"""
CUT: Final = """(box) => [...box.querySelectorAll('*')]
    .filter((one) => one.children.length === 0 && one.clientWidth
        && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow === 'visible')
    .map((one) => one.textContent)"""


async def to_view(phones: Phones, fragment: str, beside: Page | None = None, **how: Any) -> Page:
    """The board at a fragment of its address, logged in."""
    page = beside or await phones.board(**how)
    await page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
    return page


async def axe_findings(page: Page) -> list[str]:
    """What axe-core has to say against the page as it stands; it is part of `npm ci`."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe_source())
    found: list[str] = await page.evaluate(_RUN)
    return found


async def expect_no_overflow(page: Page, width: int) -> None:
    """Nothing makes the page wider than its window, and the view is there."""
    await expect(page.locator("#board")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
