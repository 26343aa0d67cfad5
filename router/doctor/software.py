"""This machine's Python, packages, and what `up` could start on it."""

import re
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from hotlead.router.doctor.checks import Check, bad, ok, warn
from hotlead.router.embedded import apache

PYTHON_MIN: Final = (3, 11)
_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9._-]+)(?:==([\w.]+))?")


def judge_python(found: tuple[int, ...] = tuple(sys.version_info[:3])) -> Check:
    """3.11 or newer."""
    text = ".".join(str(part) for part in found)
    if found < PYTHON_MIN:
        return bad("Python", text, "install Python 3.11 or newer and make the environment anew")
    return ok("Python", text)


def look_at_packages() -> tuple[list[str], dict[str, str]]:
    """What hotlead requires, and the versions that are installed."""
    wanted = [one for one in requires("hotlead") or () if "extra ==" not in one]
    installed = {}
    for requirement in wanted:
        name = _parsed(requirement)[0]
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            continue
    return wanted, installed


def judge_packages(wanted: Sequence[str], installed: Mapping[str, str]) -> Check:
    """All there, and those that are pinned at their pin."""
    mend = "install them anew: `make setup` in a checkout, else `pip install --upgrade hotlead`"
    parsed = [_parsed(one) for one in wanted]
    missing = [name for name, _ in parsed if name not in installed]
    if missing:
        return bad("packages", f"missing: {', '.join(missing)}", mend)
    off = [f"{name} {installed[name]}, not {pin}" for name, pin in parsed if pin]
    off = [text for text in off if not re.fullmatch(r"(\S+) (\S+), not \2", text)]
    if off:
        return warn("packages", "; ".join(off), mend)
    shown = ", ".join(f"{name} {installed[name]}" for name, pin in parsed if pin)
    return ok("packages", f"{len(parsed)} there ({shown})")


def _parsed(requirement: str) -> tuple[str, str]:
    found = _REQUIREMENT.match(requirement)
    assert found is not None, requirement  # noqa: S101
    return found[1], found[2] or ""


def judge_embedded(lack: str | None) -> Check:
    """Whether `up` would keep its data."""
    if lack is None:
        return ok("embedded Kafka", "Apache Kafka: `hotlead up` keeps its data")
    return ok("embedded Kafka", f"Tansu, which keeps nothing; for Apache Kafka: {lack}")


def look_at_software() -> list[Check]:
    """All of it."""
    wanted, installed = look_at_packages()
    return [
        judge_python(),
        judge_packages(wanted, installed),
        judge_embedded(apache.missing()),
    ]
