"""`hotlead audit` after a run: what the bench measured must have been right, too."""

from dataclasses import dataclass

from hotlead.router.audit import audit
from hotlead.router.embedded.stores import run_valkey
from hotlead.router.settings import Settings


@dataclass(frozen=True, slots=True)
class Audited:
    """Cases checked and breaches found, over all invariants.

    `late` is how many of the breaches are rungs that fired, once and in order, but late.
    """

    checked: int
    breaches: int
    late: int
    first: str

    @property
    def holds(self) -> bool:
        """No breach at all."""
        return self.breaches == 0

    @property
    def holds_but_late(self) -> bool:
        """No breach but rungs that came late."""
        return self.breaches == self.late


async def audited(settings: Settings) -> Audited:
    """The audit of a run whose worker has ended."""
    with run_valkey() as scratch:
        report = await audit(settings, scratch.url)
    first = next((f"invariant {one.invariant}: {one.text}" for one in report.findings), "")
    return Audited(sum(report.checked.values()), sum(report.breaches.values()), report.late, first)
