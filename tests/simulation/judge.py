"""What must hold, judged from the journal alone while it grows, and from the state at rest.

The judge follows the chain by itself, so it sees just what a reader outside sees: valid entries.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from hotlead.router.audit.lead import Lead, serves
from hotlead.router.audit.model import Model
from hotlead.router.audit.report import Report
from hotlead.router.rules.pool_clock import Clocks
from hotlead.router.rules.rep_state import Rep
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.router.shard.keys import ShardKeys
from hotlead.topics.journal import Entry, RawChange, decode_journal
from hotlead.topics.journal.change import typed
from hotlead.topics.journal.reps import RepRegistered
from tests.integration.state.fold import Fold
from tests.integration.state.invariants import breaches
from tests.integration.state.snapshot import Moment, take
from tests.simulation.brand import Brand
from tests.simulation.logs import Log
from tests.simulation.memory.client import MemoryRedis
from tests.simulation.memory.store import MemoryStore

LATE_MS = 1000
#: One of customers.py: the whole number, for a few of its digits stand in some stamp or other.
PHONE = re.compile(rb"\+86138001|(?<!\d)138001\d{5}(?!\d)")


@dataclass(slots=True)
class Troubles:
    """When something was broken: spans in which a rung may be late, in the world's ms."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    since: int | None = None

    def begin(self, now: int) -> None:
        """From here on something is broken."""
        if self.since is None:
            self.since = now

    def end(self, now: int) -> None:
        """All is well again."""
        if self.since is not None:
            self.spans.append((self.since, now))
            self.since = None

    def meet(self, first: int, last: int) -> bool:
        """Whether any lay within [first, last]."""
        if self.since is not None and self.since <= last:
            return True
        return any(a <= last and b >= first for a, b in reversed(self.spans))


