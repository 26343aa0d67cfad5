"""A brand's days, told one line each: what came, who was told, and who waits at its end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from hotlead.topics.hours import WorkingHours
from hotlead.topics.journal import Entry
from tests.simulation.agenda import HOUR, MINUTE
from tests.simulation.hours import Hours, begin_of, date_of, day_of, kind_of
from tests.simulation.watch import UNACKNOWLEDGED, Watch

COLUMNS: Final = (
    ("date", 10),
    ("day", 15),
    ("open", 6),
    ("captured", 8),
    ("imported", 8),
    ("hot", 4),
    ("assigned", 8),
    ("touched", 7),
    ("median", 9),
    ("slower", 6),
    ("outside hours", 13),
    ("waiting", 7),
    ("oldest", 9),
    ("rungs, and of pools", 5),
)


@dataclass(slots=True)
class Page:
    """One day. `touch_ms` are first contacts, from the capture on, in the pool's time."""

    captured: int = 0
    imported: int = 0
    hot: int = 0
    assigned: int = 0
    slower: int = 0
    touch_ms: list[int] = field(default_factory=list)
    rungs: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    oldest_ms: int = 0


class Diary:
    """Written from the valid entries and by the watch's clocks; `open` are the hours it tells."""

    def __init__(self, watch: Watch, imported: set[str], hours: WorkingHours) -> None:
        self._watch, self._imported, self._open = watch, imported, Hours(hours)
        self._pages: dict[int, Page] = {}
        self._untouched: dict[str, int] = {}

    def close(self, day: int, entries: Iterable[Entry]) -> None:
        """A day is over: its entries are written down, and who waits."""
        page = self._pages[day] = Page()
        for entry in entries:
            for change in entry.raw:
                self._write(page, change["kind"], change, entry.at)
        end = begin_of(day + 1)
        spans = [
            self._watch.clocks[case.pool].between(case.since, end)
            for case in self._watch.cases.values()
            if case.state == "waiting"
        ]
        page.waiting, page.oldest_ms = len(spans), max(spans, default=0)

    def _write(self, page: Page, kind: str, change: dict[str, object], at: int) -> None:
        lead = str(change.get("lead"))
        if kind in ("captured", "merged"):
            page.captured += 1
            page.imported += change["capture"] in self._imported
            if kind == "captured":
                self._untouched[lead] = at
        elif kind == "hot":
            page.hot += 1
        elif kind == "assigned":
            page.assigned += 1
        elif kind == "contacted" and lead in self._untouched:
            clock = self._watch.clocks[self._watch.cases[lead].pool]
            page.touch_ms.append(clock.between(self._untouched.pop(lead), at))
        elif kind == "rung":
            page.rungs[str(change["name"])] += 1
        elif kind == "slower_rung":
            page.slower += 1
        elif kind in ("unserved", "served_again"):
            page.rungs[kind.replace("_", "-")] += 1

    def table(self) -> Iterator[str]:
        """The head, and a line for each day."""
        yield "  ".join(name.rjust(width) for name, width in COLUMNS)
        woken = Counter(map(day_of, self._watch.woken))
        for day, page in self._pages.items():
            begins, ends = begin_of(day), begin_of(day + 1)
            touch_ms = round(median(page.touch_ms)) if page.touch_ms else None
            cells = (
                date_of(day).isoformat(),
                f"{date_of(day):%a} {kind_of(day)}",
                f"{self._open.between(begins, ends) / HOUR:.1f} h",
                page.captured,
                page.imported,
                page.hot,
                page.assigned,
                len(page.touch_ms),
                _span(touch_ms),
                page.slower,
                woken[day],
                page.waiting,
                _span(page.oldest_ms if page.waiting else None),
                ", ".join(f"{name} {times}" for name, times in sorted(page.rungs.items()))
                or "none",
            )
            yield "  ".join(
                str(cell).rjust(width) for cell, (_, width) in zip(cells, COLUMNS, strict=True)
            )

    def imports(self) -> str:
        """What became of those that a table brought."""
        states = Counter(case.state for case in self._watch.cases.values() if case.from_table)
        told = ", ".join(f"{number} {state}" for state, number in states.most_common())
        waiting = sum(states[state] for state in UNACKNOWLEDGED)
        return f"imported: {told or 'none'}; {states.total() - waiting} were taken"


def _span(ms: int | None) -> str:
    if ms is None:
        return "-"
    return f"{ms / HOUR:.1f} h" if ms >= 2 * HOUR else f"{ms / MINUTE:.1f} min"
