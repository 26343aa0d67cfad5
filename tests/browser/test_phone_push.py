"""Notifications of the phone: asked for with a reason, shown once, told to the router, tapped."""

import json
from typing import Any

import pytest
from playwright.async_api import CDPSession, Page, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office, until

PHONE = "138 0013 8000"
TITLE = {"zh-CN": "高意向线索 · 短视频", "en-US": "High intent · Short video"}
REMIND = {"zh-CN": "还没人联系客户！请马上接下", "en-US": "Still nobody has called! Take it now"}
ON = {"zh-CN": "已开启", "en-US": "On: this phone rings"}
SHOWN = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
    .then((all) => all.map(({title, body, tag, requireInteraction}) =>
        ({title, body, tag, requireInteraction})))"""
CLOSE_ALL = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
    .then((all) => all.forEach((one) => one.close()))"""
TAP = """self.registration.getNotifications().then(([notification]) =>
    self.dispatchEvent(new NotificationEvent('notificationclick', {notification})))"""
CHANGED = """new Promise((done) => {
    const changed = new ExtendableEvent('pushsubscriptionchange');
    const work = [];
    changed.waitUntil = (one) => work.push(one);
    self.dispatchEvent(changed);
    Promise.all(work).then(done);
})"""
UNDECIDED = """() => {
    let permission = 'default';
    Object.defineProperty(Notification, 'permission', {get: () => permission});
    Notification.requestPermission = async () => {
        window.asked = true;
        return permission = window.answer ?? 'granted';
    };
}"""
# No browser of a test reaches a push service: what one would answer.
SUBSCRIBED = """() => {
    const point = 'BIPUL12DLfytvTajnryr2PRdAgXS3HGKiLqndGcJGabyhHheJYlNGC' +
        'eXl1dn18gSJ1WAkAPIxr4gK0_dQds4yiI';
    const service = 'https://fcm.googleapis.com/fcm/send/';
    let known = null;
    const made = (key) => ({
        options: {applicationServerKey: key},
        toJSON: () => ({
            endpoint: service + key.slice(0, 20),
            expirationTime: null,
            keys: {p256dh: point, auth: '8eDyX_uCN0XRhSbY5hs7Hg'},
        }),
        unsubscribe: async () => { known = null; globalThis.unsubscribed = true; return true; },
    });
    PushManager.prototype.subscribe = async ({applicationServerKey, userVisibleOnly}) => {
        globalThis.subscribedAgain = true;
        if (!userVisibleOnly) throw new TypeError('userVisibleOnly');
        return known = made(applicationServerKey);
    };
    PushManager.prototype.getSubscription = async () => known;
}"""


class Pushed:
    """Hands pushes to a page's worker, as the browser does when they arrive."""

    def __init__(self, page: Page, origin: str, session: CDPSession, registration: str) -> None:
        self._page, self._origin = page, origin
        self._session, self._registration = session, registration

    @classmethod
    async def to(cls, page: Page, office: Office) -> "Pushed":
        """To the worker of the page, once there is one."""
        await page.context.grant_permissions(["notifications"])
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        session = await page.context.new_cdp_session(page)
        found: list[str] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
        )
        await session.send("ServiceWorker.enable")

        async def known() -> str | None:
            return found[0] if found else None

        registration = await until(known, "there is no worker")
        return cls(page, office.site.address, session, registration)

    async def push(self, data: str | dict[str, Any]) -> None:
        """One message of the push service."""
        await self._session.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self._origin,
                "registrationId": self._registration,
                "data": data if isinstance(data, str) else json.dumps(data),
            },
        )

    async def shown(self, count: int) -> list[dict[str, Any]]:
        """The notifications, once there are so many."""

        async def as_many() -> list[dict[str, Any]] | None:
            all_: list[dict[str, Any]] = await self._page.evaluate(SHOWN)
            return all_ if len(all_) == count else None

        found: list[dict[str, Any]] = await until(as_many, f"there are no {count} notifications")
        return found


