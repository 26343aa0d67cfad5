"""From the journal's answer to an action to the HTTP response."""

from collections.abc import Awaitable
from typing import TypeVar

from hotlead.router.errors import NoAnswer, RequestRefused
from hotlead.router.gateway.context import VIEW_WAIT_S, Gateway
from hotlead.router.gateway.refusals import unavailable
from hotlead.router.shard.actions import Answer
from hotlead.router.shard.sharding import shard_of
from hotlead.router.state.views.team import rep_view
from hotlead.topics.event import TenantAction

Found = TypeVar("Found")


async def ask(gateway: Gateway, event: TenantAction, action_id: str) -> Answer:
    """Has the action done. Raises RequestRefused: 404, 409, 422; 504 when its fate is unknown."""
    try:
        answer = await gateway.actions.ask(event)
    except NoAnswer as unknown:
        raise RequestRefused(504, "unknown", str(unknown), action_id=action_id) from None
    if answer.status == 200:
        return answer
    reason, holder = answer.reason or "refused", answer.said.get("holder")
    has_it = await rep_view(gateway.place(event.tenant), holder) if holder else None
    raise RequestRefused(
        answer.status,
        reason,
        gateway.aggregates.refusals.get(reason, "the state does not allow it"),
        action_id=action_id,
        holder=holder,
        holder_name=(has_it.name or None) if has_it is not None else None,
        state=answer.said.get("state"),
    )


async def told(gateway: Gateway, tenant: str, read: Awaitable[Found]) -> Found:
    """What `read` finds in Redis, or does not, once the journal holds all of it.

    Nobody is told what the journal does not hold: it may turn out void. Nor what a Redis shows that
    is being made anew, or has lost what was read from the journal. Raises RequestRefused (503).
    """
    shard = shard_of(tenant, gateway.settings.shards)
    known = gateway.tail.seq(shard)
    try:
        return await read
    finally:
        moment = await gateway.place(tenant).moment()
        if not moment.whole or moment.seq < known:
            raise unavailable("the state is being made anew; try again", 1)
        if moment.seq and not await gateway.tail.reached(shard, moment.seq, VIEW_WAIT_S):
            raise unavailable("the journal is behind; try again", 1)
