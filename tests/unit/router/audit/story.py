"""A journal made by hand, for the audit's model to read."""

from typing import Any

from hotlead.router.audit.model import Model
from hotlead.router.audit.report import Report
from hotlead.topics.journal import VERSION, Entry, Opened, RawChange
from tests.whole_changes import whole

START = 1_772_416_800_000
SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
POOL = {"longest_wait": HOUR, "ladder": "reminder:120000:remind,open:600000:open"}


class Story:
    """A journal, one change an entry. Leads score `base` points, all alike in the rest."""

    def __init__(self, version: int = VERSION) -> None:
        self.version = version
        self.report = Report()
        self.model = Model(0, self.report)
        self.now = START
        self._epochs = 0
        self.model.opened(Opened("o", "w", 0, 0, 1.0))
        self.tell("policy_activated", pools={"main": POOL})

    def tell(self, kind: str, **fields: Any) -> None:
        self.together({"kind": kind} | fields)

    def together(self, *changes: RawChange) -> None:
        told = tuple(whole({"tenant": "main"} | change) for change in changes)
        self.model.read(Entry(1, "s", "", 0, 0, self.now, "p1", told, self.version))

    def give(self, lead: str, rep: str, **hand: Any) -> None:
        """By hand, in one entry."""
        given = {"lead": lead, "rep": rep}
        assigned = {"kind": "assigned", "epoch": f"0-hand-{lead}", "why": "handed over"} | given
        self.together({"kind": "handed_over", "by": "sup"} | given | hand, assigned)

    def rep(self, rep: str, capacity: int = 1, **fields: Any) -> None:
        given = {"pools": "main", "skills": "", "regions": "", "tier": 0, "capacity": capacity}
        self.tell("rep_registered", rep=rep, **(given | fields))

    def lead(self, lead: str, base: int = 50, **fields: Any) -> None:
        self.tell("captured", lead=lead, capture=f"c-{lead}", **(self.score(base) | fields))
        self.tell("queued", lead=lead, since=self.now)

    def score(self, base: int, wait: int = 0) -> RawChange:
        numbers = {"base": base * 1_000_000, "start": 0, "slope": 0, "wait": wait}
        return {"pool": "main", "captured_at": self.now, "freezes_at": self.now} | numbers

    def assign(
        self, lead: str, rep: str, epoch: str | None = None, why: str = "turn", **fields: Any
    ) -> str:
        self._epochs += 1
        epoch = epoch or f"0-{self._epochs}"
        self.tell("assigned", lead=lead, rep=rep, epoch=epoch, why=why, **fields)
        return epoch

    def withdraw(self, lead: str, rep: str, epoch: str, **fields: Any) -> None:
        self.tell("withdrawn", lead=lead, rep=rep, epoch=epoch, **fields)
        self.tell("queued", lead=lead)

    def acknowledge(self, lead: str, rep: str, epoch: str, via: str = "assignment") -> None:
        self.tell("acknowledged", lead=lead, rep=rep, epoch=epoch, via=via)

    def hot(self, lead: str) -> None:
        self.tell("hot", lead=lead, clock_at=self.now)

    def rung(self, lead: str, n: int, due: int) -> None:
        self.tell("rung", lead=lead, n=n, due=due)

    def broken(self) -> set[int]:
        self.model.finish(self.now)
        return {number for number, count in self.report.breaches.items() if count}
