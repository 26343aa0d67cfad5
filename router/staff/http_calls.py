"""What supervisors do with the people at the board, over HTTP."""

from typing import Final

from redis.asyncio import Redis

from hotlead.router.errors import RequestRefused
from hotlead.router.shard.http_call import (
    ActionBody,
    Asking,
    HttpCall,
    Wrong,
    name_without_number,
)
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.views.models import StaffView
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.staff import staff_member
from hotlead.topics.inbox.staff import COMMAND_LINE, StaffRegistered, StaffRole, StaffSignedOut
from hotlead.topics.names import Text


class StaffBody(ActionBody):
    """Somebody at the board as they shall be from now on, whole."""

    name: Text = ""
    role: StaffRole
    active: bool = True


async def known(place: Place, id_: str) -> StaffView:
    """Who has the id. Raises RequestRefused (404)."""
    member, _ = await staff_member(place, id_)
    if member is None:
        raise RequestRefused(404, "unknown_staff", "nobody at the board has this id")
    return member


def _registered(asking: Asking) -> StaffRegistered:
    id_, body = asking.path["staff"], asking.body
    if id_ == COMMAND_LINE:
        raise Wrong("staff", "is whom the journal names for commands; choose another id")
    if id_ == asking.by and not (body.active and body.role == "supervisor"):
        raise Wrong("$.role", "would shut you out yourself; another supervisor can do that")
    return StaffRegistered(
        action_id=asking.action_id,
        by=asking.by,
        tenant=asking.tenant,
        id=id_,
        name=body.name,
        role=body.role,
        active=body.active,
    )


async def _is_known(redis: Redis, keys: ShardKeys, asking: Asking) -> None:
    await known(Place(redis, keys, asking.tenant), asking.path["staff"])


def _signed_out(asking: Asking) -> StaffSignedOut:
    return StaffSignedOut(
        action_id=asking.action_id,
        by=asking.by,
        tenant=asking.tenant,
        id=asking.path["staff"],
        before_ms=asking.real_ms,
    )


_STAFF: Final = "/v1/staff/{staff}"

HTTP_CALLS: Final = (
    HttpCall(
        "PUT",
        _STAFF,
        "register or change",
        "supervisor",
        StaffBody,
        _registered,
        names={"staff": name_without_number},
    ),
    HttpCall(
        "DELETE",
        f"{_STAFF}/sessions",
        "sign them out everywhere",
        "supervisor",
        None,
        _signed_out,
        check=_is_known,
    ),
)
