"""What is sent to the interface, and what it answers, as models."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotlead.router.rules.people import DeclineReason
from hotlead.router.state.views.models import (
    FullContact,
    HeldLead,
    LeadView,
    QueueRow,
    RepView,
    RungView,
    Stats,
)
from hotlead.topics.event import Milliseconds
from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import Presence
from hotlead.topics.names import EventId, Name, Text

ACTION_ID_MAX = 60
ActionId = Annotated[
    str, StringConstraints(min_length=1, max_length=ACTION_ID_MAX, pattern=r"^[^|\s\"\\]+$")
]
"""The client's own id of an action: the same id never acts twice. Made here when left out."""


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    action_id: ActionId | None = None


class RepBody(_Body):
    """A rep as the supervisor wants them from now on, whole."""

    name: Text = ""
    pools: Annotated[tuple[Name, ...], Field(min_length=1, max_length=16)]
    skills: Annotated[tuple[Name, ...], Field(max_length=32)] = ()
    regions: Annotated[tuple[Name, ...], Field(max_length=64)] = ()
    tier: Annotated[int, Field(ge=0, le=9)] = 0
    weight: Annotated[float, Field(ge=0.01, le=100)] = 1.0
    capacity: Annotated[int, Field(ge=0, le=1000)] = 1
    daily_cap: Annotated[int, Field(ge=1, le=100_000)] | None = None
    hours: WorkingHours = WorkingHours()


class PresenceBody(_Body):
    """The presence that the rep sets."""

    presence: Presence


class AcknowledgeBody(_Body):
    """Nothing but the action's id."""


class DeclineBody(_Body):
    """Why the rep does not take it."""

    reason: Text = ""


class ClaimBody(_Body):
    """Nothing but the action's id."""


class ReleaseBody(_Body):
    """The epoch under which the rep holds the lead."""

    epoch: EventId


class ActivityBody(_Body):
    """What the rep did with the lead that they hold under the epoch."""

    epoch: EventId
    contacted: bool = True
    note: Text = ""
    outcome: Annotated[str, Field(pattern="^(open|won|lost|invalid)$")] = "open"
    next_at_ms: Milliseconds | None = None


class HandOverBody(_Body):
    """Who shall have the lead, and why."""

    rep: Name
    reason: Text = ""


class LoginBody(BaseModel):
    """A login code, as the command line gave it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=1024)]


class LoginCodeBody(BaseModel):
    """Where the rep's phone reaches the gateway, when that is not where this call came to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: Annotated[str, Field(pattern=r"^https?://[^/?#\s]+$", max_length=300)] | None = None


class LoginCode(BaseModel):
    """A login code, the link that logs in with it, and the link's QR code.

    `qr` is a row of modules a line, `1` for dark, without the quiet zone. The code holds until
    `expires_at_ms` of the real clock, and works once.
    """

    code: str
    link: str
    expires_at_ms: int
    qr: list[str]


class PushKeys(BaseModel):
    """What a browser gives to encrypt for it: base64url, as PushSubscription.toJSON has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    p256dh: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{80,128}={0,2}$")]
    auth: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}={0,2}$")]


class SubscriptionBody(_Body):
    """A browser's push subscription (W3C Push API), and whatever else the browser says of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    endpoint: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2048)]
    keys: PushKeys


class ReceiptBody(BaseModel):
    """Which lead the notice was about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lead: Name


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
    escalations: list[RungView]
    at_ms: int
    speed: float


class Queue(BaseModel):
    """What waits, the next to go first."""

    leads: list[QueueRow]


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
