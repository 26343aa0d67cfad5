"""What must hold, judged from the journal alone while it grows, and from the state at rest.

The judge follows the chain by itself, so it sees just what a reader outside sees: valid entries.
"""

import re
from collections import Counter

from hotlead.router.audit.lead import Lead, serves
from hotlead.router.audit.model import Model
from hotlead.router.audit.report import Report
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
from tests.simulation.troubles import Troubles
from tests.simulation.watch import Watch

#: One of customers.py: the whole number, for a few of its digits stand in some stamp or other.
PHONE = re.compile(rb"\+86138001|(?<!\d)138001\d{5}(?!\d)")


class Judge:
    """Reads the journal to its end whenever asked; `complaints` is what did not hold."""

    def __init__(self, journal: Log, troubles: Troubles, brand: Brand) -> None:
        self._journal, self._brand = journal, brand
        self.watch = Watch(brand.business.policies, brand.imported.__contains__, troubles)
        self.report, self.complaints = Report(), self.watch.complaints
        self._model = Model(0, self.report)
        self._chain, self._read = Chain(), 0
        self._last_at = self._next = 0
        self._reps: dict[str, Rep] = {}
        self._fold = Fold(MemoryRedis(MemoryStore()))
        self._expires_at: dict[str, int] = {}
        self._rung_due: int | None = None
        self._looks = {
            "rep_registered": self._registered,
            "assigned": self._assigned,
            "withdrawn": self._withdrawn,
            "rung": self._rung,
        }
        #: All valid entries, as they stand in the journal and decoded.
        self.entries: list[bytes] = []
        self.decoded: list[Entry] = []
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
        self.decoded.append(entry)
        self._model.read(entry)
        self._rung_due = None
        for change in entry.raw:
            self.changes[change["kind"]] += 1
            self.watch.hear(change, entry.at)
            look = self._looks.get(change["kind"])
            if look is not None:
                look(change, entry.at)
            if "expires_at" in change:
                self._expires_at[change["lead"]] = change["expires_at"]
            self._brand.told(change, entry)

    # One method for each kind of change that says something on time or on who may serve

    def _registered(self, change: RawChange, at: int) -> None:
        registered = typed(change)
        assert isinstance(registered, RepRegistered)
        rep = self._reps[registered.rep] = Rep(registered.rep, registered.tenant)
        rep.register(registered, at, new=True)

    def _assigned(self, change: RawChange, _: int) -> None:
        self._expires_at[change["lead"]] = 0

    def _rung(self, change: RawChange, _: int) -> None:
        self._rung_due = change["due"]

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
        self.watch.look(now)
        live = await take(MemoryRedis(store), keys)
        await self._fold.follow(self.entries)
        self.complaints += await self._fold.differences(live)
        self.complaints += breaches(Moment(live, self.decoded, now), self._brand.capacity)
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