class Judge:
    """Reads the journal to its end whenever asked; `complaints` is what did not hold."""

    def __init__(self, journal: Log, troubles: Troubles, brand: Brand) -> None:
        self._journal, self._troubles, self._brand = journal, troubles, brand
        self.report, self.complaints = Report(), list[str]()
        self._model = Model(0, self.report)
        self._chain, self._read = Chain(), 0
        self._last_at = self._next = 0
        self._reps: dict[str, Rep] = {}
        #: When a lead came back to its ladder, or got another: rungs past are due at that instant.
        self._climbs_since: dict[str, int] = {}
        self._fold = Fold(MemoryRedis(MemoryStore()))
        self._expires_at: dict[str, int] = {}
        #: Each pool's rungs, in ms after the hot clock; how many of a lead's have fired.
        self._ladders: dict[str, list[int]] = {}
        #: The pools' clocks, and what each lead's showed at the start of its hot one.
        self._clocks, self._hot_clock = Clocks(), dict[str, int]()
        self._fired: dict[str, int] = {}
        self._rung_due: int | None = None
        self._looks = {
            "rep_registered": self._registered,
            "policy_activated": self._policy,
            "hot": self._hot,
            "left": self._climbs,
            "rescored": self._climbs,
            "assigned": self._assigned,
            "withdrawn": self._withdrawn,
            "acknowledged": self._acknowledged,
            "rung": self._rung,
        }
        #: All valid entries, as they stand in the journal and decoded.
        self.entries: list[bytes] = []
        self._decoded: list[Entry] = []
        #: Changes by kind, records of the journal by verdict.
        self.changes: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()

    def listen(self) -> None:
        """Reads on, and tells the people what concerns them."""
        while self._read < self._journal.end:
            record = self._journal.records[self._read]
            self._read += 1
            raw = record.value or b""
            decoded = decode_journal(raw)
            verdict = self._chain.read(decoded, record.offset)
            self.verdicts[verdict.value] += 1
            if not isinstance(decoded, Entry):
                self._model.opened(decoded)
            elif verdict is Verdict.VALID:
                self._take(decoded, raw)

    def _take(self, entry: Entry, raw: bytes) -> None:
        if PHONE.search(raw):
            self.complaints.append(f"entry {entry.seq} holds a phone number")
        if entry.at < self._last_at:
            self.complaints.append(f"entry {entry.seq} goes back in time")
        if entry.next < self._next:
            self.complaints.append(f"entry {entry.seq} goes back in the inbox")
        self._last_at, self._next = entry.at, entry.next
        self.entries.append(raw)
        self._decoded.append(entry)
        self._model.read(entry)
        self._rung_due = None
        for change in entry.raw:
            self.changes[change["kind"]] += 1
            look = self._looks.get(change["kind"])
            if look is not None:
                look(change, entry.at)
            if "expires_at" in change:
                self._expires_at[change["lead"]] = change["expires_at"]
            self._brand.told(change, entry)
        for told in entry.changes:
            self._clocks.take(told, entry.at)

    # One method for each kind of change that says something on time or on who may serve

    def _registered(self, change: RawChange, at: int) -> None:
        registered = typed(change)
        assert isinstance(registered, RepRegistered)
        rep = self._reps[registered.rep] = Rep(registered.rep, registered.tenant)
        rep.register(registered, at, new=True)

    def _policy(self, change: RawChange, _: int) -> None:
        for name, pool in change["pools"].items():
            self._ladders[name] = [int(rung.split(":")[1]) for rung in pool["ladder"].split(",")]

    def _hot(self, change: RawChange, _: int) -> None:
        self._fired[change["lead"]] = 0
        self._hot_clock[change["lead"]] = self._clocks.of(change["pool"]).at(change["clock_at"])

    def _climbs(self, change: RawChange, at: int) -> None:
        self._climbs_since[change["lead"]] = at

    def _assigned(self, change: RawChange, _: int) -> None:
        self._expires_at[change["lead"]] = 0

    def _rung(self, change: RawChange, at: int) -> None:
        """In time, by its instant or by when the lead came back to the ladder."""
        self._rung_due, self._fired[change["lead"]] = change["due"], change["n"]
        due = max(change["due"], self._climbs_since.get(change["lead"], 0))
        if at - due > LATE_MS and not self._troubles.meet(due - LATE_MS, at):
            self.complaints.append(
                f"lead {change['lead']}: rung {change['n']} was {at - due} ms late, all being well"
            )

    def _acknowledged(self, change: RawChange, at: int) -> None:
        """The rungs that were due before have fired."""
        if "hot_at" not in change:
            return
        lead, fired = change["lead"], self._fired[change["lead"]]
        pool = self.leads[lead].pool
        for after in self._ladders[pool][fired:]:
            due = self._clocks.of(pool).when(self._hot_clock[lead] + after)
            missed = max(due, self._climbs_since.get(lead, 0)) + LATE_MS < at
            if missed and not self._troubles.meet(due - LATE_MS, at):
                self.complaints.append(f"lead {lead}: rung {fired + 1} was left out")
                return

    def _withdrawn(self, change: RawChange, _: int) -> None:
        """A timer may take a lead away only if no acknowledgement was sent before it was due."""
        if change["reason"] not in ("expired", "reassigned"):
            return
        due = self._expires_at[change["lead"]] if self._rung_due is None else self._rung_due
        if self._brand.acknowledged_at.get(change["epoch"], due) < due:
            self.complaints.append(
                f"lead {change['lead']}: {change['reason']}, yet acknowledged in time"
            )

    def counts_fit(self, store: MemoryStore, keys: ShardKeys) -> None:
        """What can be compared in no time whenever something was mended: nothing is missing."""
        taken = len(self._model.captures)
        for name in ("contact_of", "contacts"):
            there = store.execute("HLEN", keys.key(name))
            if there != taken:
                self.complaints.append(f"{taken} captures were taken, {name} has {there}")

    async def at_rest(self, store: MemoryStore, keys: ShardKeys, now: int) -> None:
        """The state while nothing moves: every invariant, and that the journal gives it."""
        live = await take(MemoryRedis(store), keys)
        await self._fold.follow(self.entries)
        self.complaints += await self._fold.differences(live)
        self.complaints += breaches(Moment(live, self._decoded, now), self._brand.capacity)
        missing = set(live.hash("contact_of")) - set(live.hash("contacts"))
        self.complaints += [f"the contact of {capture} is missing" for capture in missing]

    def finish(self, now: int) -> None:
        """The end: nothing is missing, nothing is doubled."""
        self._model.finish(now)
        captures = self._brand.captures
        lost = captures - self._model.captures
        self.complaints += [f"capture {capture} is lost" for capture in sorted(lost)]
        made_up = self._model.captures - captures
        self.complaints += [f"capture {capture} was never sent" for capture in sorted(made_up)]
        if sum(self.report.breaches.values()) > self.report.late:
            self.complaints += [
                finding.text
                for finding in self.report.findings
                if finding.invariant != 5 or not finding.text.endswith(" s late")
            ] or [f"the audit says {self.report.breaches}"]

    @property
    def leads(self) -> dict[str, Lead]:
        """Every lead as the valid entries leave it."""
        return self._model.leads

    def somebody_serves(self, lead: Lead) -> bool:
        """Whether any rep, free or not, has what the lead asks for now."""
        tokens, _ = lead.asks()
        return any(
            rep.capacity > 0 and lead.pool in rep.pools and serves(rep, (tokens, frozenset()))
            for rep in self._reps.values()
        )
