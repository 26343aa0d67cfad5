"""What is sent to the interface, as models."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from hotlead.router.policy.hours import sound
from hotlead.router.shard.http_call import ActionBody
from hotlead.topics.event import Milliseconds
from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import Presence, StaffRole, WithoutRoom
from hotlead.topics.names import EventId, Name, Text
from hotlead.topics.typed import listed, number

Names = Annotated[tuple[Name, ...], BeforeValidator(listed)]


class RepBody(ActionBody):
    """A rep as the supervisor wants them from now on, whole, read as people type it."""

    name: Text = ""
    pools: Annotated[Names, Field(min_length=1, max_length=16)]
    skills: Annotated[Names, Field(max_length=32)] = ()
    regions: Annotated[Names, Field(max_length=64)] = ()
    tier: Annotated[int, BeforeValidator(number), Field(ge=0, le=9)] = 0
    weight: Annotated[float, BeforeValidator(number), Field(ge=0.01, le=100)] = 1.0
    capacity: Annotated[int, BeforeValidator(number), Field(ge=0, le=1000)] = 1
    daily_cap: Annotated[int, BeforeValidator(number), Field(ge=1, le=100_000)] | None = None
    hours: Annotated[WorkingHours, AfterValidator(sound)] = WorkingHours()


class PresenceBody(ActionBody):
    """The presence that the rep sets."""

    presence: Presence


class _DoneBody(ActionBody):
    """What a phone may have done while it had no network.

    `done_at_ms` is when, by the shard's clock; it counts between the push and the arrival.
    """

    done_at_ms: Milliseconds | None = None


class AcknowledgeBody(_DoneBody):
    """Nothing but the action's id, and when it was done."""


class DeclineBody(_DoneBody):
    """Why the rep does not take it."""

    reason: Text = ""


class ClaimBody(ActionBody):
    """Nothing but the action's id."""


class ReleaseBody(_DoneBody):
    """The epoch under which the rep holds the lead."""

    epoch: EventId


class ActivityBody(_DoneBody):
    """What the rep did with the lead that they hold under the epoch."""

    epoch: EventId
    contacted: bool = True
    note: Text = ""
    outcome: Annotated[str, Field(pattern="^(open|won|lost|invalid)$")] = "open"
    next_at_ms: Milliseconds | None = None


class UndoBody(_DoneBody):
    """The epoch under which the rep recorded the outcome."""

    epoch: EventId


class _ByHandBody(ActionBody):
    """What a supervisor does to a rep who could not be assigned the lead: nothing (`refuse`), goes
    over their room, presence and shift (`over`, which needs a reason), or takes back what rings
    there (`replace`).
    """

    reason: Text = ""
    without_room: WithoutRoom = "refuse"

    @field_validator("without_room")
    @classmethod
    def _for_a_reason(cls, asked: WithoutRoom, info: ValidationInfo) -> WithoutRoom:
        if asked == "over" and not info.data.get("reason"):
            raise ValueError("over goes with a reason; say in `reason` why")
        return asked


class HandOverBody(_ByHandBody):
    """Who shall have the lead, and why.

    `epoch` is the one under which the lead was seen, empty when it waited: one that has moved on
    since is left alone.
    """

    rep: Name
    epoch: Annotated[str, Field(max_length=64)] | None = None


class ReopenBody(_ByHandBody):
    """Why a closed lead is reopened, and which rep shall have it; its pool when none is named."""

    reason: Annotated[Text, Field(min_length=1)]
    rep: Name | None = None


class RevealBody(ActionBody):
    """Why the number is needed."""

    reason: Annotated[Text, Field(min_length=1)]


class StaffBody(ActionBody):
    """Somebody at the board as they shall be from now on, whole."""

    name: Text = ""
    role: StaffRole
    active: bool = True


class LoginBody(BaseModel):
    """A login code, as the command line gave it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=1024)]


class LoginCodeBody(BaseModel):
    """Where the phone reaches the gateway, unless HOTLEAD_PUBLIC_URL says it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: Annotated[str, Field(pattern=r"^https?://[^/?#\s]+$", max_length=300)] | None = None


class PushKeys(BaseModel):
    """What a browser gives to encrypt for it: base64url, as PushSubscription.toJSON has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    p256dh: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{80,128}={0,2}$")]
    auth: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}={0,2}$")]


class SubscriptionBody(ActionBody):
    """A browser's push subscription (W3C Push API), and whatever else the browser says of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    endpoint: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2048)]
    keys: PushKeys


class ReceiptBody(BaseModel):
    """Which lead the notice was about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lead: Name
