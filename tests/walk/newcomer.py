"""Somebody who does what a page says, in its order, and looks whether it comes as it says."""

import asyncio
import json
import re
import shlex
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright, expect

from tests.browser.site import until
from tests.walk.page import Block, Said, Section, Step, statements
from tests.walk.refused import why_not
from tests.walk.screens import NotAsSaid, Screens
from tests.walk.sentences import Language
from tests.walk.terminal import Terminal

CHROMIUM: Final = "/usr/bin/chromium"
# A capture with an id and a number of its own.
_SENT: Final = re.compile(
    r'"event_id": "([\w-]+)",\s+"contact": {"phone": "(\d{3}) ?(\d{4}) ?(\d{4})"', re.DOTALL
)
# They go on until Ctrl-C; this is what they print when all is there.
SERVES: Final = {
    "up": re.compile(r"^Ctrl-C stops .*$", re.MULTILINE),
    "worker": re.compile(r"^worker ready", re.MULTILINE),
}
# curl's code for a refusal, and what Ctrl-C may end a command with.
_REFUSED: Final = 22
_STOPPED: Final = (0, 130)
_SERVER: Final = re.compile(r"(?:^|&& *)(?:\w+=\S+ +)*(?:\S*/)?hotlead (up|worker|gateway)\b")


@dataclass(frozen=True, slots=True)
class Means:
    """What a walk has: where, with which environment, and how patiently.

    `instead` replaces text of the page where this machine differs, such as an address; `refused`
    are patterns of commands that are not done, with their reasons; `prepare` is awaited once
    `hotlead up` serves, and `faster` is by how much it shortens the ladder; `lead` gives the id
    of a lead, which pages write as LEAD.
    """

    place: Path
    env: Mapping[str, str]
    instead: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 30.0
    patient_s: float = 120.0
    refused: Mapping[str, str] = field(default_factory=dict)
    faster: float = 1.0
    prepare: Callable[["Newcomer"], Awaitable[None]] | None = None
    lead: Callable[[], Awaitable[str]] | None = None


