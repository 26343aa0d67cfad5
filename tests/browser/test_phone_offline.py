"""A bad network: what was done without it is kept, sent once, and truly answered."""

from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office, until

PHONE = "138 0013 8000"
FULL = "+8613800138000"
WAITS = {"zh-CN": "接下 王**", "en-US": "Take 王**"}
WON = {"zh-CN": "线索是你的了", "en-US": "You have the lead"}
LOST = {"zh-CN": "李雷", "en-US": "Li Lei"}
TAKE = {"zh-CN": "接下线索", "en-US": "Take this lead"}


async def offered(phones: Phones, office: Office, **how: Any) -> tuple[Page, str]:
    """A phone on which a lead rings, and the lead."""
    page = await phones.rep(await office.rep("kim"), **how)
    lead = await office.capture(PHONE)
    await expect(page.locator(".take")).to_be_visible()
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page, lead


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lead_taken_without_network_is_won_when_it_is_back(
    phones: Phones, office: Office, language: str
) -> None:
    page, lead = await offered(phones, office, language=language)
    await page.context.set_offline(True)
    await page.get_by_role("button", name=TAKE[language]).tap()
    await expect(page.locator("#waiting")).to_contain_text(WAITS[language])
    await expect(page.locator("#offer")).to_have_count(0)
    await shoot(page, f"rep-waiting-{language[:2]}")
    # It outlives the page, which opens without network.
    await page.reload()
    await expect(page.locator("#waiting")).to_contain_text(WAITS[language])
    await page.context.set_offline(False)
    answer = page.locator("#answers .card.won")
    await expect(answer).to_contain_text(WON[language])
    await expect(answer.locator("a.call")).to_have_attribute("href", f"tel:{FULL}")
    await expect(page.locator("#waiting")).to_be_hidden()
    await shoot(page, f"rep-won-late-{language[:2]}")
    assert (await office.call("GET", f"/v1/leads/{lead}"))["holder"] == office.name("kim")
    # Kept until it is dismissed, over a reload too.
    await page.reload()
    await answer.locator("[data-key^=ok]").tap()
    await expect(answer).to_have_count(0)
    await page.reload()
    await expect(page.locator("#leads .card")).to_have_count(1)
    assert await answer.count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lead_taken_without_network_too_late_is_said_to_be_gone_and_where(
    phones: Phones, office: Office, language: str
) -> None:
    page, lead = await offered(phones, office, language=language)
    lee = await office.rep("lee", name=LOST[language])
    await page.context.set_offline(True)
    await page.get_by_role("button", name=TAKE[language]).tap()
    await expect(page.locator("#waiting")).to_be_visible()
    await office.presence(lee, "idle")
    await office.call("POST", f"/v1/leads/{lead}/hand-over", {"rep": lee, "reason": "test"})
    # What is read is held back: the answer is heard before anything else.
    await page.route("**/v1/reps/**", lambda route: route.abort())
    await page.context.set_offline(False)
    answer = page.locator("#answers .card.refused")
    await expect(answer).to_contain_text(LOST[language])
    # It rings no more, whatever was known of it: what is answered is in front.
    await expect(answer).to_be_visible()
    await page.unroute("**/v1/reps/**")
    await expect(page.locator("#connection")).to_have_count(0)
    await shoot(page, f"rep-too-late-{language[:2]}")
    await answer.locator("[data-key^=ok]").tap()
    await expect(answer).to_have_count(0)


async def test_network_lost_in_mid_acknowledgement_takes_the_lead_once(
    phones: Phones, office: Office
) -> None:
    page, lead = await offered(phones, office)
    ids: list[str] = []

    async def cut(route: Route) -> None:
        body: Any = route.request.post_data_json
        ids.append(body["action_id"])
        # The first arrives, and its answer is lost on the way back.
        if len(ids) == 1:
            await route.fetch()
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route("**/acknowledge", cut)
    await page.locator(".take").tap()
    await expect(page.locator("#offer a.call")).to_have_attribute("href", f"tel:{FULL}")
    assert len(ids) >= 2
    assert len(set(ids)) == 1
    assert await kinds(office, lead, "acknowledged") == 1


