"""A brand: its reps, supervisors and customers, and all that they send to the shard."""

from collections.abc import Callable

from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.inbox import (
    Acknowledge,
    CaptureReceived,
    InboxEvent,
    PolicyActivated,
    encode_inbox,
)
from hotlead.topics.journal import Entry, RawChange
from tests.simulation.agenda import DAY, HOUR, MINUTE, SECOND, Agenda
from tests.simulation.business import Business
from tests.simulation.customers import Customers
from tests.simulation.logs import Log
from tests.simulation.people import Rep, hand_over, reopen


class Brand:
    """People write to the inbox, as intake and gateway do; what is valid is `told` to them."""

    def __init__(self, agenda: Agenda, inbox: Log, contacts: Log, business: Business) -> None:
        self.agenda, self.chance, self.business = agenda, agenda.chance, business
        self._inbox, self._contacts = inbox, contacts
        self.reps = [
            Rep(f"rep{i}", agenda, self.send, i, post) for i, post in enumerate(business.posts)
        ]
        self._customers = Customers(agenda, self.send, self._keep, business.come_h)
        #: Every capture that Kafka has, and the largest capacity that each rep ever had.
        self.captures: set[str] = set()
        self.imported: set[str] = set()
        self.capacity: dict[str, int] = {}
        self._open: dict[str, None] = {}
        self._closed: dict[str, None] = {}
        #: Called when a capture reaches the inbox.
        self.on_capture: Callable[[], None] = lambda: None
        #: When Kafka had the first acknowledgement of an epoch.
        self.acknowledged_at: dict[str, int] = {}

    def send(self, event: InboxEvent) -> None:
        """Kafka has the event; now and then its sender does not know, and sends it again."""
        raw = encode_inbox(event)
        self._inbox.append(raw)
        if isinstance(event, CaptureReceived):
            capture = capture_key(event.tenant, event.channel, event.event_id)
            self.captures.add(capture)
            if capture not in self.imported:
                self.on_capture()
        elif isinstance(event, Acknowledge):
            self.acknowledged_at.setdefault(event.epoch, self.agenda.now)
        if self.chance.random() < 0.03:
            self.agenda.after(self.chance.choice((1, SECOND, HOUR)), lambda: self._repeat(raw))

    def _repeat(self, raw: bytes) -> None:
        self._inbox.append(raw)

    def _keep(self, event: CaptureReceived) -> None:
        capture = capture_key(event.tenant, event.channel, event.event_id)
        key = contact_key(capture, event.contact_id)
        self._contacts.append(event.contact_json().encode(), key.encode())

    def told(self, change: RawChange, _: Entry) -> None:
        """A change was read back as valid."""
        kind = change["kind"]
        if kind == "rep_registered":
            name = change["rep"]
            self.capacity[name] = max(self.capacity.get(name, 0), change["capacity"])
        elif kind in ("captured", "reopened", "outcome_undone"):
            self._closed.pop(change["lead"], None)
            self._open[change["lead"]] = None
        elif kind == "closed":
            self._open.pop(change["lead"], None)
            self._closed[change["lead"]] = None
        for rep in self.reps:
            rep.told(change)

    def morning(self, day: int) -> None:
        """Plans the day that begins now."""
        self._customers.day(self.chance.choice(self.business.captures_a_day))
        for capture in self._customers.imported(self.business.imports.get(day, 0)):
            self.imported.add(capture_key(capture.tenant, capture.channel, capture.event_id))
        for rep in self.reps:
            if day % 7 == 0:
                rep.register()
            rep.day()
        if self.chance.random() < 0.2:
            self.agenda.after(self.chance.randrange(DAY), self._new_policy)
        for _ in range(2):
            self.agenda.after(self.chance.randrange(9 * HOUR, 20 * HOUR), self._by_hand)
        self.agenda.after(self.chance.randrange(9 * HOUR, 20 * HOUR), self._falls_silent)

    def _new_policy(self) -> None:
        version = self.chance.choice(self.business.policies).version
        self.send(PolicyActivated(action_id=self.agenda.new_id("v"), version=version))

    def _by_hand(self) -> None:
        if self._open:
            lead = self.chance.choice(list(self._open)[-20:])
            self.send(hand_over(self.agenda, lead, self.chance.choice(self.reps).name))
        if self._closed and self.agenda.thinks_again(0.3):
            lead = self.chance.choice(list(self._closed)[-20:])
            self.send(reopen(self.agenda, lead, self.chance.choice(self.reps).name))

    def _falls_silent(self) -> None:
        """A phone dies for some minutes; for the first two the owner looks every 4 s."""
        rep = self.chance.choice(self.reps)
        rep.silent = True
        for look in range(4, 120, 4):
            self.agenda.look_after(look * SECOND)
        self.agenda.after(self.chance.randrange(2 * MINUTE, 20 * MINUTE), rep.is_back)

    def become_diligent(self) -> None:
        """From now on all are there day and night, answer at once and finish what they began."""
        for rep in self.reps:
            rep.diligent, rep.silent = True, False
            rep.register()
        self.urge()

    def urge(self) -> None:
        """All set themselves idle, and call whom they promised to call."""
        for rep in self.reps:
            rep.set_presence("idle")
            for lead in list(rep.owed):
                rep.contact(lead)
