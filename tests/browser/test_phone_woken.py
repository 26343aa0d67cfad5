"""The push that wakes a phone, from the capture to the tap: nothing between them is played.

What no test can have is a vendor's push service and the browser's own way to it: a service on the
loopback address checks and decrypts what the worker sends, and the browser is handed just that.
"""

import json
import re

import pytest
from playwright.async_api import expect

from tests.browser.phones import LANGUAGES, Phones
from tests.browser.pushed import Pushed
from tests.browser.site import Office, Site, until
from tests.browser.test_phone_push import SUBSCRIBED, TAP
from tests.push_service import PushService

PHONE = "138 0013 8000"
TITLE = {"zh-CN": "高意向线索 · 短视频", "en-US": "High intent · Short video"}
# The browser's subscription, as a service gave it.
GIVEN = """(given) => {
    PushManager.prototype.subscribe = async ({applicationServerKey: key}) => ({
        options: {applicationServerKey: key}, toJSON: () => given, unsubscribe: async () => true,
    });
    PushManager.prototype.getSubscription = async () => null;
}"""
# A slow machine may have waited in vain already.
NOT_YET = re.compile("trying|silent")
# What waits for 20 seconds waits for one.
HASTY = """() => {
    const later = window.setTimeout.bind(window);
    window.setTimeout = (act, ms) => later(act, ms === 20000 ? 1000 : ms);
}"""
ACTIVATED = """new Promise((done) => {
    const event = new ExtendableEvent('activate');
    const work = [];
    event.waitUntil = (one) => work.push(one);
    self.dispatchEvent(event);
    Promise.all(work).then(() => done(true));
})"""
SHOWN = """navigator.serviceWorker.getRegistration('/rep')
    .then((worker) => worker.getNotifications()).then((all) => all.map((one) => one.title))"""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lead_wakes_a_phone_whose_page_is_closed(
    phones: Phones, office: Office, site: Site, language: str
) -> None:
    rep = await office.rep("kim")
    page = await phones.rep(rep, language=language)
    # A page that is opened later would subscribe, and no browser of a test reaches a service.
    await page.context.add_init_script(f"({SUBSCRIBED})()")
    key = await page.evaluate("fetch('/v1/push-key').then((answer) => answer.json())")
    service = PushService(application_key=key["key"])
    await service.start(site.push_port)
    try:
        phone = service.subscribe()
        path = f"/v1/reps/{rep}/push-subscriptions"
        await office.call("POST", path, phone.subscription(), rep=rep)
        browser = await Pushed.to(page, office)
        # The rep looks at something else: only the worker is left of the page.
        await page.goto("/healthz")
        lead = await office.capture(PHONE, channel="short-video", hot=True)
        await service.until(1)
        assert service.refused == []
        (sent,) = service.received
        assert (sent.urgency, sent.payload["lead"]) == ("high", lead)
        assert 60 <= sent.ttl <= 900
        assert "8000" not in str(sent.payload)
        await browser.push(sent.payload)

        async def shown() -> list[str]:
            titles: list[str] = await page.evaluate(SHOWN)
            return titles

        assert await until(shown, "nothing was shown") == [TITLE[language]]
        # The journal holds that the service took it, and that the phone has shown it.
        await until(lambda: told(office, lead), "no receipt came")
        # A browser opens a window for a finger's tap alone: so it is asked which one it would be.
        (worker,) = page.context.service_workers
        await worker.evaluate(
            "Clients.prototype.openWindow = async (url) => { self.opened = url; }"
        )
        await worker.evaluate(TAP)
        await page.goto(await until(lambda: worker.evaluate("self.opened"), "nothing was opened"))
        await page.locator("#offer .take").tap()
        call = page.locator("#offer a.call")
        await expect(call).to_have_attribute("href", "tel:+8613800138000")
    finally:
        await service.stop()


async def test_a_phone_says_that_it_rings_once_a_trial_came_back(
    phones: Phones, office: Office, site: Site
) -> None:
    rep = await office.rep("kim")
    page = await phones.open("/rep")
    await page.goto(f"/rep#code={office.code(rep)}")
    await expect(page.locator("#switch")).to_be_visible()
    key = await page.evaluate("fetch('/v1/push-key').then((answer) => answer.json())")
    service = PushService(application_key=key["key"])
    await service.start(site.push_port)
    try:
        subscription = service.subscribe().subscription()
        await page.context.add_init_script(f"({GIVEN})({json.dumps(subscription)})")
        browser = await Pushed.to(page, office)
        await page.reload()
        await service.until(1)
        assert service.refused == []
        (sent,) = service.received
        assert sent.payload["kind"] == "trial"
        await page.locator("#open-menu").click()
        # The service took it, which proves nothing.
        await expect(page.locator("#push")).to_have_attribute("data-state", NOT_YET)
        await browser.push(sent.payload)
        await expect(page.locator("#push")).to_have_attribute("data-state", "on")
        # It was seen not long ago: not tried again. A new subscription is, and a new worker.
        await page.reload()
        await page.locator("#open-menu").click()
        await expect(page.locator("#push")).to_have_attribute("data-state", "on")
        assert service.asked == 1
        (worker,) = page.context.service_workers
        await worker.evaluate(ACTIVATED)
        await page.reload()
        await service.until(2)
        await page.locator("#open-menu").click()
        await expect(page.locator("#push")).to_have_attribute("data-state", NOT_YET)
    finally:
        await service.stop()


async def test_a_trial_that_does_not_come_back_is_said_with_what_to_do(
    phones: Phones, office: Office
) -> None:
    page = await phones.open("/rep")
    await page.goto(f"/rep#code={office.code(await office.rep('kim'))}")
    # A code works once: a page that is loaded anew in the middle of it has spent it for nothing.
    await expect(page.locator("#switch")).to_be_visible()
    await page.context.grant_permissions(["notifications"])
    await page.context.add_init_script(f"({SUBSCRIBED})(); ({HASTY})()")
    await page.route("**/trial", lambda route: route.fulfill(json={"result": "accepted"}))
    await page.reload()
    warned = page.locator("#may-not-ring")
    await expect(warned).to_be_visible()
    await warned.click()
    await expect(page.locator("#push")).to_contain_text("did not come back")
    await page.locator("#push button").click()
    await expect(page.locator("#push")).to_have_attribute("data-state", "trying")


async def told(office: Office, lead: str) -> bool:
    """Whether the journal holds that the push was accepted, and that the phone has shown it.

    Worker and gateway say so each by itself, and nothing promises which of them is first.
    """
    history = (await office.call("GET", f"/v1/leads/{lead}/explain"))["history"]
    notices = [one for one in history if one["kind"].startswith("notice_")]
    kinds = sorted(one["kind"] for one in notices)
    results = [one["result"] for one in notices if one["kind"] == "notice_sent"]
    return kinds == ["notice_seen", "notice_sent"] and results == ["accepted"]
