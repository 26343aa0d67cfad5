"""The rep's day: why a lead is hot, the list by urgency, promises, history, reasons."""

import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import HOT, Office, until

PHONE = "138 0013 8000"
WHY = {"zh-CN": "在页面停留了 150 秒", "en-US": "stayed on a page for 150 s"}
GROUPS = {
    "zh-CN": ["先打这些", "约好但已过期", "今天要联系", "以后"],
    "en-US": ["Call first", "Promised and overdue", "Promised for today", "Later"],
}
EMPTY = {"zh-CN": "点下面的「空闲」", "en-US": "Tap Idle below"}
TOLD = {
    "zh-CN": ["客户留资：官网表单", "停留页面 150 秒", "已接下", "“周六来看房”"],
    "en-US": ["left their contact: website form", "for 150 s", "took it.", "“周六来看房”"],
}
MISSING = {"zh-CN": "请先选时间", "en-US": "first choose the time"}
LABELLED = {
    "zh-CN": [("面积（㎡）", "128"), ("风格", "北欧风"), ("Garden area", "20")],
    "en-US": [("Area (m²)", "128"), ("Style", "Nordic"), ("Garden area", "20")],
}
HOUR_MS = 3_600_000
# No timer comes any more, and much time has passed.
SLEEPY = """(() => {
    const [interval, now] = [window.setInterval, performance.now.bind(performance)];
    window.setInterval = (act, ms) => interval(() => window.asleep || act(), ms);
    performance.now = () => now() + (window.asleep ? 19000 : 0);
})()"""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_why_it_is_hot_is_said_and_nothing_waits_for_it(
    phones: Phones, office: Office, language: str
) -> None:
    page = await phones.rep(await office.rep("kim"), language=language)
    await page.route("**/explain", lambda route: route.abort())
    await office.capture("13800138001", pool="villas", hot=True)
    await page.locator(".take").tap()
    await expect(page.locator("#offer a.call")).to_be_visible()
    await page.locator("#offer [data-key^=reached]").tap()
    await expect(page.locator("#offer")).to_have_count(0)
    await page.unroute("**/explain")
    await office.capture("13800138002", pool="villas", hot=True)
    await expect(page.locator("#offer .why")).to_contain_text(WHY[language])
    await expect(page.locator("#offer .hot-clock time")).to_contain_text("0:")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_list_is_by_urgency_under_headings(
    phones: Phones, office: Office, language: str
) -> None:
    kim = await office.rep("kim", capacity=9)
    page = await phones.rep(kim, language=language, idle=False)
    await expect(page.locator("#leads-empty")).to_contain_text(EMPTY[language])
    await shoot(page, f"rep-empty-{language[:2]}")
    await office.presence(kim, "idle")
    now = await page.evaluate("Date.now()")
    today = await page.evaluate("new Date().setHours(23, 59, 59, 0)")
    promises = {"rest": today + 24 * HOUR_MS, "today": today, "overdue": now - 60_000}
    for number, when in enumerate([*promises.values(), None]):
        lead = await office.capture(f"1380013800{number}", name=f"客户{number}")
        held = await assignment(office, lead)
        done = await office.call("POST", f"/v1/assignments/{held}/acknowledge", {}, rep=kim)
        if when is not None:
            body = {"epoch": done["epoch"], "contacted": True, "next_at_ms": when}
            await office.call("POST", f"/v1/leads/{lead}/activities", body, rep=kim)
    await expect(page.locator("#leads .card")).to_have_count(4)
    headings = await page.locator("#leads .group h3").all_text_contents()
    assert [one.rsplit(maxsplit=1)[0] for one in headings] == GROUPS[language]
    names = await page.locator("#leads .name").all_text_contents()
    assert names == ["客户3", "客户2", "客户1", "客户0"]
    overdue = page.locator("#leads .group.overdue .stands.overdue")
    assert await overdue.evaluate("one => getComputedStyle(one).color") == "rgb(185, 28, 28)"
    await shoot(page, f"rep-list-{language[:2]}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_promise_and_a_note_are_recorded_and_told_in_the_history(
    phones: Phones, office: Office, language: str
) -> None:
    page = await phones.rep(await office.rep("kim"), language=language)
    lead = await office.capture(PHONE, signals=["page_dwell"])
    await page.locator(".take").tap()
    await page.locator("[data-key=to_list]").tap()
    card = page.locator("#leads .card")
    await card.locator(".more").tap()
    # The button says what it is going to promise.
    reached = card.locator("[data-key^=reached] small")
    before = await reached.text_content()
    await card.locator(".choose").first.tap()
    await expect(reached).not_to_have_text(before or "")
    await card.locator(".choose").last.tap()
    await expect(reached).to_have_text("不再约" if language == "zh-CN" else "no next call")
    # A time of one's own begins with a proposal; without a time nothing can be recorded.
    await card.locator(".choose").nth(-2).tap()
    field = card.locator("input[type=datetime-local]")
    assert await field.input_value()
    await field.fill("")
    await expect(reached).to_have_text(MISSING[language])
    await expect(card.locator("[data-key^=reached]")).to_be_disabled()
    await field.fill("2020-05-04T10:30")
    await expect(card.locator("[data-key^=no_answer]")).to_be_disabled()
    await field.fill("2030-05-04T10:30")
    await expect(reached).to_contain_text("10:30")
    await card.locator(".memo").fill("周六来看房")
    await shoot(page, f"rep-record-{language[:2]}")
    await card.locator("[data-key^=reached]").tap()
    await expect(card.locator(".stands")).to_contain_text("10:30")
    seen = await office.call("GET", f"/v1/leads/{lead}")
    chosen = await page.evaluate("new Date('2030-05-04T10:30').getTime()")
    assert seen["next_at_ms"] == chosen
    await card.locator(".open").tap()
    history = page.locator("#offer .history li")
    for told in TOLD[language]:
        await expect(history.filter(has_text=told)).not_to_have_count(0)
    await page.locator("#offer .history").scroll_into_view_if_needed()
    await shoot(page, f"rep-history-{language[:2]}")
    await page.keyboard.press("Escape")
    await expect(page.locator("#offer")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_attributes_are_called_by_the_policys_labels_and_never_by_their_keys(
    phones: Phones, office: Office, language: str
) -> None:
    page = await phones.rep(await office.rep("kim"), language=language)
    wants = {"area_m2": 128, "style": "nordic", "garden_area": "20"}
    lead = await office.capture(PHONE, attributes={**HOT, **wants})
    facts = page.locator("#offer .facts")
    for label, value in LABELLED[language]:
        await expect(facts.locator("div", has_text=label)).to_contain_text(value)
    board = await phones.board(language=language)
    await board.evaluate("(lead) => { location.hash = `lead=${lead}`; }", lead)
    for label, _ in LABELLED[language]:
        await expect(board.locator("#board")).to_contain_text(label)
    for shown in (page, board):
        assert "_" not in str(await shown.locator("body").inner_text())


async def test_html_of_a_customer_is_text_everywhere(phones: Phones, office: Office) -> None:
    evil = "<img src=x onerror=alert(1)><b>Li</b>"
    page = await phones.rep(await office.rep("kim"))
    await office.capture(PHONE, name=evil, attributes={**HOT, "region": evil, "wish": evil})
    await expect(page.locator("#offer .facts")).to_contain_text(evil)
    await page.locator(".take").tap()
    await expect(page.locator("#offer-title")).to_have_text(evil)
    await page.locator("#offer .memo").fill(evil)
    await page.locator("#offer [data-key^=reached]").tap()
    await page.locator("#leads .open").tap()
    await expect(page.locator(".history")).to_contain_text(evil)
    assert await page.locator("img[onerror], #app b b, .history b").count() == 0


async def test_a_full_screen_keeps_the_keyboard_and_gives_it_back(
    phones: Phones, office: Office
) -> None:
    page = await phones.rep(await office.rep("kim"))
    await page.locator("#open-menu").tap()
    await inside(page, "#menu")
    await office.capture(PHONE)
    # A lead that comes in is in front of everything.
    await expect(page.locator("#offer .take")).to_be_visible()
    await expect(page.locator("#menu")).to_have_count(0)
    await inside(page, "#offer")
    await page.locator("[data-key=decline]").press("Enter")
    await expect(page.locator(".reasons button").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(".take")).to_be_visible()
    await page.locator(".take").press("Enter")
    await expect(page.locator("#offer a.call")).to_be_visible()
    await inside(page, "#offer")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_that_the_phone_was_not_reachable_is_said_for_a_while(
    phones: Phones, office: Office, language: str
) -> None:
    page = await phones.rep(await office.rep("kim"), language=language)
    ago_s = {"from": 600, "to": 240}

    async def was_offline(route: Route) -> None:
        desk = await (await route.fetch()).json()
        desk["rep"]["offline_at_ms"] = desk["at_ms"] - ago_s["from"] * 1000
        desk["rep"]["online_at_ms"] = desk["at_ms"] - ago_s["to"] * 1000
        await route.fulfill(json=desk)

    await page.route(re.compile(r"/v1/reps/\w+$"), was_offline)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#was-offline")).to_contain_text(re.compile(r"\d\d:\d\d .*\d\d:\d\d"))
    await shoot(page, f"rep-was-offline-{language[:2]}")
    ago_s["to"] = 901
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#was-offline")).to_have_count(0)
    # A read that is under way ends with the page, and that is no fault.
    await page.unroute_all(behavior="ignoreErrors")


async def test_a_page_that_is_heard_beats_though_its_timers_sleep(
    phones: Phones, office: Office
) -> None:
    page = await phones.open("/rep")
    await page.context.add_init_script(SLEEPY)
    await page.reload()
    await page.goto(f"/rep#code={office.code(await office.rep('kim'))}")
    await expect(page.locator("#switch")).to_be_visible()
    await page.evaluate("window.asleep = true")
    # The clock is put on; the next event of the stream is a sign of life.
    async with page.expect_request("**/heartbeat"):
        await office.capture(PHONE)
        await page.locator(".choice.idle").tap()


async def inside(page: Page, box: str) -> None:
    """However often Tab is pressed, the focus stays there, or in the browser's own bars."""
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "box => document.activeElement === document.body"
            " || document.querySelector(box).contains(document.activeElement)",
            box,
        )


async def assignment(office: Office, lead: str) -> str:
    """Its assignment's id, once a rep has it."""

    async def found() -> str | None:
        known: str | None = (await office.call("GET", f"/v1/leads/{lead}")).get("assignment")
        return known

    return str(await until(found, "nobody has it"))
