"""The queue at ten thousand, its filters in the address, the keys, and the wall."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office, until
from tests.browser.watching import SIZES, to_view

MANY = 10_000
FRAMES = """async (box) => {
    const gaps = [];
    let before = performance.now();
    for (let step = 0; step < 60; step += 1) {
        box.scrollTop += 1600;
        await new Promise(requestAnimationFrame);
        gaps.push(performance.now() - before);
        before = performance.now();
    }
    return gaps.sort((one, other) => one - other)[Math.floor(gaps.length / 2)];
}"""


def row(place: int) -> dict[str, Any]:
    """One of many leads."""
    return {
        "place": place,
        "lead": f"ld_{place:05d}",
        "pool": "main",
        "channel": ("web-form", "short-video")[place % 2],
        "masked": f"138****{place % 10_000:04d}",
        "customer": f"Customer {place}",
        "attributes": {"region": "shanghai", "budget": "260000"},
        "score": 90 - place * 0.005,
        "waited_s": place,
        "age_s": place,
        "overdue": False,
        "hot_at_ms": None,
        "rung": 0,
        "asks": [],
        "refused_by": [],
    }


async def fill(page: Page) -> list[str]:
    """Answers for the queue with ten thousand leads; notes what was asked."""
    asked: list[str] = []

    async def answer(route: Route) -> None:
        asked.append(route.request.url)
        given = parse_qs(urlsplit(route.request.url).query)
        offset, limit = int(given.get("offset", ["0"])[0]), int(given["limit"][0])
        channel = given.get("channel", [None])[0]
        # The even places are of one channel, the odd ones of the other.
        places = range(1, MANY + 1)
        left = places if channel is None else places[channel == "web-form" :: 2]
        rows = [row(place) for place in left[offset : offset + limit]]
        await route.fulfill(json={"leads": rows, "total": len(left), "offset": offset})

    await page.route("**/v1/queue?*", answer)
    return asked


@pytest.mark.parametrize("size", SIZES)
async def test_ten_thousand_leads_scroll(phones: Phones, size: tuple[int, int]) -> None:
    page = await phones.board(size=size)
    asked = await fill(page)
    await page.reload()
    table, lines = page.locator("#queue [role=table]"), page.locator("#queue .lines [role=row]")
    await expect(table).to_have_attribute("aria-rowcount", str(MANY + 1))
    assert await lines.count() < 60
    box = page.locator("#queue .scroll")
    await box.evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
    await expect(page.locator("[data-lead=ld_10000]")).to_be_visible()
    assert await lines.count() < 60
    # Only what was in sight was read, a page at a time.
    assert {re.search(r"offset=(\d+)", url)[1] for url in asked} <= {"0", "9800", "9900"}  # type: ignore[index]
    await box.evaluate("(box) => { box.scrollTop = 0; }")
    await expect(page.locator("[data-lead=ld_00001]")).to_be_visible()
    assert await box.evaluate(FRAMES) < 50
    # What flew past is read where the reader stops.
    middle = page.locator("#queue .lines [data-lead]")
    await expect(middle.first).to_be_visible()


async def test_a_channel_of_ten_thousand_leads_is_read_in_pages_too(phones: Phones) -> None:
    page = await phones.board()
    asked = await fill(page)
    await to_view(phones, "channel=short-video", page)
    table = page.locator("#queue [role=table]")
    await expect(table).to_have_attribute("aria-rowcount", str(MANY // 2 + 1))
    await page.locator("#queue .scroll").evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
    last = page.locator("#queue [data-lead=ld_09999]")
    # Its place is that in the whole queue.
    await expect(last.locator(".place")).to_have_text("9999")
    assert "offset=4900&limit=100&channel=short-video" in asked[-1]
    link = page.locator("#queue .csv")
    await expect(link).to_have_attribute(
        "href", "/v1/queue?limit=1000&channel=short-video&format=csv"
    )


async def test_the_filters_are_in_the_address(phones: Phones, office: Office) -> None:
    await office.capture("13800138000", pool="villas", channel="web-form")
    await office.capture("13900139000", pool="main", channel="call-center")
    await office.capture("13700137000", pool="villas", channel="short-video")
    page = await phones.board()
    rows = page.locator("#queue [data-lead]")
    await expect(rows).to_have_count(3)
    await page.locator("[data-pool=villas] a").click()
    await expect(rows).to_have_count(2)
    await page.locator("#queue .chips a", has_text="Short video").click()
    await expect(rows).to_have_count(1)
    assert page.url.endswith("/board#pool=villas&channel=short-video")
    # Whoever is sent the link sees the same, and comes back to it from a lead.
    linked = await phones.open(page.url.removeprefix(office.site.address), beside=page)
    await expect(linked.locator("#queue [data-lead]")).to_have_count(1)
    await linked.locator("#queue [data-item]").click()
    await expect(linked.locator("#lead-title")).to_have_text("137****7000")
    await linked.keyboard.press("Escape")
    await expect(linked.locator("#queue [data-lead]")).to_have_count(1)
    assert linked.url.endswith("/board#pool=villas&channel=short-video")
    await linked.locator("#queue .chips a", has_text="400 call").click()
    await expect(linked.locator("#queue .empty")).to_contain_text("under this filter")
    await linked.locator("#pool-chosen").click()
    await expect(linked.locator("#queue [data-lead]")).to_have_count(1)


async def test_the_keys(phones: Phones) -> None:
    page = await phones.board()
    await fill(page)
    await page.reload()
    await expect(page.locator("[data-lead=ld_00001]")).to_be_visible()
    await expect(page.locator("#live:not(.lost)")).to_be_visible()
    await expect(page.locator(".reading")).to_have_count(0)
    for number in range(1, 41):
        await page.keyboard.press("j" if number % 2 else "ArrowDown")
        await expect(page.locator(f"[data-lead=ld_{number:05d}] [data-item]")).to_be_focused()
    await expect(page.locator("[data-lead=ld_00040]")).to_be_in_viewport()
    await page.keyboard.press("k")
    await expect(page.locator("[data-lead=ld_00039] [data-item]")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**#lead=ld_00039")
    await page.keyboard.press("Escape")
    await page.wait_for_url("**/board")
    await page.keyboard.press("?")
    await expect(page.locator("#keys kbd").first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#keys")).to_have_count(0)
    for key, view in (("2", "kpis"), ("3", "team"), ("4", "day"), ("1", "now")):
        await page.keyboard.press(key)
        await expect(page.locator(f"#board.{view}")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_wall_is_large_and_has_no_controls(
    phones: Phones, office: Office, language: str
) -> None:
    await office.rep("kim")
    await office.capture("13800138000", hot=True, pool="villas")
    page = await phones.board(language=language, dark=True)
    huge = page.locator("#hot-clock .huge")

    async def drawn() -> str:
        # Between two looks the clock may be drawn anew, and the old one has no size.
        return str(await huge.evaluate("(one) => getComputedStyle(one).fontSize"))

    size = await until(drawn, "the clock is not drawn")
    await page.locator("#wall").click()
    assert page.url.endswith("wall=1")
    await expect(huge).to_have_text(re.compile(r"^\d+:\d\d$"))
    grown = await until(drawn, "the clock is not drawn")
    assert float(grown[:-2]) > 1.5 * float(size[:-2])
    # No other text is as large as the one number that matters.
    others = await page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('#board *')]
            .filter((one) => !one.closest('#hot-clock') && one.textContent.trim())
            .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
    )
    assert others < 0.5 * float(grown[:-2])
    assert await page.locator("button:visible:not(.rep-line)").count() == 0
    assert await page.locator("input:visible, .csv:visible, nav:visible").count() == 0
    await expect(page.locator("#live")).to_be_visible()
    await shoot(page, f"board-wall-{language[:2]}")
    await page.keyboard.press("Escape")
    await expect(page.locator(".top nav")).to_be_visible()


async def test_light_and_dark_by_choice(phones: Phones) -> None:
    page = await phones.board()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)
    for expected in (True, False):
        await page.locator("#theme").click()
        assert (await page.evaluate(ground) == light) is expected
    await page.reload()
    await expect(page.locator("html[data-theme=dark]")).to_be_attached()
    await page.locator("#theme").click()
    assert await page.evaluate(ground) == light


async def test_every_table_has_a_csv(phones: Phones, office: Office) -> None:
    await office.rep("kim")
    lead = await office.capture("13800138000")
    page = await phones.board()
    seen = {}
    for fragment in ("", f"lead={lead}", "kpis=today", "team=staff", "day=today"):
        await to_view(phones, fragment, page)
        await expect(page.locator(".csv").first).to_be_visible()
        await expect(page.locator(".reading")).to_have_count(0)
        for link in await page.locator(".csv").all():
            seen[await link.get_attribute("href") or ""] = fragment
    assert len(seen) >= 9
    for path in seen:
        text = await page.evaluate(
            "async (path) => { const a = await fetch(path); return a.status + await a.text(); }",
            path,
        )
        assert text.startswith("200"), (path, text[:200])