async def test_all_that_was_done_is_sent_in_order_and_once(phones: Phones, office: Office) -> None:
    page = await phones.rep(await office.rep("kim", capacity=3))
    leads = []
    for number in ("13800138001", "13800138002"):
        leads.append(await office.capture(number))
        await page.locator(".take").tap()
        await page.locator("[data-key=to_list]").tap()
    first, second = leads
    third = await office.capture("13800138003")
    await expect(page.locator(".take")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    await page.context.set_offline(True)
    await page.locator("[data-key=decline]").tap()
    await page.get_by_role("button", name="With a customer").tap()
    await page.locator(f"[data-lead='{first}'] [data-key^=reached]").tap()
    await expect(page.locator(f"[data-lead='{first}'] .recording")).to_contain_text("waiting")
    await page.locator(f"[data-lead='{second}'] .open").tap()
    await page.locator("[data-key=release]").tap()
    await page.locator("[data-key=release]").tap()
    await page.locator("[data-key=to_list]").tap()
    await expect(page.locator("#waiting li")).to_have_count(3)
    sent.clear()
    await page.context.set_offline(False)
    await expect(page.locator("#answers .card")).to_have_count(3)
    await expect(page.locator("#waiting")).to_be_hidden()
    done = [url.rsplit("/", 1)[1] for url in sent if not url.endswith("/heartbeat")]
    assert done[-3:] == ["decline", "activities", "release"]
    assert await kinds(office, third, "declined") == 1
    assert await kinds(office, first, "activity") == 1
    assert (await office.call("GET", f"/v1/leads/{second}"))["state"] == "waiting"


async def test_the_last_desk_is_shown_without_network_and_gone_after_a_sign_out(
    phones: Phones, office: Office
) -> None:
    page, _ = await offered(phones, office)
    await page.locator(".take").tap()
    await page.locator("[data-key=to_list]").tap()
    await expect(page.locator("#leads .card")).to_have_count(1)
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator("#leads .digits")).to_have_text(PHONE)
    await expect(page.locator("#connection")).to_contain_text("No connection since")
    await expect(page.locator("#desk")).to_contain_text("You see how it stood today")
    await shoot(page, "rep-offline-en")
    await page.context.set_offline(False)
    await expect(page.locator("#status")).to_be_visible()
    await page.locator("#open-menu").tap()
    await page.locator("#leave").tap()
    await expect(page.locator("#login")).to_be_visible()
    assert await page.evaluate("JSON.stringify(localStorage)") == "{}"


async def test_an_offer_that_lapsed_without_network_stops_ringing(
    phones: Phones, office: Office
) -> None:
    page = await phones.rep(await office.rep("kim"))
    await office.capture(PHONE, pool="brief")
    await expect(page.locator(".take")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.locator("#offer")).to_have_count(0)
    await expect(page.locator("body")).to_have_attribute("data-alarm", "")
    await page.context.set_offline(False)
    await expect(page.locator("#status.missed")).to_be_visible()


async def test_what_was_never_sent_is_told_at_a_sign_out(phones: Phones, office: Office) -> None:
    page, _ = await offered(phones, office)
    await page.context.set_offline(True)
    await page.locator(".take").tap()
    await expect(page.locator("#waiting")).to_be_visible()
    await page.locator("#open-menu").tap()
    await page.locator("#leave").tap()
    await expect(page.locator("#leave")).to_contain_text("1 not sent yet")
    await office.call("DELETE", f"/v1/reps/{office.name('kim')}/sessions")
    await page.context.set_offline(False)
    await expect(page.locator("#login-error")).to_contain_text("signed out everywhere")
    await expect(page.locator("#unsent")).to_contain_text("1 actions that were not sent yet")


async def test_without_network_the_login_goes_on_by_itself(phones: Phones, office: Office) -> None:
    page = await phones.open("/rep")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator("#login-error")).to_contain_text("No connection")
    await page.context.set_offline(False)
    await expect(page.locator("#login-error")).to_have_count(0)


async def kinds(office: Office, lead: str, kind: str) -> int:
    """How often this happened with the lead."""

    async def told() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = (await office.call("GET", f"/v1/leads/{lead}/explain"))[
            "history"
        ]
        return found if any(one["kind"] == kind for one in found) else None

    found: list[dict[str, Any]] = await until(told, f"it was never {kind}")
    return [one["kind"] for one in found].count(kind)


async def test_an_answer_that_is_cut_off_is_none(phones: Phones, office: Office) -> None:
    page = await phones.rep(await office.rep("kim"))
    await page.route(
        "**/v1/reps/*",
        lambda route: route.fulfill(status=200, content_type="application/json", body='{"rep": {'),
    )
    await office.capture("13800138000")
    await expect(page.locator("#connection")).to_contain_text("No connection since")
    await page.unroute("**/v1/reps/*")
    await expect(page.locator("#connection")).to_be_hidden()
    await expect(page.locator("#offer .take")).to_be_visible()