def notice(lead: str, **fields: Any) -> dict[str, Any]:
    return {
        "notice": "0-17-0-kim",
        "kind": "assigned",
        "lead": lead,
        "assignment": f"{lead}.1-1",
        "channel": "short-video",
        "score": 87.3,
        "hot": True,
        "high": True,
        "region": "shanghai",
        "budget": "260000",
        "until_ms": 1_900_000_000_000,
        **fields,
    }


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_push_is_shown_once_and_the_reminder_in_its_place(
    phones: Phones, office: Office, language: str
) -> None:
    page = await phones.rep(await office.rep("kim"), language=language, idle=False)
    lead = await office.capture(PHONE)
    pushed = await Pushed.to(page, office)
    await pushed.push(notice(lead))
    (first,) = await pushed.shown(1)
    assert first["title"] == TITLE[language]
    assert "87.3" in first["body"]
    assert ("26 万" if language == "zh-CN" else "260,000") in first["body"]
    assert first["tag"] == f"{lead}.1-1"
    assert not first["requireInteraction"]
    await until(lambda: seen(office, lead, 1), "the router has heard of no receipt")
    # The same again: told once more that it was seen, shown no second time.
    await page.evaluate(CLOSE_ALL)
    await pushed.push(notice(lead))
    await until(lambda: seen(office, lead, 2), "the second has no receipt")
    assert await page.evaluate(SHOWN) == []
    await pushed.push(notice(lead, notice="0-18-0-kim"))
    await pushed.shown(1)
    await pushed.push(notice(lead, notice="0-19-0-kim", kind="remind"))
    await until(lambda: seen(office, lead, 4), "the reminder has no receipt")
    (reminder,) = await pushed.shown(1)
    assert reminder["title"] == REMIND[language]
    assert reminder["requireInteraction"]


@pytest.mark.parametrize("data", ["", "no json", '{"notice": 1', "[]", "null"])
async def test_a_broken_push_is_a_plain_notice(phones: Phones, office: Office, data: str) -> None:
    page = await phones.open("/rep")
    pushed = await Pushed.to(page, office)
    await pushed.push(data)
    (plain,) = await pushed.shown(1)
    assert "something new" in plain["body"]


async def test_a_push_without_network_is_shown_and_its_language_is_the_pages(
    phones: Phones, office: Office
) -> None:
    page = await phones.rep(await office.rep("kim"), language="zh-CN", idle=False)
    await page.locator("#open-menu").tap()
    await page.locator("#language").tap()
    await expect(page.locator("#menu")).to_contain_text("Notifications")
    pushed = await Pushed.to(page, office)
    await page.context.set_offline(True)
    await pushed.push(notice("ld_1"))
    (shown,) = await pushed.shown(1)
    assert shown["title"] == TITLE["en-US"]


async def test_a_tap_on_it_shows_the_lead(phones: Phones, office: Office) -> None:
    page = await phones.rep(await office.rep("kim", capacity=2))
    first = await office.capture("13800138001")
    await expect(page.locator("#offer .masked")).to_have_text("138****8001")
    second = await office.capture("13800138002")
    await expect(page.locator("#offer")).to_contain_text("+1 waiting")
    pushed = await Pushed.to(page, office)
    await pushed.push(notice(second))
    await pushed.shown(1)
    (worker,) = page.context.service_workers
    await worker.evaluate(TAP)
    await expect(page.locator("#offer .masked")).to_have_text("138****8002")
    # One that is gone meanwhile is said to be.
    await page.evaluate(CLOSE_ALL)
    await pushed.push(notice("ld_gone", notice="0-20-0-kim"))
    await pushed.shown(1)
    await worker.evaluate(TAP)
    await expect(page.locator("#toast")).to_contain_text("no longer with you")
    # When the page is closed it is opened with the lead in the address.
    await page.context.add_init_script(f"({SUBSCRIBED})()")
    opened = await phones.open(f"/rep#lead={first}", beside=page)
    await expect(opened.locator("#offer .masked")).to_have_text("138****8001")
    assert "lead" not in opened.url


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_asked_for_with_the_reason_and_told_to_the_router(
    phones: Phones, office: Office, language: str
) -> None:
    rep = await office.rep("kim")
    page = await phones.open("/rep", language=language)
    await page.context.add_init_script(f"({SUBSCRIBED})(); ({UNDECIDED})()")
    await page.reload()
    await page.goto(f"/rep#code={office.code(rep)}")
    # Nothing is asked before the reason was told, and that only once the rep is idle.
    await page.locator(".choice.idle").tap()
    ask = page.locator("#ask-push")
    await expect(ask).to_be_visible()
    assert await page.evaluate("window.asked") is None
    await shoot(page, f"rep-ask-{language[:2]}")
    await ask.locator("[data-key=allow]").tap()
    await expect(ask).to_have_count(0)
    await until(lambda: subscriptions(office, rep, 1), "the router knows no subscription")
    await page.locator("#open-menu").tap()
    await expect(page.locator("#push")).to_contain_text(ON[language])
    await shoot(page, f"rep-menu-{language[:2]}")
    # Off, and on again; a log-out takes it away for good.
    await page.locator("#push button").tap()
    await until(lambda: subscriptions(office, rep, 0), "it was not taken away")
    await page.locator("#push button").tap()
    await until(lambda: subscriptions(office, rep, 1), "it did not come back")
    await page.locator("#leave").tap()
    await expect(page.locator("#login")).to_be_visible()
    await until(lambda: subscriptions(office, rep, 0), "it outlived the log-out")
    assert await page.evaluate("window.unsubscribed")


