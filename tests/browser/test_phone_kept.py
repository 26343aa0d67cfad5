"""What was done offline outlasts the session, for the rep who did it alone."""

from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office, until

PHONE: Final = "138 0013 8000"
WAITS: Final = {"zh-CN": "Kim：有 1 项操作等待发送", "en-US": "Kim: 1 actions wait on this phone"}
OTHERS: Final = {
    "zh-CN": "Kim 在这部手机上还有 1 项操作",
    "en-US": "Kim has 1 actions on this phone",
}


async def left_with_something_unsent(
    phones: Phones, office: Office, **how: Any
) -> tuple[Page, str]:
    """A phone whose session ended by its age while a recorded contact waited for network."""
    page = await phones.rep(await office.rep("kim"), **how)
    lead = await office.capture(PHONE)
    await page.locator(".take").tap()
    await page.locator("#offer [data-key=to_list]").tap()
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.context.set_offline(True)
    await page.locator("#leads [data-key^=reached]").tap()
    await expect(page.locator("#waiting li")).to_have_count(1)
    await page.context.clear_cookies()
    await page.context.set_offline(False)
    await expect(page.locator("#login")).to_be_visible()
    return page, lead


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_waits_for_the_next_login_of_the_same_rep(
    phones: Phones, office: Office, language: str
) -> None:
    page, lead = await left_with_something_unsent(phones, office, language=language)
    await expect(page.locator("[data-unsent]")).to_contain_text(WAITS[language])
    await shoot(page, f"rep-login-unsent-{language[:2]}")
    # Nobody who finds the phone learns from it whom to call.
    assert "13800138000" not in await page.evaluate("JSON.stringify(localStorage)")
    await page.reload()
    await expect(page.locator("[data-unsent]")).to_contain_text(WAITS[language])
    await page.locator("#code").fill(office.code(office.name("kim")))
    await page.locator("#login-form button").tap()
    await expect(page.locator("#answers .card")).to_have_count(1)
    seen = await office.call("GET", f"/v1/leads/{lead}")
    assert seen["contacted_at_ms"]
    # It was done before it was sent.
    history = await office.call("GET", f"/v1/leads/{lead}/history")
    (touch,) = [one for one in history["entries"] if one["kind"] == "activity"]
    taken = [one for one in history["entries"] if one["kind"] == "acknowledged"]
    assert touch["at_ms"] > taken[0]["at_ms"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_rep_does_not_send_it_and_is_told_whose_it_is(
    phones: Phones, office: Office, language: str
) -> None:
    page, lead = await left_with_something_unsent(phones, office, language=language)
    lee = await office.rep("lee")
    await page.locator("#code").fill(office.code(lee))
    await page.locator("#login-form button").tap()
    await expect(page.locator("#who")).to_have_text("Li Lei")
    await expect(page.locator("#waiting")).to_contain_text(OTHERS[language])
    assert "contacted_at_ms" not in await office.call("GET", f"/v1/leads/{lead}")
    # When they leave, it is still there for whom it is.
    await page.locator("#open-menu").tap()
    await page.locator("#leave").tap()
    await expect(page.locator("[data-unsent]")).to_contain_text(WAITS[language])
    await page.locator("#code").fill(office.code(office.name("kim")))
    await page.locator("#login-form button").tap()

    async def contacted() -> bool:
        return "contacted_at_ms" in await office.call("GET", f"/v1/leads/{lead}")

    await until(contacted, "it was not sent")


async def test_signing_out_with_something_unsent_asks_first_and_wipes_it(
    phones: Phones, office: Office
) -> None:
    page = await phones.rep(await office.rep("kim"))
    await office.capture(PHONE)
    await expect(page.locator(".take")).to_be_visible()
    await page.route("**/acknowledge", lambda route: route.abort())
    await page.context.set_offline(True)
    await page.locator(".take").tap()
    await expect(page.locator("#waiting li")).to_have_count(1)
    await page.context.set_offline(False)
    await page.locator("#open-menu").tap()
    await page.locator("#leave").tap()
    await expect(page.locator("#leave")).to_contain_text("1 not sent yet")
    await page.locator("#leave").tap()
    await expect(page.locator("#login")).to_be_visible()
    await expect(page.locator("[data-unsent]")).to_have_count(0)
    assert await page.evaluate("JSON.stringify(localStorage)") == "{}"


async def test_a_browser_that_thinks_it_is_offline_still_reaches_the_router(
    phones: Phones, office: Office
) -> None:
    page = await phones.open("/rep")
    await page.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'onLine', {get: () => false})"
    )
    await page.reload()
    await page.goto(f"/rep#code={office.code(await office.rep('kim'))}")
    await page.locator(".choice.idle").tap()
    await office.capture(PHONE)
    await page.locator(".take").tap()
    await expect(page.locator("#offer a.call")).to_be_visible()
