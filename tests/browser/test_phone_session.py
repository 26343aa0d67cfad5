"""Ways in and out of the phone: codes, a second device, signed out elsewhere and everywhere."""

import re

import pytest
from playwright.async_api import expect

from hotlead.router.gateway import sessions
from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office

PHONE = "138 0013 8000"
CUT_SHORT = {"zh-CN": "不完整", "en-US": "cut short"}
EXPIRED = {"zh-CN": "已过期", "en-US": "has expired"}
OFFERED = """() => {
    const offered = new Event('beforeinstallprompt');
    offered.prompt = async () => { window.prompted = true; };
    dispatchEvent(offered);
}"""
IPHONE = """
    Object.defineProperty(navigator, 'userAgent', {get: () => 'Mozilla/5.0 (iPhone)'});
    delete window.PushManager;
"""
SIGNED_OUT = {"zh-CN": "所有设备上退出登录", "en-US": "signed out everywhere"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_code_cut_short_is_said_to_be(
    phones: Phones, office: Office, language: str
) -> None:
    code = office.code(await office.rep("kim"))
    page = await phones.open(f"/rep#code={code[:-4]}", language=language)
    await expect(page.locator("#login-error")).to_contain_text(CUT_SHORT[language])
    await shoot(page, f"rep-login-bad-{language[:2]}")
    # What was typed with blanks around it is the code all the same.
    await page.locator("#code").fill(f"  {code} ")
    await page.locator("#login-form button").tap()
    await expect(page.locator("#switch")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_expired_code_is_said_to_be(
    phones: Phones, office: Office, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "CODE_S", -1)
    code = office.code(await office.rep("kim"))
    page = await phones.open(f"/rep#code={code}", language=language)
    await expect(page.locator("#login-error")).to_contain_text(EXPIRED[language])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_how_to_install_is_told(phones: Phones, office: Office, language: str) -> None:
    page = await phones.rep(await office.rep("kim"), language=language, idle=False)
    manifest = page.locator("link[rel=manifest]")
    chinese = language == "zh-CN"
    await expect(manifest).to_have_attribute(
        "href", re.compile("zh" if chinese else r"^/manifest\.w")
    )
    await page.evaluate(OFFERED)
    await page.locator("#open-menu").tap()
    await page.locator("#install button").tap()
    assert await page.evaluate("window.prompted")
    await expect(page.locator("#install")).to_have_count(0)
    # An iPhone has no such event: it is told how, and that nothing rings before.
    await page.context.add_init_script(IPHONE)
    await page.reload()
    await page.locator("#open-menu").tap()
    await expect(page.locator("#install")).to_contain_text("Safari")
    await expect(page.locator("#push")).to_have_attribute("data-state", "install")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_signed_out_everywhere_is_told_on_each_phone_and_leaves_nothing_there(
    phones: Phones, office: Office, language: str
) -> None:
    kim = await office.rep("kim")
    first = await phones.rep(kim, language=language)
    second = await phones.rep(kim, language=language, idle=False)
    await office.capture(PHONE)
    await first.locator(".take").tap()
    await first.locator("[data-key=to_list]").tap()
    await expect(second.locator("#leads .card")).to_have_count(1)
    unused = office.code(kim)
    await first.locator("#open-menu").tap()
    await first.locator("#everywhere").tap()
    # Nothing happens without a second tap, which says what it does.
    await expect(first.locator("#menu")).to_contain_text(re.compile("at once|立即"))
    await expect(second.locator("#switch")).to_be_visible()
    await first.locator("[data-key=everywhere]").tap()
    await expect(first.locator("#login")).to_be_visible()
    await expect(second.locator("#login-error")).to_contain_text(SIGNED_OUT[language])
    for page in (first, second):
        assert await page.evaluate("JSON.stringify(localStorage)") == "{}"
        assert "138 0013" not in await page.content()
    await second.locator("#code").fill(unused)
    await second.locator("#login-form button").tap()
    await expect(second.locator("#login-error")).to_contain_text(SIGNED_OUT[language])


async def test_a_supervisor_signs_a_rep_out_and_a_phone_that_was_off_hears_of_it(
    phones: Phones, office: Office
) -> None:
    kim = await office.rep("kim")
    page = await phones.rep(kim)
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator("#switch")).to_be_visible()
    await office.call("DELETE", f"/v1/reps/{kim}/sessions")
    await page.context.set_offline(False)
    await expect(page.locator("#login-error")).to_contain_text("signed out everywhere")
    assert await page.evaluate("JSON.stringify(localStorage)") == "{}"


async def test_what_is_taken_on_one_phone_of_the_rep_is_taken_on_the_other(
    phones: Phones, office: Office
) -> None:
    kim = await office.rep("kim")
    first, second = await phones.rep(kim), await phones.rep(kim, idle=False)
    await office.capture("13800138001")
    for page in (first, second):
        await expect(page.locator("#offer .take")).to_be_visible()
    await first.locator(".take").tap()
    await expect(second.locator("#offer")).to_have_count(0)
    await expect(second.locator("#leads .card")).to_have_count(1)
    await expect(second.locator("body")).to_have_attribute("data-alarm", "")


async def test_a_tap_on_the_second_phone_shows_that_the_rep_has_it(
    phones: Phones, office: Office
) -> None:
    kim = await office.rep("kim")
    first, second = await phones.rep(kim), await phones.rep(kim, idle=False)
    await office.capture(PHONE)
    await expect(second.locator("#offer .take")).to_be_visible()
    # The second hears nothing of it, as on a slow network.
    await second.route("**/v1/reps/**", lambda route: route.abort())
    await first.locator(".take").tap()
    await expect(first.locator("#offer a.call")).to_be_visible()
    await second.locator(".take").tap()
    await expect(second.locator("#offer .number .digits")).to_have_text(PHONE)
    await second.unroute("**/v1/reps/**")


async def test_another_rep_on_the_same_phone_sees_nothing_of_the_first(
    phones: Phones, office: Office
) -> None:
    page = await phones.rep(await office.rep("kim"))
    await office.capture(PHONE)
    await page.locator(".take").tap()
    await page.locator("[data-key=to_list]").tap()
    await expect(page.locator("#leads .card")).to_have_count(1)
    lee = await office.rep("lee", name="Li Lei")
    await page.goto(f"/rep#code={office.code(lee)}")
    await expect(page.locator("#who")).to_have_text("Li Lei")
    await expect(page.locator("#leads .card")).to_have_count(0)
    assert "138 0013" not in await page.evaluate("JSON.stringify(localStorage)")
