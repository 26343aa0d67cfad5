"""The push that wakes a phone, from the capture to the tap: nothing between them is played.

What no test can have is a vendor's push service and the browser's own way to it: a service on the
loopback address checks and decrypts what the worker sends, and the browser is handed just that.
"""

import pytest
from playwright.async_api import expect

from tests.browser.phones import LANGUAGES, Phones
from tests.browser.site import Office, Site, until
from tests.browser.test_phone_push import SUBSCRIBED, TAP, Pushed
from tests.push_service import PushService

PHONE = "138 0013 8000"
TITLE = {"zh-CN": "高意向线索 · 短视频", "en-US": "High intent · Short video"}
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


async def told(office: Office, lead: str) -> bool:
    """Whether the journal holds that the push was accepted, and that the phone has shown it.

    Worker and gateway say so each by itself, and nothing promises which of them is first.
    """
    history = (await office.call("GET", f"/v1/leads/{lead}/explain"))["history"]
    notices = [one for one in history if one["kind"].startswith("notice_")]
    kinds = sorted(one["kind"] for one in notices)
    results = [one["result"] for one in notices if one["kind"] == "notice_sent"]
    return kinds == ["notice_seen", "notice_sent"] and results == ["accepted"]
