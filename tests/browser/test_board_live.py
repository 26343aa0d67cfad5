"""What the board shows is live: each view follows what happens, or says as of when it is."""

import re
from collections.abc import Awaitable, Callable
from secrets import token_hex

import pytest
from playwright.async_api import Page, expect

from hotlead.router.policy.activation import publish_policy
from hotlead.router.policy.labels import Labels, Words
from tests.browser.phones import Phones
from tests.browser.site import HOT, POLICY, Office, until
from tests.browser.watching import to_view

SOON_MS = 8000  # a few seconds, on a machine that does other things too
NOBODY = {**HOT, "region": "beijing"}


class World:
    """What happens in an office, step by step: never at the page that is looked at."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.kim = office.name("kim")
        self.lead = ""
        self.hot = ""

    async def register(self) -> None:
        """Kim starts at the office."""
        await self.office.rep("kim", name="Kim", regions=["shanghai"])

    async def capture(self) -> None:
        """Mrs Wang leaves her number."""
        self.lead = await self.office.capture("13800138000", name="王芳")

    async def ring(self) -> None:
        """Kim is idle, so the lead rings there."""
        await self.office.presence(self.kim, "idle")
        await until(self.assignment, "nobody has it")

    async def decline(self) -> None:
        """Kim does not take it, and pauses."""
        path = f"/v1/assignments/{await self.assignment()}/decline"
        await self.office.call("POST", path, {"reason": "with_customer"}, rep=self.kim)

    async def take(self) -> None:
        """Kim takes it."""
        path = f"/v1/assignments/{await self.assignment()}/acknowledge"
        await self.office.call("POST", path, {}, rep=self.kim)

    async def win(self) -> None:
        """Kim sells."""
        path = f"/v1/leads/{self.lead}"
        epoch = (await self.office.call("GET", path))["epoch"]
        body = {"epoch": epoch, "contacted": True, "outcome": "won", "note": "signed"}
        await self.office.call("POST", f"{path}/activities", body, rep=self.kim)

    async def climb(self) -> None:
        """A hot lead that nobody serves: its ladder begins."""
        self.hot = await self.office.capture(
            "13700137000", pool="villas", hot=True, attributes=NOBODY, name="李强"
        )

    async def pause(self) -> None:
        """Kim is given nothing more."""
        await self.office.rep("kim", name="Kim", regions=["shanghai"], capacity=0)

    async def hire(self) -> None:
        """Somebody is given an account for the board."""
        await self.office.call("PUT", "/v1/staff/amy", {"name": "Amy", "role": "viewer"})

    async def assignment(self) -> str | None:
        """That of Mrs Wang's lead."""
        found = await self.office.call("GET", f"/v1/leads/{self.lead}")
        return found.get("assignment") if found["state"] == "assigned" else None


