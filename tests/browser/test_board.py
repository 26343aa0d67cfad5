"""The supervisors' board, now: live, in order, and able to find any lead."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import HOT, Office, until
from tests.browser.watching import CUT, SIZES, expect_no_overflow

EMPTY = {"zh-CN": "还没有线索", "en-US": "No lead yet"}
NO_REPS = {"zh-CN": "添加第一位", "en-US": "Add the first one"}
REMINDER = {"zh-CN": "强提醒", "en-US": "Reminder"}
CALM = {"zh-CN": "没有热线索", "en-US": "No hot lead waits"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_empty_board_says_what_to_do(
    phones: Phones, language: str, size: tuple[int, int]
) -> None:
    page = await phones.board(language=language, size=size)
    await expect(page.locator("#queue .empty")).to_contain_text(EMPTY[language])
    await expect(page.locator("#reps .empty")).to_contain_text(NO_REPS[language])
    await expect(page.locator("#escalations .empty")).to_be_visible()
    await expect(page.locator("#hot-clock.calm")).to_contain_text(CALM[language])
    await expect_no_overflow(page, size[0])
    if size == SIZES[0]:
        await shoot(page, f"board-empty-{language[:2]}")
    # What to do is a link that does it.
    await page.locator("#reps .empty a").click()
    await expect(page.locator("#rep-form")).to_be_visible()


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
    rows = page.locator("#queue [data-lead]")
    await expect(rows).to_have_count(10)
    scores = [float(text) for text in await page.locator("#queue .score b").all_text_contents()]
    assert scores == sorted(scores, reverse=True)
    await expect(page.locator("#queue")).to_contain_text("139****9000")
    await expect(rows.first.locator(".hot-clock")).to_have_text(re.compile(r"\d+:\d\d"))
    # The hot clock above all is that of the lead that has waited longest.
    await expect(page.locator("#hot-clock .huge")).to_have_text(re.compile(r"^0:\d\d$"))
    await expect(page.locator("[data-pool=villas] b")).to_have_text("2")
    await expect(page.locator("[data-pool=villas] em")).to_contain_text("2")
    await expect(page.locator("#escalations .rung-line b").first).to_be_visible()
    await expect(page.locator("#escalations")).to_contain_text(REMINDER[language])
    await office.presence(office.name("kim"), "idle")
    await expect(rows).to_have_count(8)
    await expect(page.locator("[data-kpi=assigned] dd")).to_have_text("2")
    await expect(page.locator("[data-rep^=kim] .room")).to_contain_text("0/2")
    await expect(page.locator("[data-rep^=kim] .last time")).to_have_text(re.compile(r"^0:\d\d$"))
    await office.presence(office.name("zhao"), "away")
    await expect(page.locator("#queue .rung")).to_have_text("●●")
    await page.locator("[data-rep^=kim] .rep-line").click()
    await expect(page.locator("[data-rep^=kim] .held li")).to_have_count(2)
    # What was heard before a reload is still told.
    await page.reload()
    await expect(page.locator("#escalations")).to_contain_text(REMINDER[language])


async def test_a_lead_is_found_by_link_by_id_and_by_number(phones: Phones, office: Office) -> None:
    kim = await office.rep("kim", name="Kim Lee")
    await office.presence(kim, "idle")
    lead = await office.capture("13800138000")
    waiting = await office.capture("13900139000")
    page = await phones.board()
    title, field = page.locator("#lead-title"), page.locator("#find-text")
    await expect(page.locator("#queue [data-lead]")).to_have_count(1)
    # One that a rep has is in no list; its id is enough, and the names of reps are told.
    await page.keyboard.press("/")
    await expect(field).to_be_focused()
    await field.fill(lead)
    await field.press("Enter")
    await expect(title).to_have_text("138****8000")
    await expect(page.locator("#sum .facts")).to_contain_text("Kim Lee")
    await expect(page.locator("#decisions .decision b").first).to_have_text("Kim Lee")
    assert page.url.endswith(f"/board#lead={lead}")
    await field.press("Escape")
    await page.keyboard.press("Escape")
    await page.wait_for_url("**/board")
    for number in ("9000", "13900139000", "139****9000"):
        await field.fill(number)
        await field.press("Enter")
        await expect(title).to_have_text("139****9000")
        await page.locator("#close-lead").click()
        await expect(page.locator("#queue")).to_be_visible()
    await field.fill("13700137000")
    await field.press("Enter")
    await expect(page.locator("#find-said")).to_contain_text("Nothing on the board matches")
    linked = await phones.open(f"/board#lead={waiting}", beside=page)
    await expect(linked.locator("#lead-title")).to_have_text("139****9000")
    strange = await phones.open("/board#lead=ld_nobody", beside=page)
    await expect(strange.locator(".problem")).to_contain_text("This lead is gone")


async def test_the_hot_clock_runs_for_a_lead_that_rings_before_any_rung(
    phones: Phones, office: Office
) -> None:
    kim = await office.rep("kim", name="Kim")
    await office.presence(kim, "idle")
    page = await phones.board()
    await expect(page.locator("#hot-clock.calm")).to_be_visible()
    lead = await office.capture("13800138000", hot=True)
    held = await until(lambda: assignment(office, lead), "nobody has it")
    await expect(page.locator("#hot-clock .huge")).to_have_text(re.compile(r"^0:\d\d$"))
    await expect(page.locator("[data-pool=main] em")).to_have_text("1 hot ringing")
    await expect(page.locator("#queue [data-lead]")).to_have_count(0)
    await expect(page.locator("#escalations .rung-line")).to_have_count(0)
    await page.locator("#hot-clock").click()
    await page.wait_for_url(f"**/board#lead={lead}")
    await page.keyboard.press("Escape")
    # A look at the pools serves all for 2 s: what it saw before the answer does not stay.
    await asyncio.sleep(2.1)
    await office.call("GET", "/v1/pools")
    await office.call("POST", f"/v1/assignments/{held}/acknowledge", {}, rep=kim)
    await expect(page.locator("#hot-clock.calm")).to_be_visible(timeout=8000)


async def test_an_escalation_says_of_which_lead_and_whether_it_was_answered(
    phones: Phones, office: Office
) -> None:
    page = await phones.board()
    lead = await office.capture("13800138000", pool="villas", hot=True)
    rung = page.locator("#escalations .rung-line").last
    await expect(rung.locator(".digits")).to_have_text("138****8000")
    await expect(rung).to_contain_text("no phone was to ring")
    await expect(rung).to_contain_text(re.compile(r"Score \d+\.\d(?!\d)"))
    await expect(rung.locator(".hand-over")).to_be_visible()
    kim = await office.rep("kim", name="Kim")
    await office.presence(kim, "idle")
    held = await until(lambda: assignment(office, lead), "nobody has it")
    # It rings at a rep, and its hot clock still is the first.
    await expect(page.locator("#hot-clock .huge")).to_have_text(re.compile(r"^0:\d\d$"))
    await office.call("POST", f"/v1/assignments/{held}/acknowledge", {}, rep=kim)
    await expect(rung.locator(".end")).to_have_text("Taken by Kim")
    await expect(rung.locator(".hand-over")).to_have_count(0)
    await expect(page.locator("#hot-clock.calm")).to_be_visible()
    await page.reload()
    await expect(rung.locator(".end")).to_have_text("Taken by Kim")
    assert await page.locator("#escalations").evaluate(CUT) == []


async def assignment(office: Office, lead: str) -> str | None:
    """Its assignment's id, once there is one."""
    found: str | None = (await office.call("GET", f"/v1/leads/{lead}")).get("assignment")
    return found


