"""The supervisors' board: live, in order, and able to say why."""

import pytest
from playwright.async_api import expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import HOT, Office

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
    await office.capture("13900139000", pool="quick", hot=True, channel="call-center")
    # Nobody serves Beijing, so this one climbs the ladder in the queue.
    beijing = {**HOT, "region": "beijing"}
    await office.capture("13700137000", pool="quick", hot=True, attributes=beijing)
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
    await shoot(page, f"board-{language[:2]}")
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
    await shoot(page, f"board-why-{language[:2]}")
    await page.keyboard.press("Escape")
    await expect(why).to_be_hidden()
    # By keyboard too.
    await row.locator(".link").press("Enter")
    await expect(why).to_be_visible()


async def test_a_rep_is_shown_no_board(phones: Phones, office: Office) -> None:
    rep = await office.rep("kim")
    page = await phones.open(f"/board#code={office.code(rep)}")
    await expect(page.locator("#login-error")).to_contain_text("This is a rep’s session")


async def test_the_board_fits_a_phone_and_the_dark(phones: Phones, office: Office) -> None:
    await office.rep("kim")
    await office.capture("13800138000", hot=True, pool="quick")
    page = await phones.board(size=(390, 844), dark=True)
    await expect(page.locator("#queue tbody tr")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    wall = await phones.board(dark=True)
    await expect(wall.locator("#queue tbody tr")).to_have_count(1)
    await shoot(wall, "board-dark-en")
