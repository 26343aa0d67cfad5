"""What the phone's page may cost: bytes, rounds of the network; and that all can use it."""

from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import axe_source
from tests.browser.phones import LANGUAGES, Phones
from tests.browser.site import Office

PHONE: Final = "138 0013 8000"
BYTES_MAX: Final = 100_000
# At 1.6 Mbit/s and 150 ms a round these are some 0.8 s: the edge of a showroom's network.
ROUNDS_MAX: Final = 4
# So long a round that no busy machine makes two of what a page asks for side by side.
ROUND_MS: Final = 1500
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WATCH: Final = """() => {
    window.usable = new Promise((tell) => {
        const look = () => {
            const found = document.querySelector('#login-form button, #switch button');
            if (found && !found.disabled && found.checkVisibility()) tell(true);
            else requestAnimationFrame(look);
        };
        look();
    });
}"""


@dataclass
class Requests:
    """What a page asks the network for, by CDP's Network domain: `timestamp` is in seconds."""

    sent: dict[str, float]
    answered: dict[str, float]
    size: int = 0

    def on_sent(self, told: dict[str, Any]) -> None:
        """Nobody waits for an icon."""
        if told["type"] not in ("Image", "Other"):
            self.sent.setdefault(told["requestId"], told["timestamp"])

    def on_answered(self, told: dict[str, Any]) -> None:
        """A stream of events is answered, and never ends."""
        if told["requestId"] in self.sent:
            self.answered[told["requestId"]] = told["timestamp"]

    def on_ended(self, told: dict[str, Any]) -> None:
        """What it cost, headers included."""
        self.size += told["encodedDataLength"]

    def rounds(self) -> int:
        """The longest chain of requests, each sent when the one before was answered."""
        count, free = 0, float("-inf")
        for name, answered in sorted(self.answered.items(), key=lambda one: one[1]):
            if self.sent[name] >= free:
                count, free = count + 1, answered
        return count


async def load(page: Page, path: str) -> tuple[int, Requests]:
    """Loads a page: the rounds until it could be used, and all requests up to its worker's."""
    session = await page.context.new_cdp_session(page)
    requests = Requests({}, {})
    session.on("Network.requestWillBeSent", requests.on_sent)
    session.on("Network.responseReceived", requests.on_answered)
    session.on("Network.loadingFinished", requests.on_ended)
    await session.send("Network.enable")
    slow = {"offline": False, "latency": ROUND_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    await session.send("Network.emulateNetworkConditions", slow)
    await page.add_init_script(f"({WATCH})()")
    await page.goto(path)
    await page.evaluate("window.usable")
    rounds = requests.rounds()
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return rounds, requests


async def worker_bytes(office: Office) -> int:
    """What the worker's script costs, and the page that it fetches anew to keep it."""
    async with httpx.AsyncClient(base_url=office.site.address) as http:
        total = 0
        for path in ("/sw.js", "/rep"):
            async with http.stream("GET", path) as response:
                total += sum([len(part) async for part in response.aiter_raw()])
                total += sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    return total


@pytest.mark.parametrize(("logged_in", "rounds"), [(False, 3), (True, ROUNDS_MAX)])
async def test_the_first_load_is_small_and_asks_in_few_rounds(
    phones: Phones, office: Office, logged_in: bool, rounds: int
) -> None:
    page = await phones.open("/assets/icon.svg")
    code = office.code(await office.rep("kim"))
    took, requests = await load(page, f"/rep#code={code}" if logged_in else "/rep")
    assert 10_000 < requests.size + await worker_bytes(office) < BYTES_MAX
    assert took == rounds, sorted(requests.sent.items(), key=lambda one: one[1])


async def test_the_page_is_kept_for_the_next_time(phones: Phones, office: Office) -> None:
    page = await phones.rep(await office.rep("kim"))
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator("#switch button").first).to_be_visible()
    kept = await page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((one) => caches.open(one))))"
        ".then((all) => Promise.all(all.map((one) => one.keys())))"
        ".then((all) => all.flat().map((one) => new URL(one.url).pathname))"
    )
    # Nothing that anybody did is in it: the shell alone.
    assert "/rep" in kept
    assert all(path == "/rep" or path.startswith("/assets/") for path in kept)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_axe_finds_nothing_on_any_screen(
    phones: Phones, office: Office, language: str, dark: bool
) -> None:
    found: dict[str, Any] = {}

    async def look(name: str) -> None:
        await page.evaluate(axe_source())
        # A dialog slides in: colours are judged when it stands.
        await page.evaluate(
            "Promise.all(document.getAnimations().map((one) => one.playState"
            " === 'running' && one.effect.getTiming().iterations === 1"
            " ? one.finished : null))"
        )
        told = await page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})",
            list(RULES),
        )
        for one in told["violations"]:
            nodes = [(node["html"][:120], node["failureSummary"]) for node in one["nodes"]]
            found[f"{name}: {one['id']}"] = nodes

    kim = await office.rep("kim", capacity=2)
    page = await phones.open("/rep", language=language, dark=dark)
    await look("login")
    await page.locator("#code").fill("wrong")
    await page.locator("#login-form button").tap()
    await expect(page.locator("#login-error")).to_be_visible()
    await look("login refused")
    await page.goto(f"/rep#code={office.code(kim)}")
    await expect(page.locator("#status.away")).to_be_visible()
    await look("away")
    await page.locator(".choice.idle").tap()
    await expect(page.locator("#status.ready")).to_be_visible()
    await look("idle")
    await page.locator("#open-menu").tap()
    await look("menu")
    await page.locator("#everywhere").tap()
    await look("sign out everywhere")
    await page.keyboard.press("Escape")
    await office.capture(PHONE, pool="villas", hot=True)
    await expect(page.locator("#offer.offered .why.hot")).not_to_have_text("")
    await look("offer")
    await expect(page.locator("#offer.strong")).to_be_visible()
    await look("reminder")
    await page.locator("[data-key=decline]").tap()
    await look("reasons")
    await page.locator("[data-key=back]").tap()
    await page.locator(".take").tap()
    await expect(page.locator("#offer .history li")).not_to_have_count(0)
    await look("taken and its history")
    await page.locator("[data-key=to_list]").tap()
    await page.locator(".more").tap()
    await look("list")
    await page.context.set_offline(True)
    await page.locator("[data-key^=reached]").tap()
    await expect(page.locator("#waiting li")).to_have_count(1)
    await look("waiting for network")
    await page.context.set_offline(False)
    await expect(page.locator("#answers .card")).to_have_count(1)
    await look("answered")
    # What was recorded folded the card up.
    await page.locator("#leads .more").tap()
    await page.locator("[data-key^=won]").tap()
    await expect(page.locator(".undo button")).to_be_visible()
    await look("closed, and the way back")
    assert found == {}


async def test_who_wants_no_motion_has_none(phones: Phones, office: Office) -> None:
    page = await phones.rep(await office.rep("kim"))
    await page.emulate_media(reduced_motion="reduce")
    await page.locator("#open-menu").tap()
    assert await page.evaluate("document.getAnimations().length") == 0
    await page.keyboard.press("Escape")
    await office.capture(PHONE, pool="villas", hot=True)
    await expect(page.locator("#offer.strong")).to_be_visible()
    assert await page.evaluate("document.getAnimations().length") == 0
