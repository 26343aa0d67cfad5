"""From the journal's answer to an action to the HTTP response."""

from collections.abc import Awaitable
from typing import Final, TypeVar

from hotlead.router.errors import NoAnswer, RequestRefused
from hotlead.router.gateway.context import VIEW_WAIT_S, Gateway, Json
from hotlead.router.gateway.refusals import unavailable
from hotlead.router.gateway.replies import Done
from hotlead.router.shard.actions import Answer
from hotlead.router.shard.sharding import shard_of
from hotlead.router.state.views.contacts import Asked
from hotlead.router.state.views.team import rep_view
from hotlead.topics.assignments import assignment_id
from hotlead.topics.event import TenantAction

Found = TypeVar("Found")

MESSAGES: Final = {
    "unknown_lead": "there is no such lead",
    "unknown_rep": "there is no such rep; a supervisor registers them",
    "too_late": "the lead is not yours under this epoch any more",
    "taken": "another rep has acknowledged the lead",
    "closed": "the lead is closed",
    "contacted": "the person was contacted already, so the lead cannot be released",
    "not_open": "the lead is not open to claims; it is offered to one rep at a time",
    "other_pool": "you do not serve the lead's pool",
    "not_idle": "set yourself idle, within your hours, to claim a lead",
    "no_room": "there is no room: record the first contact of what is taken, or decline what rings;"
    " a supervisor may hand over with without_room",
    "away": "the rep is away; hand over with without_room over and a reason, or to another rep",
    "off_shift": "the rep is off shift; hand over with without_room over and a reason, or to"
    " another rep",
    "offline": "nothing reaches the rep's phone; let them open the page, or hand over to another",
    "nothing_rings": "what fills the rep's room was taken already; hand over with without_room over"
    " and a reason",
    "not_closed": "the lead is not closed; hand it over instead",
    "undo_over": "the time for an undo is over; a supervisor can reopen the lead",
    "moved_on": "the lead moved on: the person returned, or somebody reopened it",
    "has_it_already": "the rep has the lead already",
    "id_used": "the action_id was used for something else; nothing was done: send a new one",
    "taken_rep": "the id belongs to another tenant's rep",
}


async def ask(gateway: Gateway, event: TenantAction, action_id: str) -> Answer:
    """Has the action done. Raises RequestRefused: 404, 409, 422; 504 when its fate is unknown."""
    try:
        answer = await gateway.actions.ask(event)
    except NoAnswer as unknown:
        raise RequestRefused(504, "unknown", str(unknown), action_id=action_id) from None
    if answer.status == 200:
        return answer
    reason = answer.reason or "refused"
    holder = await rep_view(gateway.place(event.tenant), answer.holder) if answer.holder else None
    raise RequestRefused(
        answer.status,
        reason,
        MESSAGES.get(reason, "the state does not allow it"),
        action_id=action_id,
        holder=answer.holder,
        holder_name=(holder.name or None) if holder is not None else None,
        state=answer.state,
    )


async def done(
    gateway: Gateway,
    tenant: str,
    answer: Answer,
    action_id: str,
    *,
    contact: bool = False,
    subscription: str | None = None,
) -> Json:
    """The response to an action that took place; with `contact` the full contact if still held.

    The rep may have lost the lead between the answer and here: then it is 409 after all.
    """
    full = None
    if contact and answer.lead and answer.rep:
        asked = Asked(answer.lead, answer.rep, answer.epoch)
        full = await gateway.contacts.of(gateway.place(tenant), asked)
        if full is None:
            raise RequestRefused(409, "too_late", MESSAGES["too_late"], action_id=action_id)
    return Json(
        Done(
            action_id=action_id,
            lead=answer.lead,
            rep=answer.rep,
            epoch=answer.epoch,
            assignment=assignment_id(answer.lead, answer.epoch)
            if answer.lead and answer.epoch
            else None,
            presence=answer.presence,
            subscription=subscription,
            contact=full,
        )
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
