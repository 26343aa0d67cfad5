"""The reps of a brand: they acknowledge, decline, ignore, release, fall silent, and come back.

A rep knows what a phone knows: the changes that were read back as valid.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Claim,
    ClosedReopened,
    Decline,
    HandOver,
    InboxEvent,
    NoticeSeen,
    NoticeSent,
    PresenceSet,
    PushSubscribed,
    Ready,
    Release,
    RepRegistered,
    SignedOut,
    Undo,
)
from hotlead.topics.journal import RawChange
from tests.simulation.agenda import HOUR, MINUTE, SECOND, Agenda
from tests.simulation.business import Post

REGIONS = ("east", "west", "north")
Send = Callable[[InboxEvent], None]


@dataclass(slots=True)
class Rep:
    """One rep. `diligent` ones answer at once and finish what they began."""

    name: str
    agenda: Agenda
    send: Send
    number: int
    post: Post
    capacity: int = 1
    diligent: bool = False
    silent: bool = False
    #: Heard of again after a silence; the next heartbeat says so.
    calling: bool = False
    #: The phone that they logged in on last.
    phone: str | None = None
    #: Leads acknowledged and not contacted, with their epochs.
    owed: dict[str, str] = field(default_factory=dict)

    def _later(self, mean_ms: float, event: Callable[[], None]) -> None:
        spread = 0.1 if self.diligent else 1.0
        self.agenda.after(round(mean_ms * spread * self.agenda.chance.expovariate(1)) + 200, event)

    def _act(self, kind: type, mean_ms: float, **fields: Any) -> None:
        action = self.agenda.new_id("a")
        event = kind(action_id=action, tenant="main", rep=self.name, **fields)
        self._later(mean_ms, lambda: self.send(event))

    def register(self) -> None:
        """The supervisor says what the rep may do; now and then something else than before."""
        chance = self.agenda.chance
        self.capacity = chance.choice((1, 1, 1, 2, 3)) if not self.diligent else 3
        hours = WorkingHours() if self.diligent else self.post.hours
        self.send(
            RepRegistered(
                action_id=self.agenda.new_id("r"),
                by="sup",
                tenant="main",
                rep=self.name,
                pools=self.post.pools,
                skills=self.post.skills,
                regions=chance.choices(REGIONS, k=2) if self.post.regional else (),
                tier=self.post.tier,
                weight=chance.choice((1, 1, 2)),
                capacity=self.capacity,
                daily_cap=None if self.diligent else chance.choice((None, None, 8)),
                hours=hours,
            )
        )

    def set_presence(self, presence: str) -> None:
        """The switch on the phone."""
        fields: Any = {"tenant": "main", "rep": self.name, "presence": presence}
        self.send(PresenceSet(action_id=self.agenda.new_id("p"), **fields))

    def is_ready(self) -> None:
        """The notes are made; at times the time was over before."""
        self.send(Ready(action_id=self.agenda.new_id("t"), tenant="main", rep=self.name))

    def is_back(self) -> None:
        """The phone works again."""
        self.silent, self.calling = False, True

    def day(self) -> None:
        """Plans one day: comes, has a break, goes; sometimes forgets to."""
        chance, after = self.agenda.chance, self.agenda.after
        starts = self.post.comes_h * HOUR + round(chance.expovariate(1 / (20 * MINUTE)))
        after(starts, lambda: self.set_presence("idle"))
        after(starts, self.log_in)
        if chance.random() < 0.1:
            after(starts + chance.randrange(8 * HOUR), self.sign_out)
        if chance.random() < 0.6:
            noon = 12 * HOUR + chance.randrange(HOUR)
            break_ = chance.choice(("busy", "away"))
            after(noon, lambda: self.set_presence(break_))
            after(noon + 40 * MINUTE, lambda: self.set_presence("idle"))
        if chance.random() < 0.8:
            after(
                self.post.goes_h * HOUR + chance.randrange(HOUR), lambda: self.set_presence("away")
            )

    def log_in(self) -> None:
        """The page is opened, on one of three phones; now and then another rep's."""
        chance = self.agenda.chance
        phone = f"phone-{self.number if chance.random() < 0.9 else 0}-{chance.randrange(3)}"
        self.send(
            PushSubscribed(
                action_id=self.agenda.new_id("k"),
                tenant="main",
                rep=self.name,
                subscription=phone,
                endpoint=f"https://push.example.org/{phone}",
                p256dh="p",
                auth="a",
            )
        )
        self.phone = phone

    def sign_out(self) -> None:
        """All phones of the rep are signed out."""
        before, fields = self.agenda.now, {"tenant": "main", "by": "sup"}
        action = self.agenda.new_id("o")
        self.send(SignedOut(action_id=action, rep=self.name, before_ms=before, **fields))

    def _pushed(self, lead: str, epoch: str) -> None:
        """A worker pushed to the phone, and says what came of it; then the phone says it too."""
        if self.phone is None:
            return
        roll, notice = self.agenda.chance.random(), f"0-{epoch}-{self.name}"
        sent = NoticeSent(
            tenant="main",
            to=self.name,
            via="web-push",
            result="gone" if roll < 0.05 else "accepted",
            attempts=1,
            subscription=self.phone,
            notices=[{"notice": notice, "lead": lead}],
        )
        seen = NoticeSeen(tenant="main", rep=self.name, notice=notice, lead=lead)
        self.agenda.after(SECOND, lambda: self.send(sent))
        if roll > 0.3:
            self.agenda.after(2 * SECOND, lambda: self.send(seen))

    def told(self, change: RawChange) -> None:
        """A valid change reached the phone."""
        kind, mine = change["kind"], change.get("rep") == self.name
        if kind == "assigned" and mine:
            self._offered(change["lead"], change["epoch"])
            self._pushed(change["lead"], change["epoch"])
        elif kind == "acknowledged" and mine:
            self._took(change["lead"], change["epoch"])
        elif kind == "contacted" and mine:
            self._contacted(change["lead"])
        elif kind == "wrap_up_began" and mine and self.agenda.chance.random() < 0.4:
            self._later(2 * MINUTE, self.is_ready)
        elif kind == "left" and mine:
            self.owed.pop(change["lead"], None)
            if change["reason"] == "closed" and self.agenda.thinks_again(0.1):
                # Not what they meant; sometimes noticed too late.
                self._act(Undo, 30 * SECOND, lead=change["lead"], epoch=change["epoch"])
        elif kind == "outcome_undone" and mine:
            self.owed[change["lead"]] = change["epoch"]
            self.contact(change["lead"])
        elif kind == "presence_changed" and mine and change["why"] == "missed":
            self._later(10 * MINUTE, lambda: self.set_presence("idle"))
        elif kind == "rung" and change.get("open") and self.agenda.chance.random() < 0.3:
            self._act(Claim, 20 * SECOND, lead=change["lead"])

    def _offered(self, lead: str, epoch: str) -> None:
        roll = 0.0 if self.diligent else self.agenda.chance.random()
        if roll < 0.7:
            self._act(Acknowledge, 45 * SECOND, lead=lead, epoch=epoch)
        elif roll < 0.78:
            self._act(Decline, 30 * SECOND, lead=lead, epoch=epoch, reason="no time")
        elif roll > 0.92:
            self._act(Acknowledge, 25 * MINUTE, lead=lead, epoch=epoch)  # often too late

    def _took(self, lead: str, epoch: str) -> None:
        self.owed[lead] = epoch
        roll = 0.0 if self.diligent else self.agenda.chance.random()
        if roll < 0.85:
            self.contact(lead)
        elif roll < 0.92:
            self._act(Release, 30 * SECOND, lead=lead, epoch=epoch)
        elif roll < 0.97 and self.agenda.second_thoughts:
            self._call_without_network(lead, epoch)

    def _call_without_network(self, lead: str, epoch: str) -> None:
        """Calls the person soon, and can say so only after an hour or two."""
        done, action = self.agenda.now + 10 * MINUTE, self.agenda.new_id("a")
        fields: Any = {"action_id": action, "tenant": "main", "rep": self.name, "lead": lead}
        event = Activity(epoch=epoch, note="called", done_at_ms=done, **fields)
        self.agenda.after(HOUR + self.agenda.chance.randrange(HOUR), lambda: self.send(event))

    def contact(self, lead: str) -> None:
        """Calls the person and says so."""
        epoch = self.owed[lead]
        self._act(Activity, 12 * MINUTE, lead=lead, epoch=epoch, note="called 13800138000")
        if self.agenda.chance.random() < 0.85:
            outcome = self.agenda.chance.choice(("won", "lost", "invalid"))
            wait = 8 * HOUR
            self._act(Activity, wait, lead=lead, epoch=epoch, outcome=outcome, contacted=False)

    def _contacted(self, lead: str) -> None:
        self.owed.pop(lead, None)


def hand_over(agenda: Agenda, lead: str, rep: str) -> HandOver:
    """A supervisor gives a lead to a rep, in one way or another."""
    action, way = agenda.new_id("h"), "refuse"
    if agenda.second_thoughts:
        way = agenda.chance.choice(("refuse", "over", "replace"))
    fields: Any = {"tenant": "main", "by": "sup", "reason": "a friend", "without_room": way}
    return HandOver(action_id=action, lead=lead, rep=rep, **fields)


def reopen(agenda: Agenda, lead: str, rep: str) -> ClosedReopened:
    """A supervisor reopens a closed lead, for its pool or for a rep."""
    fields: Any = {"tenant": "main", "by": "sup", "reason": "closed by mistake"}
    if agenda.chance.random() < 0.5:
        fields |= {"rep": rep, "without_room": "replace"}
    return ClosedReopened(action_id=agenda.new_id("h"), lead=lead, **fields)
