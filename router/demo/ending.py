"""How the demo ends: the summary in a table, beside what a brand published of itself."""

from typing import Any, Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from hotlead.router.demo.policy import DEMO_POLICY, POOL

# Hours and shares before and after a furniture brand routed its leads by rules.
PUBLISHED_TOUCH: Final = ("18.4 h", "3.2 h")
PUBLISHED_FOLLOWED: Final = ("59 %", "91 %")
SOURCE: Final = (
    "* Published figures of another brand, before it had rules and with them. We did not measure"
    " them; and the people of this day are made up."
)
NEXT: Final = "Next: `{} up` runs all of it for your own leads, with a phone that rings."

MEANINGS: Final = {
    "captured": "contacts left",
    "merged": "of people already known",
    "waiting": "wait for a rep at closing time",
    "assigned": "ring on a phone",
    "acknowledged": "with a rep, still open",
    "closed": "won, lost or invalid",
    "dead_lettered": "could not be read",
}


def audit_holds(summary: dict[str, Any]) -> bool:
    """Whether the audit was made and found nothing."""
    audit = summary["audit"]
    return audit is not None and not any(line["breaches"] for line in audit.values())


def ending(summary: dict[str, Any], command: str) -> RenderableType:
    """All of it, at 80 columns or more. `command` is how hotlead is called here."""
    following = Text(NEXT.format(command))
    return Group(
        _counts(summary), _speeds(summary), Text(SOURCE, "dim"), _verdict(summary), following
    )


def _counts(summary: dict[str, Any]) -> Table:
    table = Table(title="The day", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for name, justify in (("", "left"), ("leads", "right"), ("", "left")):
        table.add_column(name, justify="right" if justify == "right" else "left")
    for name, meaning in MEANINGS.items():
        table.add_row(name.replace("_", " "), str(summary[name]), Text(meaning, "dim"))
    ladder = {rung.name: rung.after_s / 60 for rung in DEMO_POLICY.pools[POOL].ladder}
    for rung, count in summary["rungs"].items():
        meaning = f"hot for {ladder[rung]:.0f} min, and nobody had acknowledged"
        table.add_row(f"rung: {rung}", str(count), Text(meaning, "dim"))
    return table


def _speeds(summary: dict[str, Any]) -> Table:
    table = Table(title="How fast", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1))
    for name in ("", "this day", "before rules*", "with rules*"):
        table.add_column(name, justify="right" if name else "left")
    touch, push = summary["first_touch_s"], summary["capture_to_push_ms"]
    followed = summary["followed_up_24h"]
    table.add_row("first touch, half within", _minutes(touch["p50"]), *PUBLISHED_TOUCH)
    table.add_row("first touch, 9 of 10 within", _minutes(touch["p90"]), "", "")
    share = "-" if followed is None else f"{followed:.0%}".replace("%", " %")
    table.add_row("followed up within a day", share, *PUBLISHED_FOLLOWED)
    table.add_row("capture to push, half within", _milliseconds(push["p50"]), "", "")
    table.add_row("capture to push, 99 of 100", _milliseconds(push["p99"]), "", "")
    return table


def _minutes(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds / 60:.0f} min"


def _milliseconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} ms real"


def _verdict(summary: dict[str, Any]) -> Text:
    audit = summary["audit"]
    if audit is None:
        return Text("The audit could not be made.", "bold red")
    checked = sum(line["checked"] for line in audit.values())
    if audit_holds(summary):
        return Text(f"The audit holds: {checked} checks, no breach.", "bold green")
    broken = ", ".join(number for number, line in audit.items() if line["breaches"])
    return Text(f"The audit found breaches of invariant {broken}.", "bold red")