async def test_after_a_new_login_the_board_is_live(phones: Phones, office: Office) -> None:
    page = await phones.board()
    await expect(page.locator("#live")).to_have_text("Live")
    await page.context.set_offline(True)
    await expect(page.locator("#live.lost")).to_be_visible()
    await expect(page.locator("body")).to_have_class(re.compile("stale"))
    await page.context.clear_cookies()
    await page.context.set_offline(False)
    await expect(page.locator("#login-error")).to_contain_text("Your session has ended")
    await page.locator("#code").fill(office.code(office.boss, supervisor=True))
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
    # One logs out and the other stays.
    await board.locator("#logout").click()
    await expect(board.locator("#login")).to_be_visible()
    await page.reload()
    await expect(page.locator("#who")).to_have_text("Kim")


async def test_a_rep_is_shown_no_board(phones: Phones, office: Office) -> None:
    rep = await office.rep("kim")
    page = await phones.open(f"/board#code={office.code(rep)}")
    await expect(page.locator("#login-error")).to_contain_text("This is a rep’s session")


@pytest.mark.parametrize("width", [390, 760, 1000, 1100, 1199, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_count_overflows_on_any_screen(phones: Phones, language: str, width: int) -> None:
    page = await phones.board(language=language, size=(width, 844))
    await expect(page.locator("#kpis > div")).to_have_count(8)
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
    await expect_no_overflow(page, width)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_a_phone_the_head_is_one_line(phones: Phones, language: str) -> None:
    page = await phones.board(language=language, size=SIZES[1])
    top = await page.locator("#board > *").first.evaluate(
        "(one) => one.getBoundingClientRect().top"
    )
    assert top <= 96
    await expect(page.locator("#find-text, #language, #logout")).to_have_count(3)
    await expect(page.locator("#language")).to_be_hidden()
    # All else is behind one button, and what is wrong is said in a line of its own.
    await page.locator("#more").click()
    for what in ("#find-text", "#language", "#theme", "#logout"):
        await expect(page.locator(what)).to_be_visible()
    await page.locator("#more").click()
    await page.context.set_offline(True)
    await expect(page.locator("#live.lost span")).to_be_visible()
    await expect_no_overflow(page, SIZES[1][0])
