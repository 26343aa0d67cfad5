"""What the interface answers, as models."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hotlead.router.gateway.sessions import Role
from hotlead.router.kpis.decisions import Decision
from hotlead.router.policy.labels import Labels
from hotlead.router.policy.people import DeclineReason
from hotlead.router.push.outcome import Result
from hotlead.router.state.views.hand_over import TeamRep
from hotlead.router.state.views.history import HistoryEntry
from hotlead.router.state.views.models import (
    Explanation,
    FullContact,
    HeldLead,
    LeadView,
    PoolView,
    QueueRow,
    RepView,
    RungView,
    StaffView,
    Stats,
)
from hotlead.router.state.views.waiting import Waiting
from hotlead.router.telling.attributes import Uncounted

Reach = Literal["whole", "filling", "since_start"]


class LoginCode(BaseModel):
    """A login code, the link that logs in with it, and the link's QR code.

    `qr` is a row of modules a line, `1` for dark, without the quiet zone. The code holds until
    `expires_at_ms` of the real clock, and works once.
    """

    code: str
    link: str
    expires_at_ms: int
    qr: list[str]


class PushKey(BaseModel):
    """The key that a browser subscribes with: the gateway's VAPID key (RFC 8292), base64url."""

    key: str


class Tried(BaseModel):
    """What the push service said of a trial: only the phone can tell that it came."""

    result: Result


class Opened(BaseModel):
    """A session. The same token is in the cookie."""

    token: str
    role: Role
    tenant: str
    id: str
    expires_at_ms: int


class Caller(BaseModel):
    """Whose session the request carries, and until when."""

    role: Role
    tenant: str
    id: str
    expires_at_ms: int


class Warned(BaseModel):
    """What an event that was taken probably meant otherwise: a field, a kind, an attribute."""

    at: str
    warning: str


class Accepted(BaseModel):
    """Kafka has acknowledged these events; an id sent before is taken and has no effect.

    `warnings`, the first twenty, say what was taken and is worth nothing.
    """

    accepted: int
    event_ids: list[str]
    warnings: list[Warned] | None = None


class Done(BaseModel):
    """An action took place, by the journal's word. `contact` is in full, for the holder alone."""

    action_id: str
    lead: str | None = None
    rep: str | None = None
    epoch: str | None = None
    assignment: str | None = None
    presence: str | None = None
    subscription: str | None = None
    contact: FullContact | None = None


class Problem(BaseModel):
    """One field at fault: where it is (`$.hours.days`), and the mend."""

    at: str
    problem: str


class Refused(BaseModel):
    """Why not. `error` is for programs, `message` says what to do.

    `holder`, `holder_name` and `state` tell who has a lead and how it stands, `problems` name
    fields at fault.
    """

    error: str
    message: str
    action_id: str | None = None
    holder: str | None = None
    holder_name: str | None = None
    state: str | None = None
    problems: list[Problem] | None = None


class DeadLetterView(BaseModel):
    """Why a capture was put with the dead letters; `offset` names the letter there.

    `state` is `waiting`, or `taken` or `replayed` when it is being sent back or was. `at_ms` is of
    the machine's clock.
    """

    offset: int
    reason: str
    meaning: str
    detail: str
    state: str
    at_ms: int


class CaptureStatus(BaseModel):
    """Which lead a capture became, or why it became none.

    Of an id that was used again, after 72 hours, it is the latest; `earlier` are the leads of those
    before, the newest first.
    """

    channel: str
    event_id: str
    lead: str | None = None
    earlier: list[str] | None = None
    dead_letter: DeadLetterView | None = None


class Assignments(BaseModel):
    """A rep's live assignments, the oldest first."""

    assignments: list[HeldLead]


class Leads(BaseModel):
    """The leads that a rep acknowledged and that are not closed, the oldest first."""

    leads: list[HeldLead]


class Desk(BaseModel):
    """All that a rep works with now: the same as the snapshot of their events.

    `claimable` are the leads of their pools that are open to any idle rep, `recently_closed` those
    whose outcome they may still take back, the newest first, `decline_reasons` what the policy lets
    them choose from, `labels` what it calls things. `at_ms` is the shard's time and `speed` its
    pace, so that a page can count down to a deadline, and say when something was done.
    """

    rep: RepView
    assignments: list[HeldLead]
    leads: list[HeldLead]
    claimable: list[LeadView]
    recently_closed: list[LeadView]
    decline_reasons: list[DeclineReason]
    labels: Labels
    at_ms: int
    speed: float


class Board(BaseModel):
    """The snapshot of the supervisors' events.

    `escalations` are the rungs that fired last, oldest first, and `reach` tells how far they go;
    `labels` is what the policy calls things.
    """

    labels: Labels
    stats: Stats
    queue: list[QueueRow]
    reps: list[TeamRep]
    pools: list[PoolView]
    escalations: list[RungView]
    reach: Reach
    at_ms: int
    speed: float


class Changed(BaseModel):
    """One change as the journal has it, less what is nobody's to see.

    `former` is who had the lead, `n` a rung's number. What else a kind has is in docs/flow.md.
    """

    model_config = ConfigDict(extra="allow")

    kind: str
    tenant: str | None = None
    lead: str | None = None
    rep: str | None = None
    former: str | None = None
    reason: str | None = None
    episode: int | None = None
    n: int | None = None


class Changes(BaseModel):
    """What an event `changes` tells: the changes of one entry of the journal, and its instant."""

    at_ms: int
    changes: list[Changed]


class Queue(BaseModel):
    """What waits, the next to go first: some rows from `offset` on, of `total`."""

    leads: list[QueueRow]
    total: int
    offset: int


class Pools(BaseModel):
    """Every pool at a glance."""

    pools: list[PoolView]


class Decisions(BaseModel):
    """Each decision about a lead with its reasons, oldest first."""

    lead: str
    decisions: list[Decision]


class UncountedView(BaseModel):
    """An attribute that counts 0, with the number to send instead where one can be read."""

    name: str
    value: str
    code: Literal["no_number", "no_points", "other_name"]
    number: str | None
    en: str
    zh: str

    @classmethod
    def of(cls, one: Uncounted) -> "UncountedView":
        """As it is shown."""
        return cls(
            name=one.name,
            value=one.value,
            code=one.code,
            number=one.number,
            en=one.told.en,
            zh=one.told.zh,
        )


class Explained(Explanation):
    """Why a lead has its score, what happened with it, and for the board who got it and why.

    `history` is told to the board and to the rep who has it, `uncounted` are attributes that count
    nothing though they were meant to. `waiting` is null for a lead that does not wait, and for a
    rep; `decisions` are null for a rep, and where no read store is kept.
    """

    history: list[HistoryEntry]
    uncounted: list[UncountedView]
    waiting: Waiting | None = None
    decisions: list[Decision] | None = None


class Staff(BaseModel):
    """Who is at the board, by id."""

    staff: list[StaffView]


class Escalations(BaseModel):
    """The rungs that fired last, 50 at most, oldest first.

    `reach` tells how far they go: `whole`, however old they are; `filling`, while this gateway
    reads the journal into its read store; `since_start`, where it keeps none.
    """

    escalations: list[RungView]
    reach: Reach


class Team(BaseModel):
    """All reps of the tenant."""

    reps: list[TeamRep]


class Health(BaseModel):
    """`ok`, or what is missing."""

    status: str
    missing: list[str] = []
