"""What befalls reps: registration, presence, their phones and their sessions."""

from typing import Annotated, Final, Literal

from pydantic import Field

from hotlead.topics.event import Milliseconds, TenantAction
from hotlead.topics.hours import WorkingHours
from hotlead.topics.names import Name, Text

Presence = Literal["idle", "busy", "away"]


class RepRegistered(TenantAction):
    """A rep as the supervisor wants them from now on, whole."""

    kind: Literal["rep"] = "rep"
    by: Name
    rep: Name
    name: Text = ""
    pools: Annotated[tuple[Name, ...], Field(min_length=1, max_length=16)]
    skills: Annotated[tuple[Name, ...], Field(max_length=32)] = ()
    regions: Annotated[tuple[Name, ...], Field(max_length=64)] = ()
    tier: Annotated[int, Field(ge=0, le=9)] = 0
    weight: Annotated[float, Field(ge=0.01, le=100)] = 1.0
    capacity: Annotated[int, Field(ge=0, le=1000)] = 1
    daily_cap: Annotated[int, Field(ge=1, le=100_000)] | None = None
    hours: WorkingHours = WorkingHours()


class PresenceSet(TenantAction):
    """A rep set their own presence."""

    kind: Literal["presence"] = "presence"
    rep: Name
    presence: Presence


class Ready(TenantAction):
    """A rep ends their wrap-up before its time."""

    kind: Literal["ready"] = "ready"
    rep: Name


class PushSubscribed(TenantAction):
    """A phone of the rep's takes pushes at this endpoint.

    `subscription` names the endpoint: the first 22 characters of the urlsafe base64 of its SHA-256.
    """

    kind: Literal["push_subscribed"] = "push_subscribed"
    rep: Name
    subscription: Name
    endpoint: Annotated[str, Field(min_length=1, max_length=2048)]
    p256dh: Annotated[str, Field(min_length=1, max_length=128)]
    auth: Annotated[str, Field(min_length=1, max_length=64)]


class PushUnsubscribed(TenantAction):
    """That phone takes no more."""

    kind: Literal["push_unsubscribed"] = "push_unsubscribed"
    rep: Name
    subscription: Name


class SignedOut(TenantAction):
    """The rep is signed out on all phones.

    Sessions and login codes made at or before `before_ms`, a real instant, are void.
    """

    kind: Literal["signed_out"] = "signed_out"
    by: Name
    rep: Name
    before_ms: Milliseconds


EVENTS: Final = (
    RepRegistered,
    PresenceSet,
    Ready,
    PushSubscribed,
    PushUnsubscribed,
    SignedOut,
)