async def test_a_no_is_respected_and_explained(phones: Phones, office: Office) -> None:
    rep = await office.rep("kim")
    page = await phones.open("/rep")
    await page.context.add_init_script(f"({SUBSCRIBED})(); ({UNDECIDED})()")
    await page.reload()
    await page.goto(f"/rep#code={office.code(rep)}")
    await page.locator(".choice.idle").tap()
    await page.locator("#ask-push [data-key=not-now]").tap()
    await expect(page.locator("#toast")).to_contain_text("no notifications")
    await page.locator(".choice.busy").tap()
    await expect(page.locator("#status.busy")).to_be_visible()
    await page.locator(".choice.idle").tap()
    await expect(page.locator("#status.ready")).to_be_visible()
    assert await page.locator("#ask-push").count() == 0
    assert await page.evaluate("window.asked") is None
    # What the browser was told is told with the way back.
    await page.evaluate("window.answer = 'denied'")
    await page.locator("#open-menu").tap()
    await page.locator("#push button").tap()
    await expect(page.locator("#push")).to_contain_text("Blocked in the browser")


async def test_the_worker_subscribes_anew_when_the_browser_took_it_away(
    phones: Phones, office: Office
) -> None:
    rep = await office.rep("kim")
    page = await phones.open("/rep")
    await page.context.add_init_script(f"({SUBSCRIBED})(); ({UNDECIDED})()")
    await page.reload()
    await page.goto(f"/rep#code={office.code(rep)}")
    await page.locator(".choice.idle").tap()
    await page.locator("[data-key=allow]").tap()
    await until(lambda: subscriptions(office, rep, 1), "the router knows no subscription")
    (worker,) = page.context.service_workers
    await worker.evaluate(f"({SUBSCRIBED.replace('fcm/send/', 'fcm/send/anew-')})()")
    await worker.evaluate(CHANGED)
    await until(lambda: subscriptions(office, rep, 2), "the worker did not subscribe")
    # Nobody is logged in any more: nothing is subscribed to.
    await page.locator("#open-menu").tap()
    await page.locator("#leave").tap()
    await expect(page.locator("#login")).to_be_visible()
    await worker.evaluate("self.subscribedAgain = false")
    await worker.evaluate(CHANGED)
    assert not await worker.evaluate("self.subscribedAgain")


async def seen(office: Office, lead: str, times: int) -> bool:
    """Whether the router was told so often that a notice of the lead was shown."""
    told = await office.call("GET", f"/v1/leads/{lead}/explain")
    return [one["kind"] for one in told["history"]].count("notice_seen") == times


async def subscriptions(office: Office, rep: str, count: int) -> bool:
    """Whether the router knows so many of the rep's."""
    desk = await office.call("GET", f"/v1/reps/{rep}")
    return bool(desk["rep"]["pushes"] == count)
