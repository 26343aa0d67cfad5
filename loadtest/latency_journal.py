"""What the router decided, and when, read from inbox and journal when a run is over."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.settings import Settings
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.valid import valid
from hotlead.topics.journal import Entry
from hotlead.topics.streams import INBOX, JOURNAL
from loadtest.latency_figures import Stamps


@dataclass(slots=True)
class Decisions:
    """The event that brought each lead, the leads that met no free rep, and all assignments."""

    event_of: dict[str, str] = field(default_factory=dict)
    waited: set[str] = field(default_factory=set)
    assigned: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    stamps_ms: dict[str, Stamps] = field(default_factory=dict)

    def take(self, entry: Entry, inbox_ms: int, journal_ms: int) -> None:
        """Reads one valid entry. Who meets a free rep is assigned in the entry of the capture."""
        came = []
        for change in entry.raw:
            kind, lead = change["kind"], change.get("lead", "")
            if kind == "captured":
                self.event_of[lead] = change["event_id"]
                self.stamps_ms[lead] = change["received"], inbox_ms, journal_ms
                came.append(lead)
            elif kind == "assigned":
                self.assigned[lead] += 1
                if lead in came:
                    came.remove(lead)
            elif kind == "acknowledged":
                self.acknowledged[lead] += 1
        self.waited.update(came)

    def faults(self, people: int) -> list[str]:
        """What is wrong: every person is assigned exactly once."""
        found = []
        if len(self.event_of) != people:
            found.append(f"{len(self.event_of)} leads, {people} people")
        if never := len(self.event_of.keys() - self.assigned.keys()):
            found.append(f"{never} leads were never assigned")
        if twice := _above_one(self.assigned.values()):
            found.append(f"{twice} leads were assigned more than once")
        if twice := _above_one(self.acknowledged.values()):
            found.append(f"{twice} leads were acknowledged more than once")
        return found


def _above_one(counts: Iterable[int]) -> int:
    return sum(count > 1 for count in counts)


async def decisions(settings: Settings) -> Decisions:
    """Those of the one shard of a bench, to the journal's end."""
    made, chain, inbox_ms = Decisions(), Chain(), list[int]()
    async with LogReader(settings.kafka, settings.topic(INBOX)) as inbox:
        async for records in inbox.read_all(0):
            inbox_ms += [record.timestamp for record in records]
    async with LogReader(settings.kafka, settings.topic(JOURNAL)) as journal:
        async for records in journal.read_all(0):
            raws = [(record.offset, record.value or b"") for record in records]
            taken_ms = {record.offset: record.timestamp for record in records}
            for offset, _, entry in valid(chain, raws):
                # The inbox of a run begins at 0 and has no gaps: nobody deletes from it.
                before = inbox_ms[entry.next - 1] if entry.next else taken_ms[offset]
                made.take(entry, before, taken_ms[offset])
    return made
