"""What somebody who does what a page says sees in Chromium: the phone and the board."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.async_api import APIRequestContext, Browser, Page, ViewportSize, expect

from hotlead.router.policy.document import DEFAULT_POLICY, Rung
from tests.browser.site import until
from tests.walk.sentences import Language

LOCALES: Final[dict[Language, str]] = {"en": "en-US", "zh": "zh-CN"}
WINDOW: Final[ViewportSize] = {"width": 1280, "height": 800}


class NotAsSaid(AssertionError):
    """A page says what does not happen."""


@dataclass(slots=True)
class Screens:
    """The phone and the board, as far as they were opened.

    `printed` is what `hotlead up` said, `faster` by how much it shortens the ladder, `seconds` the
    patience. What does not come as said raises AssertionError.
    """

    language: Language
    browser: Browser
    seconds: float
    faster: float
    printed: str = ""
    phone: Page | None = None
    board: Page | None = None
    rungs_told: int = 0
    due_s: float = 0.0

    async def open_phone(self, _: str) -> None:
        """The phone, by the link that `up` printed."""
        self.phone = await self._open("rep")
        await expect(self.phone.locator("#switch")).to_be_visible()

    async def open_board(self, _: str) -> None:
        """The board, by its link."""
        self.board = await self._open("board")
        await expect(self.board.locator("#board")).to_be_visible()

    async def _open(self, page: str) -> Page:
        link = re.search(rf"^ +(http\S+/{page}#code=\S+)$", self.printed, re.MULTILINE)
        if link is None:
            raise NotAsSaid(f"`hotlead up` printed no link of /{page}:\n{self.printed}")
        context = await self.browser.new_context(locale=LOCALES[self.language], viewport=WINDOW)
        context.set_default_timeout(self.seconds * 1000)
        opened = await context.new_page()
        await opened.goto(link[1])
        return opened

    async def tap(self, label: str) -> None:
        """Taps a button of the phone."""
        await (
            self._shown().get_by_role("button", name=label).first.click(timeout=self.seconds * 1000)
        )

    async def score(self, score: str) -> None:
        """The score of what fills the phone."""
        shown = re.compile(rf"(?:^|\D){float(score):.1f}$")
        await expect(self._shown().locator("#offer .score b")).to_have_text(shown)

    async def hot_above(self, score: str) -> None:
        """The policy's bound, as the page tells it."""
        assert float(score) == DEFAULT_POLICY.pools["main"].hot
        await asyncio.sleep(0)

    async def number(self, _: str) -> None:
        """The number in full."""
        digits = self._shown().locator("#offer .digits")
        await expect(digits).to_have_text(re.compile(r"1\d{2} ?\d{4} ?\d{4}"))

    async def rings_again(self, minutes: str) -> None:
        """The strong reminder, so many minutes after the lead became hot."""
        patient_s = self._due(minutes, lambda rung: rung.remind)
        strong = self._shown().locator("#offer.strong")
        await expect(strong).to_be_visible(timeout=patient_s * 1000)
        await expect(self._shown().locator("body")).to_have_attribute("data-alarm", "strong")

    async def reassigned(self, minutes: str) -> None:
        """The rung that reassigns, by its minutes."""
        self._due(minutes, lambda rung: rung.reassign)
        await asyncio.sleep(0)

    async def claimed(self, minutes: str) -> None:
        """The rung that opens the lead to all, by its minutes."""
        self._due(minutes, lambda rung: rung.open)
        await asyncio.sleep(0)

    def _due(self, minutes: str, does: Callable[[Rung], bool]) -> float:
        """Counts the rung that is told of; the real seconds to wait for it at most."""
        rung = next(one for one in DEFAULT_POLICY.pools["main"].ladder if does(one))
        assert rung.after_s == float(minutes) * 60, f"the policy has it after {rung.after_s} s"
        self.rungs_told += 1
        self.due_s = rung.after_s / self.faster + self.seconds
        return self.due_s

    async def rungs(self, _: str) -> None:
        """The board shows as many rungs of the lead as were told of."""
        masked = await self._shown().locator("#offer .masked").inner_text()
        assert self.board is not None, "no board is open"
        rung = self.board.locator("#escalations [data-row]", has_text=masked)
        await expect(rung.nth(self.rungs_told - 1)).to_be_visible(timeout=self.due_s * 1000)

    async def arrives(self, event_id: str, masked: str) -> None:
        """The board, once it is open, shows the lead that the capture became."""
        if self.board is None:
            return
        gateway = self.board.url.partition("/board")[0]
        path = f"{gateway}/v1/captures/web-form/{event_id}"
        request = self.board.context.request
        lead = await until(lambda: lead_of(request, path), f"{event_id} became no lead")
        page = await self.board.context.new_page()
        await page.goto(f"{gateway}/board#lead={lead}")
        await expect(page.get_by_text(masked).first).to_be_visible()
        await page.close()

    def _shown(self) -> Page:
        if self.phone is None:
            raise NotAsSaid("no phone's page is open")
        return self.phone

    async def close(self) -> None:
        """Both pages are left."""
        for page in (self.phone, self.board):
            if page is not None:
                await page.context.close()
        self.phone = self.board = None


async def lead_of(request: APIRequestContext, path: str) -> str | None:
    """The lead that a capture became, or None while it is not read yet."""
    answer = await request.get(path)
    return str((await answer.json())["lead"]) if answer.ok else None
