"""What is sent to the interface, as models."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotlead.topics.event import Milliseconds
from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import Presence
from hotlead.topics.names import EventId, Name, Text
from hotlead.topics.staff import StaffRole

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
    """Who shall have the lead, and why.

    `epoch` is the one under which the lead was seen, empty when it waited: one that has moved on
    since is left alone.
    """

    rep: Name
    reason: Text = ""
    epoch: Annotated[str, Field(max_length=64)] | None = None


class RevealBody(_Body):
    """Why the number is needed."""

    reason: Annotated[Text, Field(min_length=1)]


class StaffBody(_Body):
    """Somebody at the board as they shall be from now on, whole."""

    name: Text = ""
    role: StaffRole
    active: bool = True


class LoginBody(BaseModel):
    """A login code, as the command line gave it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=1024)]


class LoginCodeBody(BaseModel):
    """Where the rep's phone reaches the gateway, when that is not where this call came to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: Annotated[str, Field(pattern=r"^https?://[^/?#\s]+$", max_length=300)] | None = None


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