@dataclass(slots=True)
class Newcomer:
    """Walks one page."""

    means: Means
    screens: Screens
    open_windows: ExitStack
    note: Callable[[str, float], None]
    terminals: list[Terminal] = field(default_factory=list)
    python: str = "python3"
    left_out: list[str] = field(default_factory=list)

    async def walk(self, page: str, steps: Sequence[Step]) -> None:
        """Does one step after the other. Raises NotAsSaid, naming page and line."""
        section = ""
        for step in steps:
            began = time.monotonic()
            try:
                match step:
                    case Section():
                        section = step.title
                        continue
                    case Block():
                        what = f"```{step.language}"
                        await self._do_block(step)
                    case Said():
                        what = f"{step.name} {step.named}".strip()
                        await self._do_said(step)
            except (AssertionError, TimeoutError, ValueError, PlaywrightError) as error:
                raise NotAsSaid(f"{page}:{step.line} ({section}): {what}: {error}") from error
            self.note(f"{page}:{step.line} {what}", time.monotonic() - began)

    # What is pasted

    async def _do_block(self, block: Block) -> None:
        before = len(self.left_out)
        if block.language == "sh":
            serves = ""
            for statement in statements(block.text):
                if serves:
                    raise NotAsSaid(f"`{serves}` goes on, so nobody comes to `{statement}`")
                await self.do(statement)
                serves = statement if _SERVER.search(statement) else ""
        elif block.language == "python":
            await self._do_python(block.text)
        if len(self.left_out) == before:
            for sent in _SENT.finditer(block.text):
                await self.screens.arrives(sent[1], f"{sent[2]}****{sent[4]}")

    async def do(self, statement: str) -> str:
        """Pastes one command into a terminal in which nothing runs; its output."""
        reason = why_not(statement, self.means.refused)
        if reason is not None:
            self.left_out.append(f"{statement}: {reason}")
            return ""
        text = await self._as_here(statement)
        server = _SERVER.search(text)
        if server is not None:
            return await self._serve(text, server[1])
        terminal, deadline = self._free(), time.monotonic() + self.means.seconds
        code, output = await terminal.paste(text, self.means.patient_s)
        # What was only just sent may not have been read yet: people look again.
        while code == _REFUSED and " -d " not in text and time.monotonic() < deadline:
            code, output = await terminal.paste(text, self.means.patient_s)
        if code != 0:
            raise NotAsSaid(f"`{text}` ended with {code}:\n{output}")
        return output

    async def _serve(self, text: str, server: str) -> str:
        terminal = self._free()
        await terminal.begin(text)
        if server == "gateway":
            # It says nothing: whoever started it looks at the page.
            await self._answers()
            return terminal.output
        await terminal.await_text(
            SERVES[server], self.means.patient_s * (10 if "make " in text else 1)
        )
        if server == "up":
            self.screens.printed = terminal.output
            if self.means.prepare is not None:
                await self.means.prepare(self)
        return terminal.output

    async def _answers(self) -> None:
        async with httpx.AsyncClient(
            base_url=await self._as_here("http://127.0.0.1:8080"), trust_env=False
        ) as http:
            await until(lambda: is_ready(http), "no gateway answers", self.means.patient_s)

    async def _do_python(self, snippet: str) -> None:
        told = re.search(r"print\(.*\) +# (\d+)", snippet)
        command = f"{self.python} -c {shlex.quote(snippet)}"
        output = await self.do(command)
        if told is not None and output != told[1]:
            raise NotAsSaid(f"it prints {output}, not {told[1]}")

    async def _as_here(self, text: str) -> str:
        for said, here in self.means.instead.items():
            text = text.replace(said, here)
        if self.means.lead is not None and re.search(r"\bLEAD\b", text):
            text = text.replace("LEAD", await self.means.lead())
        return text

    def _free(self) -> Terminal:
        for terminal in self.terminals:
            if not terminal.busy:
                return terminal
        opened = self.open_windows.enter_context(Terminal(self.means.place, self.means.env))
        self.terminals.append(opened)
        return opened

    # What is said

    async def _do_said(self, said: Said) -> None:
        does: dict[str, Callable[[str], Awaitable[None]]] = {
            "open the phone": self.screens.open_phone,
            "open the board": self.screens.open_board,
            "tap": self.screens.tap,
            "paste curl": self._paste_curl,
            "score": self.screens.score,
            "hot above": self.screens.hot_above,
            "number": self.screens.number,
            "rings again": self.screens.rings_again,
            "reassigned": self.screens.reassigned,
            "claimed": self.screens.claimed,
            "rungs": self.screens.rungs,
            "interpreter": self._interpreter,
            "stop": self.stop,
        }
        await does[said.name](said.named)

    async def _paste_curl(self, _: str) -> None:
        curl = re.search(r"^Capture a lead:\n((?s:.*?))\n\n", self.screens.printed, re.MULTILINE)
        if curl is None:
            raise NotAsSaid(f"`hotlead up` printed no curl line:\n{self.screens.printed}")
        answer = json.loads(await self.do(curl[1]))
        assert answer["accepted"] == 1, answer

    async def _interpreter(self, python: str) -> None:
        self.python = python
        await asyncio.sleep(0)

    async def stop(self, _: str = "") -> None:
        """Ctrl-C wherever something runs: it ends, and `hotlead up` says so."""
        await self.screens.close()
        for terminal in self.terminals:
            if not terminal.busy:
                continue
            terminal.interrupt()
            code, output = await terminal.ended(self.means.patient_s)
            if code not in _STOPPED:
                raise NotAsSaid(f"Ctrl-C ended it with {code}:\n{output}")


async def is_ready(http: httpx.AsyncClient) -> bool:
    """Whether the gateway has read the journal to its end."""
    return (await http.get("/readyz")).status_code == httpx.codes.OK


@asynccontextmanager
async def newcomer(
    means: Means, language: Language, note: Callable[[str, float], None]
) -> AsyncIterator[Newcomer]:
    """With a browser, and windows that are closed at the end."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        expect.set_options(timeout=means.seconds * 1000)
        try:
            with ExitStack() as windows:
                screens = Screens(language, browser, means.seconds, means.faster)
                yield Newcomer(means, screens, windows, note)
        finally:
            await browser.close()
