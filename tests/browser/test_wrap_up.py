"""Wrap-up: the phone counts it down, one tap ends it, and the board says until when."""

from typing import Final

import pytest
from playwright.async_api import Route, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office

PHONE: Final = "138 0013 8000"
NAMED: Final = {"zh-CN": "整理时间", "en-US": "Wrap-up"}
READY: Final = {"zh-CN": "我好了", "en-US": "Ready now"}
UNTIL: Final = {"zh-CN": "整理到", "en-US": "wrap-up until"}

# Expecting none would wait until one that was shown is gone.
SEE_ERRORS: Final = """
window.errors = [];
const look = () => {
  const toast = document.querySelector('#toast.error');
  if (toast && !toast.hidden) window.errors.push(toast.textContent);
};
new MutationObserver(look).observe(document.body, {
  subtree: true, childList: true, characterData: true, attributes: true,
});
"""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_counted_down_and_ended_by_a_tap(
    phones: Phones, office: Office, language: str
) -> None:
    kim = await office.rep("kim", pools=["calm"])
    page = await phones.rep(kim, language=language)
    await office.capture(PHONE, pool="calm")
    await page.locator(".take").tap()
    await page.locator("#offer [data-key^=reached]").tap()
    bar = page.locator("#wrap-up")
    await expect(bar).to_contain_text(NAMED[language])
    await expect(bar.locator("time")).to_contain_text("1:2")
    await expect(page.locator("#status.wrap_up")).to_be_visible()
    await office.capture("139 0013 9000", pool="calm")
    await expect(page.locator("#offer")).to_have_count(0)
    board = await phones.board(language=language)
    row = board.locator(f"#reps [data-rep={kim}]")
    await expect(row.locator(".presence")).to_contain_text(UNTIL[language])
    await shoot(page, f"rep-wrap-up-{language[:2]}")
    await shoot(board, f"board-wrap-up-{language[:2]}")
    ready = bar.get_by_role("button", name=READY[language])
    box = await ready.bounding_box()
    assert box is not None
    assert box["height"] >= 64
    await ready.tap()
    await expect(page.locator("#offer")).to_be_visible()
    await expect(page.locator("#toast")).to_be_hidden()
    await expect(row.locator(".presence")).not_to_contain_text(UNTIL[language])


async def test_a_second_tap_is_no_error(phones: Phones, office: Office) -> None:
    """It is ended elsewhere while the tap is on its way."""
    kim = await office.rep("kim", pools=["calm"])
    page = await phones.rep(kim)
    await office.capture(PHONE, pool="calm")
    await page.locator(".take").tap()
    await page.locator("#offer [data-key^=reached]").tap()
    await expect(page.locator("#wrap-up")).to_be_visible()
    answers: list[int] = []

    async def overtaken(route: Route) -> None:
        await office.call("POST", f"/v1/reps/{kim}/ready", {}, rep=kim)
        answer = await route.fetch()
        answers.append(answer.status)
        await route.fulfill(response=answer)

    await page.route("**/ready", overtaken)
    await page.evaluate(SEE_ERRORS)
    async with page.expect_response("**/heartbeat*"), page.expect_response("**/ready"):
        await page.locator("#wrap-up button").tap()
    await expect(page.locator("#wrap-up")).to_have_count(0)
    # What follows the refusal, an error or none, comes before the next heartbeat.
    assert (answers, await page.evaluate("window.errors")) == ([409], [])