Step = Callable[[World], Awaitable[None]]
#: What is told after a step: where on the page, and what stands there then.
Told = tuple[str, str]
NOW: list[tuple[Step, list[Told]]] = [
    (
        World.capture,
        [
            ("#queue [data-lead]", "王芳"),
            ("#queue .lines .need", "Shanghai · Villa · 260,000"),
            ("[data-kpi=waiting] dd", "^1$"),
            ("[data-pool=main] b", "^1$"),
        ],
    ),
    (World.register, [("#reps .rep .presence", "Away"), ("[data-kpi=reps_free] dd", "^0 / 1$")]),
    (
        World.ring,
        [
            ("#reps .rep .presence", "^Ringing$"),
            ("#reps .rep .last", "ringing for 0:"),
            ("#reps .room", "0/1"),
            ("[data-kpi=assigned] dd", "^1$"),
            ("#queue .empty", "Nothing waits"),
        ],
    ),
    (
        World.take,
        [
            ("#reps .rep .presence", "^Idle$"),
            ("[data-kpi=acknowledged] dd", "^1$"),
            ("[data-kpi=assigned] dd", "^0$"),
        ],
    ),
    (World.win, [("[data-kpi=closed] dd", "^1$"), ("#reps .room", "1/1")]),
    (
        World.climb,
        [
            ("#escalations .rung-line", r"Reminder\s+李强\s+137"),
            ("#hot-clock .huge", r"^0:\d\d$"),
            ("[data-pool=villas] em", "1"),
            ("[data-kpi=oldest_wait] dd", r"^0:\d\d$"),
        ],
    ),
    (World.pause, [("#reps .room", "Paused")]),
]
FIGURES: list[tuple[Step, list[Told]]] = [
    (World.capture, [("[data-figure=leads] dd", r"^1\b")]),
    (World.register, []),
    (World.ring, []),
    (World.take, []),
    (World.win, [("[data-figure=conversion] dd", "100%"), ("[data-figure=high_intent] dd", "–")]),
    (World.climb, [("[data-figure=leads] dd", r"^2\b"), ("[data-figure=conversion] dd", "50%")]),
]
VIEWS: dict[str, list[tuple[Step, list[Told]]]] = {
    "": NOW,
    "wall=1": NOW,
    "kpis=today&by=pool": [
        *FIGURES[:-1],
        (World.climb, [*FIGURES[-1][1], ("[data-slice=villas] [data-figure=leads]", "^1$")]),
    ],
    "day=today": [
        *FIGURES[:-1],
        (World.climb, [*FIGURES[-1][1], ("#day-rungs tbody tr", "Reminder")]),
    ],
    "team=reps": [
        (World.register, [("#crew tbody tr", "Kim"), ("#crew tbody tr", "Away")]),
        (World.capture, []),
        (World.ring, [("#crew tbody tr", "Ringing")]),
        (World.decline, [("#crew tbody tr", "Idle")]),
        (World.pause, [("#crew tbody tr", "Paused")]),
    ],
    "team=staff": [(World.hire, [("#staff tbody tr", "Amy")])],
}


@pytest.mark.parametrize("view", VIEWS)
async def test_each_view_follows_what_happens(phones: Phones, office: Office, view: str) -> None:
    world = World(office)
    page = await to_view(phones, view)
    await expect(page.locator(".reading")).to_have_count(0)
    for step, told in VIEWS[view]:
        await step(world)
        for place, text in told:
            await expect(page.locator(place).first).to_have_text(
                re.compile(text),
                timeout=SOON_MS,
                use_inner_text=True,
            )


async def test_a_lead_and_an_opened_rep_follow_what_happens(phones: Phones, office: Office) -> None:
    world = World(office)
    await world.register()
    await world.capture()
    page, beside = await phones.board(), await phones.board()
    await to_view(phones, f"lead={world.lead}", beside)
    state, held = beside.locator(".lead-head .chip").first, page.locator("#reps .held")
    await page.locator("#reps .rep-line").click()
    await expect(held).to_have_text("has no leads now")
    for step, shown in ((World.ring, "Ringing"), (World.take, "Being worked")):
        await step(world)
        # What was opened is as live as the rest: it said "ringing" for as long as it was open.
        await expect(held).to_contain_text(f"王芳 {shown}", timeout=SOON_MS)
        await expect(state).to_have_text(shown, timeout=SOON_MS)
    await expect(beside.locator("#sum .facts")).to_contain_text("Kim")
    await expect(beside.locator("#decisions summary b")).to_have_text("Kim", timeout=SOON_MS)
    await expect(beside.locator("#history")).to_contain_text("Kim", timeout=SOON_MS)
    await world.win()
    await expect(held).to_have_text("has no leads now", timeout=SOON_MS)
    await expect(state).to_have_text("Closed", timeout=SOON_MS)
    await expect(beside.locator("#history")).to_contain_text("signed", timeout=SOON_MS)


async def test_a_new_policy_is_followed(phones: Phones, office: Office) -> None:
    world = World(office)
    await world.capture()
    page, beside = await phones.board(), await phones.board()
    await to_view(phones, f"lead={world.lead}", beside)
    await expect(beside.locator(".sum")).to_contain_text(f"policy {POLICY.version}")
    version = f"p{token_hex(3)}"
    labels = Labels(pools={"villas": Words(en="Villas and gardens", zh="别墅与花园")})
    try:
        await published(office, POLICY.model_copy(update={"version": version, "labels": labels}))
        name = page.locator("[data-pool=villas] .name")
        await expect(name).to_have_text("Villas and gardens", timeout=SOON_MS)
        await expect(beside.locator(".sum")).to_contain_text(f"policy {version}", timeout=SOON_MS)
    finally:
        # All tests share the site.
        again = {"version": f"p{token_hex(3)}"}
        await published(office, POLICY.model_copy(update=again))


