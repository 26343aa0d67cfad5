"""What an audit found: each invariant with how much was checked, and every breach told once."""

from dataclasses import dataclass, field

INVARIANTS: dict[int, str] = {
    1: "nothing is lost: captured = merged + waiting + assigned + acknowledged + closed",
    2: "a lead has at most one live assignment, and epochs are issued once",
    3: "nothing is assigned or claimed without room",
    4: "the lead assigned is the first by the rule",
    5: "every rung fires exactly once an episode, in order, in time",
    7: "the journal folded gives the state in Redis",
}
TOLD_MAX = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: the invariant, the shard and a sentence without personal data."""

    invariant: int
    shard: int
    text: str


@dataclass(slots=True)
class Report:
    """Counts by invariant and the first breaches of each.

    `late` is how many of the breaches of 5 are rungs that fired, and late: after an outage, which
    the journal does not tell, they must be.
    """

    checked: dict[int, int] = field(default_factory=lambda: dict.fromkeys(INVARIANTS, 0))
    breaches: dict[int, int] = field(default_factory=lambda: dict.fromkeys(INVARIANTS, 0))
    findings: list[Finding] = field(default_factory=list)
    late: int = 0

    def count(self, invariant: int, checked: int = 1) -> None:
        """So many more were checked."""
        self.checked[invariant] += checked

    def breach(self, invariant: int, shard: int, text: str) -> None:
        """One did not hold."""
        self.breaches[invariant] += 1
        if self.breaches[invariant] <= TOLD_MAX:
            self.findings.append(Finding(invariant, shard, text))

    @property
    def holds(self) -> bool:
        """Whether no invariant is broken."""
        return not any(self.breaches.values())

    def as_json(self) -> dict[str, dict[str, int]]:
        """Invariant number to {"checked", "breaches"}."""
        return {
            str(number): {"checked": self.checked[number], "breaches": self.breaches[number]}
            for number in INVARIANTS
        }
