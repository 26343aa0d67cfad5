"""What rings, what is open to all, and what is said when the connection is lost."""

from typing import Any

import httpx
import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office, Site, until

PHONE = "138 0013 8000"
FULL = "+8613800138000"
SILENT = {"zh-CN": "提示音没有打开", "en-US": "Sound is off"}
LOST = {"zh-CN": "网络断开", "en-US": "No connection since"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_strong_reminder_rings_until_acted_on(
    phones: Phones, office: Office, language: str
) -> None:
    page = await phones.rep(await office.rep("kim"), language=language)
    await watch_alarm(page)
    await office.capture(PHONE, pool="villas", hot=True, channel="short-video")
    await expect(page.locator("#offer.offered .hot-clock")).to_be_visible()
    await expect(page.locator("#offer.strong .alarm")).to_be_visible()
    await expect(page.locator("body")).to_have_attribute("data-alarm", "strong")
    await shoot(page, f"rep-reminder-{language[:2]}")
    # It is sounded and shaken again and again.
    await until(
        lambda: page.evaluate("window.tones > 12 && window.shakes > 3"), "it rang too little"
    )
    # Browsers silence a page that was loaded anew until it is tapped: it says so, and any tap does.
    await page.reload()
    await watch_alarm(page)
    sound = page.locator("#offer.strong .banner")
    await expect(sound).to_contain_text(SILENT[language])
    assert await page.evaluate("window.tones") == 0
    await page.locator("#offer .masked").tap()
    await expect(sound).to_have_count(0)
    await until(lambda: page.evaluate("window.tones > 12 && window.shakes > 3"), "it stayed silent")
    await page.locator(".take").tap()
    await expect(page.locator("#offer a.call")).to_have_attribute("href", f"tel:{FULL}")
    await expect(page.locator("body")).to_have_attribute("data-alarm", "")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lead_open_to_all_is_claimed(phones: Phones, office: Office, language: str) -> None:
    await office.rep("kim", name="Kim")
    lee = await office.rep("lee", name="李雷")
    first = await phones.rep(office.name("kim"), language=language)
    lead = await office.capture(PHONE, pool="villas", hot=True)
    await expect(first.locator("#offer")).to_be_visible()
    second = await phones.rep(lee, language=language)
    third = await phones.rep(await office.rep("may"), idle=False, language=language)
    card = second.locator("#claims .card")
    await expect(card).to_have_count(1)
    await expect(third.locator("#claims .card")).to_have_count(1)
    await expect(card.locator(".name")).to_have_text("王**")
    await shoot(second, f"rep-claim-{language[:2]}")
    # One who is away is told why not, and what to do.
    await third.locator("#claims .main").tap()
    await expect(third.locator("#toast")).to_contain_text("空闲" if language == "zh-CN" else "Idle")
    await card.locator(".main").tap()
    await expect(second.locator("#offer a.call")).to_have_attribute("href", f"tel:{FULL}")
    # The first phone loses it, with the reason; the others see it go.
    await expect(first.locator("#offer")).to_be_hidden()
    await expect(first.locator("#toast")).to_be_visible()
    await expect(third.locator("#claims .card")).to_have_count(0)
    assert (await office.call("GET", f"/v1/leads/{lead}"))["holder"] == lee


async def test_who_has_it_is_said_when_it_is_too_late(phones: Phones, office: Office) -> None:
    page = await phones.rep(await office.rep("kim"))
    lee = await office.rep("lee", name="Li Lei")
    lead = await office.capture(PHONE)
    take = page.get_by_role("button", name="Take this lead")
    await expect(take).to_be_visible()
    # What this phone is told of it is held back, as on a slow network.
    await page.route("**/v1/reps/**", lambda route: route.abort())
    await office.presence(lee, "idle")
    await office.call("POST", f"/v1/leads/{lead}/hand-over", {"rep": lee, "reason": "test"})
    await take.tap()
    await expect(page.locator("#toast")).to_contain_text("Too late: Li Lei has the lead now")
    await page.unroute("**/v1/reps/**")


async def test_an_unknown_fate_is_asked_again_with_the_same_id(
    phones: Phones, office: Office
) -> None:
    page = await phones.rep(await office.rep("kim"))
    await office.capture(PHONE)
    asked: list[Any] = []

    async def slow(route: Any) -> None:
        asked.append(route.request.post_data_json["action_id"])
        if len(asked) < 3:
            body = {"error": "unknown", "message": "unknown whether it took place"}
            await route.fulfill(status=504, json=body)
        else:
            await route.continue_()

    await page.route("**/acknowledge", slow)
    await page.get_by_role("button", name="Take this lead").tap()
    await expect(page.locator("#offer a.call")).to_have_attribute("href", f"tel:{FULL}")
    assert len(asked) == 3
    assert len(set(asked)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lost_connection_is_said_and_comes_back(
    phones: Phones, office: Office, language: str
) -> None:
    page = await phones.rep(await office.rep("kim"), language=language)
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_contain_text(LOST[language])
    await shoot(page, f"rep-lost-{language[:2]}")
    await office.capture(PHONE)
    await page.context.set_offline(False)
    await expect(page.locator("#connection")).to_be_hidden()
    await expect(page.locator("#offer .take")).to_be_visible()
    # Over an offer too: it says what it stands for only as long as it is heard of.
    await page.context.set_offline(True)
    lost = page.locator("#connection")
    await expect(lost).to_contain_text(LOST[language])
    assert await lost.evaluate(IS_ON_TOP)
    box, offer = await lost.bounding_box(), await page.locator("#offer").bounding_box()
    assert box is not None
    assert offer is not None
    assert box["y"] + box["height"] <= offer["y"] + 1
    await page.context.set_offline(False)
    await expect(lost).to_be_hidden()


async def test_reads_that_fail_are_a_lost_connection(phones: Phones, office: Office) -> None:
    page = await phones.rep(await office.rep("kim"))
    board = await phones.board()
    await expect(board.locator("#live")).to_have_text("Live")

    async def broken(route: Route) -> None:
        await route.fulfill(status=503, json={"error": "unavailable", "message": "try again"})

    # The streams live, but what they announce cannot be read.
    await page.route("**/v1/reps/*", broken)
    await board.route("**/v1/queue*", broken)
    await office.capture(PHONE)
    await expect(page.locator("#connection")).to_contain_text("No connection since")
    await expect(board.locator("#live.lost")).to_contain_text("this is how it stood")
    await page.unroute("**/v1/reps/*")
    await board.unroute("**/v1/queue*")
    await expect(page.locator("#connection")).to_be_hidden()
    await expect(page.locator("#offer .take")).to_be_visible()
    await expect(board.locator("#live")).to_have_text("Live")


async def test_a_gateway_that_stops_comes_back_with_what_was_missed(
    phones: Phones, office: Office, site: Site
) -> None:
    page = await phones.rep(await office.rep("kim"))
    board = await phones.board()
    await expect(board.locator("#live")).to_have_text("Live")
    await site.stop_gateway()
    try:
        await expect(page.locator("#connection")).to_contain_text("No connection since")
        await expect(board.locator("#live.lost")).to_contain_text("this is how it stood")
        await shoot(board, "board-stale-en")
    finally:
        await site.start_gateway()
    async with httpx.AsyncClient(base_url=site.address) as http:
        office.http = http
        await office.capture(PHONE)
        await expect(page.locator("#connection")).to_be_hidden()
        await expect(page.locator("#offer .take")).to_be_visible()
        await expect(board.locator("#live")).to_have_text("Live")


IS_ON_TOP = """one => {
    const box = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""


async def watch_alarm(page: Page) -> None:
    """Counts what a phone would sound and shake."""
    await page.evaluate(
        """() => {
            window.tones = 0;
            window.shakes = 0;
            const start = OscillatorNode.prototype.start;
            OscillatorNode.prototype.start = function (at) {
                window.tones += 1;
                start.call(this, at);
            };
            navigator.vibrate = () => { window.shakes += 1; return true; };
        }"""
    )
