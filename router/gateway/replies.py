"""What the interface answers, as models."""

from pydantic import BaseModel

from hotlead.router.kpis.decisions import Decision
from hotlead.router.rules.people import DeclineReason
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


class Opened(BaseModel):
    """A session. The same token is in the cookie."""

    token: str
    role: str
    tenant: str
    id: str
    expires_at_ms: int


class Caller(BaseModel):
    """Whose session the request carries, and until when."""

    role: str
    tenant: str
    id: str
    expires_at_ms: int


class Accepted(BaseModel):
    """Kafka has acknowledged these events; an id sent before is taken and has no effect."""

    accepted: int
    event_ids: list[str]


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
    problems: list[dict[str, str]] | None = None


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
    """Which lead a capture became, or why it became none."""

    channel: str
    event_id: str
    lead: str | None = None
    dead_letter: DeadLetterView | None = None


class Assignments(BaseModel):
    """A rep's live assignments, the oldest first."""

    assignments: list[HeldLead]


class Leads(BaseModel):
    """The leads that a rep acknowledged and that are not closed, the oldest first."""

    leads: list[HeldLead]


class Desk(BaseModel):
    """All that a rep works with now: the same as the snapshot of their events.

    `claimable` are the leads of their pools that are open to any idle rep, `decline_reasons` what
    the policy lets them choose from. `at_ms` is the shard's
    time and `speed` its pace, so that a page can count down to a deadline.
    """

    rep: RepView
    assignments: list[HeldLead]
    leads: list[HeldLead]
    claimable: list[LeadView]
    decline_reasons: list[DeclineReason]
    at_ms: int
    speed: float


class Board(BaseModel):
    """The snapshot of the supervisors' events.

    `escalations` are the rungs that this gateway heard of since it started, oldest first.
    """

    stats: Stats
    queue: list[QueueRow]
    reps: list[RepView]
    pools: list[PoolView]
    escalations: list[RungView]
    at_ms: int
    speed: float


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


class Explained(Explanation):
    """Why a lead has its score, and for the board who got it and why.

    `decisions` are null for a rep, and where no read store is kept.
    """

    decisions: list[Decision] | None = None


class Staff(BaseModel):
    """Who is at the board, by id."""

    staff: list[StaffView]


class Escalations(BaseModel):
    """The rungs that this gateway heard of since it started, 50 at most, oldest first."""

    escalations: list[RungView]


class Team(BaseModel):
    """All reps of the tenant."""

    reps: list[RepView]


class Health(BaseModel):
    """`ok`, or what is missing."""

    status: str
    missing: list[str] = []
