"""Notifications of the phone: asked for with a reason, shown once, told to the router, tapped."""

import re

import pytest
from playwright.async_api import expect

from hotlead.router.shard.sharding import shard_of
from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.pushed import SHOWN, Pushed, notice, once_offered
from tests.browser.site import Office, until

TITLE = {"zh-CN": "高意向线索 · 短视频", "en-US": "High intent · Short video"}
REMIND = {"zh-CN": "还没人联系客户！请马上接下", "en-US": "Still nobody has called! Take it now"}
TRIED = {"zh-CN": "这部手机会响", "en-US": "This phone rings"}
ON = {"zh-CN": "已开启", "en-US": "On: this phone rings"}
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


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_push_is_shown_once_and_the_reminder_in_its_place(
    phones: Phones, office: Office, language: str
) -> None:
    rep = await office.rep("kim")
    lead = await once_offered(office, rep)
    page = await phones.rep(rep, language=language, idle=False)
    pushed = await Pushed.to(page, office)
    number = shard_of(office.tenant, office.site.settings.shards)
    first_one, second_one, third = (f"{number}-{seq}-0-{rep}" for seq in (17, 18, 19))
    await pushed.push(notice(lead, notice=first_one))
    (first,) = await pushed.shown(1)
    assert first["title"] == TITLE[language]
    assert "87.3" in first["body"]
    assert ("26 万" if language == "zh-CN" else "260,000") in first["body"]
    assert first["tag"] == f"{lead}.1-1"
    assert not first["requireInteraction"]
    await until(lambda: seen(office, lead, 1), "the router has heard of no receipt")
    # The same again: told once more that it was seen, shown no second time.
    await page.evaluate(CLOSE_ALL)
    await pushed.push(notice(lead, notice=first_one))
    await until(lambda: seen(office, lead, 2), "the second has no receipt")
    assert await page.evaluate(SHOWN) == []
    await pushed.push(notice(lead, notice=second_one))
    await pushed.shown(1)
    await pushed.push(notice(lead, notice=third, kind="remind"))
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
    # That it rings is said once a push has come back on this phone.
    # On a slow machine its time was up by now: it is believed all the same when it comes.
    await expect(page.locator("#push")).to_have_attribute("data-state", re.compile("trying|silent"))
    pushed = await Pushed.to(page, office)
    await pushed.push({"notice": "trial-1", "kind": "trial"})
    await expect(page.locator("#push")).to_contain_text(ON[language])
    (shown,) = await pushed.shown(1)
    assert shown["title"] == TRIED[language]
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