async def test_a_form_says_when_another_changes_the_same_rep(
    phones: Phones, office: Office
) -> None:
    kim = await office.rep("kim", name="Kim", capacity=2)
    page = await to_view(phones, f"team=reps&edit={kim}")
    form = page.locator("#rep-form")
    await form.locator("input[name=weight]").fill("3")
    await expect(form.locator(".changed")).to_have_count(0)
    await office.rep("kim", name="Kim", capacity=5)
    await expect(form.locator(".changed")).to_be_visible(timeout=SOON_MS)
    await form.locator("#form-anew").click()
    await expect(form.locator("input[name=capacity]")).to_have_value("5")
    await expect(form.locator(".changed")).to_have_count(0)


async def published(office: Office, policy: object) -> None:
    """The policy is in force in all shards."""
    await publish_policy(office.site.settings, policy, timeout_s=60)  # type: ignore[arg-type]


@pytest.mark.parametrize("view", ["", "lead={hot}", "kpis=today&by=rep", "day=today", "team=staff"])
async def test_after_a_restart_each_view_shows_what_it_showed(
    phones: Phones, office: Office, view: str
) -> None:
    world = World(office)
    for step in (World.register, World.capture, World.ring, World.take, World.win, World.climb):
        await step(world)
    await world.hire()
    page = await to_view(phones, view.format(hot=world.hot), await phones.board())
    await until(lambda: two_rungs(office), "two rungs do not fire")
    if view == "":
        await expect(page.locator("#escalations .rung-line")).to_have_count(2)
    before = await until(lambda: settled(page), "the page does not come to rest")
    await office.site.stop_gateway()
    await expect(page.locator("#live.lost")).to_be_visible()
    await office.site.start_gateway()
    await expect(page.locator("#live:not(.lost)")).to_be_visible()

    async def same() -> bool:
        return bool(await shown(page) == before)

    await until(same, f"after: {await shown(page)}; before: {before}")
    # Who opens it now, too, sees no less.
    await page.reload()
    await until(same, "a new page does not show what the old one did")


async def two_rungs(office: Office) -> bool:
    """Both quick rungs are in the read store."""
    return len((await office.call("GET", "/v1/escalations"))["escalations"]) == 2


async def settled(page: Page) -> str | None:
    """What the page shows, once it stays the same for a while."""
    first = await shown(page)
    await page.wait_for_timeout(4000)
    return first if first and first == await shown(page) else None


async def shown(page: Page) -> str:
    """All text of the view, but what counts the time and sinks with it."""
    text: str = await page.evaluate(
        """() => {
            const copy = (document.getElementById('board') ?? document.body).cloneNode(true);
            const moves = '[data-since], .huge, .score, .who, .grow, .readout, .paper-only, .plot,'
                + ' .sentences, #sum, .points, .as-of, .reading, .for-ears';
            for (const one of copy.querySelectorAll(moves)) one.remove();
            return copy.textContent.replace(/\\s+/g, ' ');
        }"""
    )
    return text


async def test_what_cannot_be_read_any_more_says_its_age(phones: Phones, office: Office) -> None:
    await office.capture("13800138000")
    page = await to_view(phones, "kpis=today")
    await expect(page.locator("[data-figure=leads] dd").first).to_contain_text("1")
    gone = {"error": "unavailable", "message": "the read store is still being filled"}
    pattern = "**/v1/kpis?*"
    await page.route(pattern, lambda route: route.fulfill(status=503, json=gone))
    await office.capture("13900139000")
    old = page.locator(".as-of")
    await expect(old).to_contain_text(
        re.compile(r"how it stood at \d\d:\d\d:\d\d"), timeout=SOON_MS
    )
    # What it showed is still there, and the rest of the board is live.
    await expect(page.locator("[data-figure=leads] dd").first).to_contain_text("1")
    await expect(page.locator("#live")).to_have_text("Live")
    await page.unroute(pattern)
    await expect(page.locator("[data-figure=leads] dd").first).to_contain_text("2")
    await expect(old).to_have_count(0)
