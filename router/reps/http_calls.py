"""What supervisors do with reps, and reps with their presence and their phones, over HTTP."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from redis.asyncio import Redis

from hotlead.router.policy.hours import sound
from hotlead.router.push.endpoints import allowed
from hotlead.router.shard.actions import Answer
from hotlead.router.shard.http_call import (
    ActionBody,
    Asking,
    HttpCall,
    Wrong,
    name_without_number,
    without_number,
)
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.views.place import Place
from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import (
    Presence,
    PresenceSet,
    PushSubscribed,
    PushUnsubscribed,
    Ready,
    RepRegistered,
    SignedOut,
)
from hotlead.topics.names import Name, Text
from hotlead.topics.typed import listed, number

Names = Annotated[tuple[Name, ...], BeforeValidator(listed)]

REFUSALS: Final = {
    "unknown_rep": "there is no such rep; a supervisor registers them",
    "taken_rep": "the id belongs to another tenant's rep",
    "no_wrap_up": "there is no wrap-up to end: the rep is ready already",
}


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


class ReadyBody(ActionBody):
    """Nothing but its id."""


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


async def _fits(redis: Redis, keys: ShardKeys, asking: Asking) -> None:
    """Raises Wrong when a name holds a number, or a pool is none of the policy."""
    for at in ("skills", "regions"):
        for i, name in enumerate(getattr(asking.body, at)):
            without_number(name, f"$.{at}[{i}]")
    pools = await Place(redis, keys, asking.tenant).members("pools")
    for i, pool in enumerate(asking.body.pools):
        if pools and pool not in pools:
            raise Wrong(
                f"$.pools[{i}]", f"is no pool of the policy; known ones are {', '.join(pools)}"
            )


def _registered(asking: Asking) -> RepRegistered:
    return RepRegistered(
        action_id=asking.action_id,
        by=asking.by,
        tenant=asking.tenant,
        rep=asking.path["rep"],
        **asking.body.model_dump(exclude={"action_id"}),
    )


def _presence_set(asking: Asking) -> PresenceSet:
    return PresenceSet(
        action_id=asking.action_id,
        tenant=asking.tenant,
        rep=asking.path["rep"],
        presence=asking.body.presence,
    )


def _ready(asking: Asking) -> Ready:
    return Ready(action_id=asking.action_id, tenant=asking.tenant, rep=asking.path["rep"])


def _signed_out(asking: Asking) -> SignedOut:
    return SignedOut(
        action_id=asking.action_id,
        by=asking.by,
        tenant=asking.tenant,
        rep=asking.path["rep"],
        before_ms=asking.real_ms,
    )


def subscription_id(endpoint: str) -> str:
    """What a subscription is called here: the endpoint itself is a secret of the phone's."""
    digest = hashlib.sha256(endpoint.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:22]


def _subscribed(asking: Asking) -> PushSubscribed:
    endpoint, keys = asking.body.endpoint, asking.body.keys
    if not allowed(endpoint, asking.settings.push_services):
        raise Wrong(
            "$.endpoint", "is of no push service that HOTLEAD_PUSH_SERVICES names; add its origin"
        )
    without_number(endpoint, "$.endpoint")
    for name, value in keys.model_dump().items():
        without_number(value, f"$.keys.{name}")
    return PushSubscribed(
        action_id=asking.action_id,
        tenant=asking.tenant,
        rep=asking.path["rep"],
        subscription=subscription_id(endpoint),
        endpoint=endpoint,
        p256dh=keys.p256dh,
        auth=keys.auth,
    )


def _unsubscribed(asking: Asking) -> PushUnsubscribed:
    return PushUnsubscribed(
        action_id=asking.action_id,
        tenant=asking.tenant,
        rep=asking.path["rep"],
        subscription=asking.path["subscription"],
    )


def _with_subscription(
    event: PushSubscribed | PushUnsubscribed, answer: Answer
) -> Mapping[str, str]:
    return {**answer.said, "subscription": event.subscription}


_REP: Final = "/v1/reps/{rep}"
_PHONES: Final = f"{_REP}/push-subscriptions"

HTTP_CALLS: Final = (
    HttpCall(
        "PUT",
        _REP,
        "register or change",
        "supervisor",
        RepBody,
        _registered,
        names={"rep": name_without_number},
        check=_fits,
    ),
    HttpCall("PUT", f"{_REP}/presence", "set your presence", "rep", PresenceBody, _presence_set),
    HttpCall("POST", f"{_REP}/ready", "end your wrap-up", "rep", ReadyBody, _ready),
    HttpCall(
        "DELETE", f"{_REP}/sessions", "sign the rep out everywhere", "owner", None, _signed_out
    ),
    HttpCall(
        "POST",
        _PHONES,
        "push to this browser, too",
        "rep",
        SubscriptionBody,
        _subscribed,
        says=_with_subscription,
    ),
    HttpCall(
        "DELETE",
        f"{_PHONES}/{{subscription}}",
        "push to it no more",
        "rep",
        None,
        _unsubscribed,
        says=_with_subscription,
    ),
)
