"""The supervisors' board: live, in order, and able to say why."""

import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import HOT, Office, until

EMPTY = {"zh-CN": "还没有线索", "en-US": "No lead yet"}
NO_REPS = {"zh-CN": "先登记", "en-US": "Register one"}
REMINDER = {"zh-CN": "强提醒", "en-US": "Reminder"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_empty_board_says_what_to_do(
    phones: Phones, office: Office, language: str
) -> None:
    page = await phones.board(language=language)
    await expect(page.locator("#queue .empty")).to_contain_text(EMPTY[language])
    await expect(page.locator("#reps .empty")).to_contain_text(NO_REPS[language])
    await expect(page.locator("#escalations .empty")).to_be_visible()
    await shoot(page, f"board-empty-{language[:2]}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_morning_live(phones: Phones, office: Office, language: str) -> None:
    page = await phones.board(language=language)
    people = [("chen", "陈静", 3), ("kim", "Kim", 2), ("lin", "林涛", 1), ("zhao", "赵敏", 1)]
    for rep, name, capacity in people:
        await office.rep(rep, name=name, capacity=capacity, regions=["shanghai"])
    await expect(page.locator("#reps .rep")).to_have_count(4)
    await office.presence(office.name("chen"), "busy")
    cold = {**HOT, "budget": 60_000, "house_type": "apartment"}
    for number in range(8):
        attributes = cold if number % 3 == 0 else HOT
        channel = ("web-form", "short-video", "call-center")[number % 3]
        signals = ("video_complete",) * (number % 2)
        await office.capture(
            f"1380013{8000 + number}", channel=channel, signals=signals, attributes=attributes
        )
    await office.capture("13900139000", pool="villas", hot=True, channel="call-center")
    # Nobody serves Beijing, so this one climbs the ladder in the queue.
    beijing = {**HOT, "region": "beijing"}
    await office.capture("13700137000", pool="villas", hot=True, attributes=beijing)
    rows = page.locator("#queue tbody tr")
    await expect(rows).to_have_count(10)
    scores = [float(text) for text in await page.locator("td.score b").all_text_contents()]
    assert scores == sorted(scores, reverse=True)
    await expect(page.locator("#queue")).to_contain_text("139****9000")
    await expect(rows.first.locator(".hot-clock")).to_be_visible()
    await expect(page.locator("#escalations .rung-line b").first).to_be_visible()
    await expect(page.locator("#escalations")).to_contain_text(REMINDER[language])
    await office.presence(office.name("kim"), "idle")
    await expect(rows).to_have_count(8)
    await expect(page.locator("[data-kpi=assigned] dd")).to_have_text("2")
    await expect(page.locator("[data-rep^=kim] .room")).to_contain_text("0/2")
    await office.presence(office.name("zhao"), "away")
    await expect(page.locator("#queue .rung")).to_have_text("●●")
    await page.locator("[data-rep^=kim] .rep-line").click()
    await expect(page.locator("[data-rep^=kim] .held li")).to_have_count(2)
    # What was heard before a reload is still told.
    await page.reload()
    await expect(page.locator("#escalations")).to_contain_text(REMINDER[language])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_any_lead_is_explained_in_a_sentence(
    phones: Phones, office: Office, language: str
) -> None:
    lead = await office.capture("13800138000", hot=True)
    page = await phones.board(language=language)
    row = page.locator(f"tr[data-lead='{lead}']")
    await row.locator("td.channel").click()
    why = page.locator("#why")
    await expect(why).to_be_visible()
    await expect(why.locator(".sentences [lang=en]")).to_contain_text("score")
    await expect(why.locator(".sentences [lang=zh-CN]")).to_contain_text("分数")
    await expect(why.locator("progress")).to_have_count(3)
    await expect(why.locator(".sum")).to_contain_text("0.50 ×")
    assert await why.locator(".events").count() == 2
    await page.keyboard.press("Escape")
    await expect(why).to_be_hidden()
    # By keyboard too.
    await row.locator(".link").press("Enter")
    await expect(why).to_be_visible()


async def test_a_lead_is_found_by_link_by_id_and_by_number(phones: Phones, office: Office) -> None:
    kim = await office.rep("kim", name="Kim Lee")
    await office.presence(kim, "idle")
    lead = await office.capture("13800138000")
    waiting = await office.capture("13900139000")
    page = await phones.board()
    why, field = page.locator("#why"), page.locator("#find-text")
    await expect(page.locator("#queue tbody tr")).to_have_count(1)
    # One that a rep has is in no list; its id is enough, and the names of reps are told.
    await field.fill(lead)
    await field.press("Enter")
    await expect(why.locator("#why-title")).to_contain_text("138****8000")
    await expect(why.locator(".facts")).to_contain_text(f"Kim Lee ({kim})")
    await expect(why.locator("ol.events")).to_contain_text(f"Pushed to Kim Lee ({kim})")
    assert page.url.endswith(f"/board#lead={lead}")
    await page.keyboard.press("Escape")
    await page.wait_for_url("**/board")
    for number in ("9000", "13900139000", "139****9000"):
        await field.fill(number)
        await field.press("Enter")
        await expect(why).to_be_visible()
        await expect(why.locator("#why-title")).to_contain_text("139****9000")
        await page.keyboard.press("Escape")
        await expect(why).to_be_hidden()
    await field.fill("13700137000")
    await field.press("Enter")
    await expect(page.locator("#find-said")).to_contain_text("Nothing on the board matches")
    linked = await phones.open(f"/board#lead={waiting}", beside=page)
    await expect(linked.locator("#why-title")).to_contain_text("139****9000")


async def test_a_queue_that_is_cut_off_says_so(phones: Phones, office: Office) -> None:
    await office.capture("13800138000")
    page = await phones.board()
    await expect(page.locator("#queue-more")).to_be_hidden()

    async def more(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(json={**(await answer.json()), "waiting": 250})

    await page.route("**/v1/stats", more)
    await office.capture("13900139000")
    await expect(page.locator("#queue-more")).to_have_text("The first 2 of 250.")


async def test_an_escalation_says_of_which_lead_and_whether_it_was_answered(
    phones: Phones, office: Office
) -> None:
    page = await phones.board()
    lead = await office.capture("13800138000", pool="villas", hot=True)
    rung = page.locator("#escalations .rung-line").last
    await expect(rung.locator(".digits")).to_have_text("138****8000")
    await expect(rung).to_contain_text("no phone to ring")
    await expect(rung).to_contain_text(re.compile(r"Score \d+\.\d\b"))
    kim = await office.rep("kim", name="Kim")
    await office.presence(kim, "idle")
    held = await until(lambda: assignment(office, lead), "nobody has it")
    await office.call("POST", f"/v1/assignments/{held}/acknowledge", {}, rep=kim)
    await expect(rung.locator(".end")).to_have_text("Taken by Kim")
    await page.reload()
    await expect(rung.locator(".end")).to_have_text("Taken by Kim")
    cut = await page.locator("#escalations").evaluate(
        """box => [...box.querySelectorAll('.rung-open *')]
            .filter((one) => one.scrollWidth > one.clientWidth && one.clientWidth)
            .map((one) => one.textContent)"""
    )
    assert cut == []


async def assignment(office: Office, lead: str) -> str | None:
    """Its assignment's id, once there is one."""
    found: str | None = (await office.call("GET", f"/v1/leads/{lead}")).get("assignment")
    return found


async def test_after_a_new_login_the_board_is_live(phones: Phones, office: Office) -> None:
    page = await phones.board()
    await expect(page.locator("#live")).to_have_text("Live")
    await page.context.set_offline(True)
    await expect(page.locator("#live.lost")).to_be_visible()
    await page.context.clear_cookies()
    await page.context.set_offline(False)
    await expect(page.locator("#login-error")).to_contain_text("Your session has ended")
    await page.locator("#code").fill(office.code("boss", supervisor=True))
    await page.locator("#login-form button").click()
    await expect(page.locator("#board")).to_be_visible()
    await expect(page.locator("#live")).to_have_text("Live")
    await expect(page.locator("body")).not_to_have_class(re.compile("stale"))


async def test_a_board_and_a_reps_page_live_in_one_browser(phones: Phones, office: Office) -> None:
    board = await phones.board()
    rep = await office.rep("kim", name="Kim")
    page = await phones.open(f"/rep#code={office.code(rep)}", beside=board)
    await expect(page.locator("#who")).to_have_text("Kim")
    await board.reload()
    await expect(board.locator("#live")).to_have_text("Live")
    await page.reload()
    await expect(page.locator("#who")).to_have_text("Kim")
    # One logs out and the other stays.
    await page.locator("#logout").click()
    await expect(page.locator("#login")).to_be_visible()
    await board.reload()
    await expect(board.locator("#live")).to_have_text("Live")


@pytest.mark.parametrize("width", [1000, 1100, 1199])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_count_overflows_on_a_middling_screen(
    phones: Phones, language: str, width: int
) -> None:
    page = await phones.board(language=language, size=(width, 800))
    await expect(page.locator("#kpis > div")).to_have_count(9)
    cut = await page.locator("#kpis").evaluate(
        """box => [...box.querySelectorAll('dt, dd')].filter((one) => {
            const text = document.createRange();
            text.selectNodeContents(one);
            const tile = one.parentElement.getBoundingClientRect();
            const end = text.getBoundingClientRect().right;
            return end > tile.right || tile.right > box.getBoundingClientRect().right + 1;
        }).map((one) => one.textContent)"""
    )
    assert cut == []
    last = await page.locator("#kpis > div").last.bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= width


async def test_a_rep_is_shown_no_board(phones: Phones, office: Office) -> None:
    rep = await office.rep("kim")
    page = await phones.open(f"/board#code={office.code(rep)}")
    await expect(page.locator("#login-error")).to_contain_text("This is a rep’s session")


async def test_the_board_fits_a_phone_and_the_dark(phones: Phones, office: Office) -> None:
    await office.rep("kim")
    await office.capture("13800138000", hot=True, pool="villas")
    page = await phones.board(size=(390, 844), dark=True)
    await expect(page.locator("#queue tbody tr")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    wall = await phones.board(dark=True)
    await expect(wall.locator("#queue tbody tr")).to_have_count(1)
    await shoot(wall, "board-dark-en")
