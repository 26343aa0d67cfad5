"""Browsers in front of an office: phones of reps and the wall screen of a supervisor."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    async_playwright,
    expect,
)

from tests.browser.site import WAIT_S, Office

PHONE: Final = (360, 800)
SMALL_PHONE: Final = (360, 640)
WALL: Final = (1440, 900)
LANGUAGES: Final = ("zh-CN", "en-US")
SHOTS: Final = Path(__file__).parents[2] / "docs" / "screenshots"
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A refusal that a test asks for, and a connection that it takes away, are told in the console too.
_EXPECTED: Final = "Failed to load resource"


@dataclass
class Phones:
    """Opens pages in one browser, and notes what no page of ours may do."""

    browser: Browser
    office: Office
    faults: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def open(
        self,
        path: str,
        *,
        size: tuple[int, int] = PHONE,
        language: str = "en-US",
        dark: bool = False,
        beside: Page | None = None,
    ) -> Page:
        """A page with cookies of its own, or with those of the one that it is `beside`."""
        context = (
            beside.context
            if beside is not None
            else await self.browser.new_context(
                base_url=self.office.site.address,
                viewport={"width": size[0], "height": size[1]},
                locale=language,
                timezone_id=zone(),
                color_scheme="dark" if dark else "light",
                has_touch=size[0] <= PHONE[0],
                permissions=["clipboard-read", "clipboard-write"],
            )
        )
        if beside is None:
            self._contexts.append(context)
        context.set_default_timeout(WAIT_S * 1000)
        page = await context.new_page()
        page.on("request", self._on_request)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        await page.goto(path)
        return page

    async def rep(self, rep: str, *, idle: bool = True, **how: Any) -> Page:
        """A rep's phone, logged in by the code in the fragment, and idle by a tap."""
        page = await self.open(f"/rep#code={self.office.code(rep)}", **how)
        await expect(page.locator("#switch")).to_be_visible()
        if idle:
            await page.locator(".choice.idle").tap()
            await expect(page.locator(".choice.idle")).to_have_attribute("aria-pressed", "true")
            await expect(page.locator("#status.ready")).to_be_visible()
        return page

    async def board(self, **how: Any) -> Page:
        """A supervisor's board, logged in."""
        code = self.office.code(self.office.boss, supervisor=True)
        page = await self.open(f"/board#code={code}", **{"size": WALL, **how})
        await expect(page.locator("#board")).to_be_visible()
        return page

    async def close(self) -> None:
        """Closes all pages."""
        for context in self._contexts:
            await context.close()

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.office.site.address, "data:")):
            self.faults.append(f"a request elsewhere: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_EXPECTED):
            self.faults.append(f"{message.type}: {message.text}")


@asynccontextmanager
async def open_browser(chromium: str) -> AsyncIterator[Browser]:
    """Chromium, to be shared: what starts it costs more than most tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_phones(browser: Browser, office: Office) -> AsyncIterator[Phones]:
    """Pages for one test, each with cookies and caches of its own, and gone at its end."""
    # The walks, in the same process, have a patience of their own.
    expect.set_options(timeout=WAIT_S * 1000)
    phones = Phones(browser, office)
    try:
        yield phones
    finally:
        await phones.close()


def zone() -> str:
    """Where the reader is: in screenshots where it is ten in the morning now."""
    # The names count westwards, and end at +12.
    return f"Etc/GMT{min(datetime.now(UTC).hour - 10, 12):+d}" if shooting() else "Asia/Shanghai"


def shooting() -> bool:
    """Whether HOTLEAD_SCREENSHOTS=1 asks for screenshots for the docs."""
    return os.environ.get("HOTLEAD_SCREENSHOTS") == "1"


async def shoot(page: Page, name: str) -> None:
    """A screenshot for the docs, when they are asked for."""
    if shooting():
        SHOTS.mkdir(parents=True, exist_ok=True)
        await page.evaluate("document.fonts.ready")
        await page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
