"""What is told of leads that are not hot, and of pools nobody serves: once, and never early."""

from collections.abc import Iterable, Mapping

from hotlead.router.audit.lead import Lead, serves
from hotlead.router.audit.report import Report
from hotlead.router.rules.rep_state import Rep
from hotlead.topics.journal.leads import ServedAgain, SlowerRung, Unserved
from hotlead.topics.journal.pools import PoolNumbers

Place = tuple[str, str]


def _on_duty(rep: Rep) -> bool:
    return rep.reachable and rep.on_shift and rep.presence != "away"


class Slower:
    """Those of one shard. `pools` are those that policies have named so far."""

    def __init__(self, shard: int, report: Report, pools: Mapping[str, PoolNumbers]) -> None:
        self._shard, self._report, self._pools = shard, report, pools
        #: By lead, the episode in which it was told of last.
        self._told: dict[str, int] = {}
        #: By place, since when nobody serves it, as it was told.
        self._unserved: dict[Place, int] = {}

    def fired(self, lead: Lead, change: SlowerRung, reps: Iterable[Rep], at: int) -> None:
        """The slower ladder told of a lead."""
        self._report.count(5)
        if self._told.get(lead.id) == lead.episode:
            self._breach(lead, f"the slower ladder told of it twice in episode {lead.episode}")
        self._told[lead.id] = lead.episode
        if lead.hot_at is not None or lead.state not in ("waiting", "assigned"):
            state = "hot" if lead.hot_at is not None else lead.state
            self._breach(lead, f"the slower ladder told of it while {state}")
        if change.why == "all_refused":
            left = [
                rep.id
                for rep in _of(reps, lead.tenant, lead.pool)
                if serves(rep, lead.asks()) and rep.may_have_another
            ]
            if left:
                self._breach(lead, f"all were said to refuse it, and {left[0]} did not")
            return
        # Open time is never more than the time that passed.
        waited = self._pools[lead.pool].get("slower_waited", 0)
        if change.due is None or at < change.due or at - change.since < waited:
            self._breach(lead, "the slower ladder told of it early")

    def unserved(
        self, change: Unserved, waiting: Iterable[Lead], reps: Iterable[Rep], at: int
    ) -> None:
        """A place was said to be served by nobody."""
        self._report.count(5)
        place = (change.tenant, change.pool)
        if place in self._unserved:
            self._said(change, "told twice that nobody serves it")
        self._unserved[place] = change.since
        if at - change.since < self._pools[change.pool].get("unserved_after", 0):
            self._said(change, "told early that nobody serves it")
        if any(_of(reps, *place)):
            self._said(change, "told that nobody serves it while somebody is there")
        if not any((one.tenant, one.pool) == place and one.state == "waiting" for one in waiting):
            self._said(change, "told that nobody serves it while nothing waits")

    def served(self, change: ServedAgain) -> None:
        """That is over."""
        self._report.count(5)
        if self._unserved.pop((change.tenant, change.pool), None) != change.since:
            self._said(change, "told that it is served again, and not that it was not")

    def _breach(self, lead: Lead, text: str) -> None:
        self._report.breach(5, self._shard, f"lead {lead.id}: {text}")

    def _said(self, change: Unserved | ServedAgain, text: str) -> None:
        self._report.breach(5, self._shard, f"pool {change.pool} of {change.tenant}: {text}")


def _of(reps: Iterable[Rep], tenant: str, pool: str) -> Iterable[Rep]:
    return (rep for rep in reps if rep.tenant == tenant and pool in rep.pools and _on_duty(rep))
