"""One check's outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hotlead.router.errors import HotleadError

Verdict = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and what to do about it (nothing when ok)."""

    name: str
    verdict: Verdict
    found: str
    mend: str = ""


def ok(name: str, found: str) -> Check:
    """As it should be."""
    return Check(name, "ok", found)


def warn(name: str, found: str, mend: str) -> Check:
    """It works, and something is at risk."""
    return Check(name, "warn", found, mend)


def bad(name: str, found: str, mend: str) -> Check:
    """It does not work, or data are lost."""
    return Check(name, "bad", found, mend)


def away(server: str, error: HotleadError, *, named: bool) -> Check:
    """A server that does not answer; where nobody named one, nothing may have been started yet."""
    found, _, mend = str(error).partition(": ")
    return bad(
        server, found, mend if named else f"`hotlead up` starts all that is needed; or {mend}"
    )


def any_bad(checks: Iterable[Check]) -> bool:
    """Whether anything is bad."""
    return any(check.verdict == "bad" for check in checks)
