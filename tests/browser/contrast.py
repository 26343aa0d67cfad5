"""The contrast of every control of a page, in every state that a finger or a key can bring it into.

Chromium is told to take each control for hovered, pressed or focused, as its developer tools can;
what is then painted is computed from the styles, with all that lies behind it.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Error, Page

TEXT: Final = 4.5
NOT_TEXT: Final = 3.0
SUN: Final = 7.0
TRIES: Final = 5
GONE: Final = "Could not find node"
STATES: Final[dict[str, list[str]]] = {
    "rest": [],
    "hover": ["hover"],
    "pressed": ["hover", "active"],
    "focus": ["focus", "focus-visible"],
}
_JUDGE: Final = (Path(__file__).parent / "contrast.js").read_text("utf-8")
# One of all that are styled alike, with what it lies in: a row is not looked at a hundred times.
_MARK: Final = """() => {
    const alike = new Set();
    const line = (one) => one ? [line(one.parentElement), one.tagName, one.id, one.className,
        one.getAttribute('aria-pressed'), one.getAttribute('aria-current'), one.disabled,
    ].join() : '';
    const wanted = 'button, a[href], input, select, summary, label, .chip, [tabindex="0"]';
    for (const one of document.querySelectorAll(wanted)) {
        if (!one.checkVisibility() || alike.has(line(one))) continue;
        alike.add(line(one));
        for (let at = one; at && at !== document.body; at = at.parentElement) {
            at.dataset.forced = '';
        }
    }
}"""
_UNMARK: Final = """() => document.querySelectorAll('[data-forced]')
    .forEach((one) => one.removeAttribute('data-forced'))"""
_DISABLE: Final = """() => document.querySelectorAll('button, input, select').forEach((one) => {
    if (!one.disabled) { one.disabled = true; one.dataset.disabledByTest = ''; }
})"""
_ENABLE: Final = """() => document.querySelectorAll('[data-disabled-by-test]').forEach((one) => {
    one.disabled = false;
    one.removeAttribute('data-disabled-by-test');
})"""


async def faint(page: Page, screen: str, *, least: float = TEXT) -> list[str]:
    """What is hard to read on the page as it stands, in any state; a line each."""
    for left in reversed(range(TRIES)):
        try:
            found = await _forced(page, screen, least)
            break
        except Error as error:
            # The page drew something anew meanwhile.
            if not left or GONE not in str(error):
                raise
    await page.evaluate(_UNMARK)
    await page.evaluate(_DISABLE)
    found += _faint(f"{screen}, disabled", await page.evaluate(_JUDGE), least)
    await page.evaluate(_ENABLE)
    return found


async def _forced(page: Page, screen: str, least: float) -> list[str]:
    found = []
    await page.evaluate(_MARK)
    session = await page.context.new_cdp_session(page)
    await session.send("DOM.enable")
    await session.send("CSS.enable")
    root = (await session.send("DOM.getDocument", {"depth": 0}))["root"]["nodeId"]
    query = {"nodeId": root, "selector": "[data-forced]"}
    nodes = (await session.send("DOM.querySelectorAll", query))["nodeIds"]
    for state, classes in STATES.items():
        all_forced = [{"nodeId": node, "forcedPseudoClasses": classes} for node in nodes]
        await asyncio.gather(*(session.send("CSS.forcePseudoState", one) for one in all_forced))
        found += _faint(f"{screen}, {state}", await page.evaluate(_JUDGE), least)
    await session.detach()
    return found


def _faint(where: str, judged: Iterable[dict[str, Any]], least: float) -> list[str]:
    told = [
        one | {"least": least if one["what"] in ("text", "placeholder") else NOT_TEXT}
        for one in judged
    ]
    return sorted(
        {
            f"{where}: {one['what']} of {one['name']} has {one['contrast']:.2f}"
            for one in told
            if one["contrast"] < one["least"]
        }
    )
