"""The actions that aggregates offer, as calls of the interface."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from starlette.requests import Request

from hotlead.router.clock import real_ms
from hotlead.router.errors import CallUnfit, RequestRefused
from hotlead.router.gateway.answers import ask
from hotlead.router.gateway.call_kinds import Call, act, do
from hotlead.router.gateway.callers import own_rep, rep_session, supervisor
from hotlead.router.gateway.context import (
    Gateway,
    Json,
    action_id_of,
    body_of,
    gateway_of,
    named,
)
from hotlead.router.gateway.contract import Who
from hotlead.router.gateway.refusals import invalid, one_invalid, problems_of
from hotlead.router.gateway.replies import Done
from hotlead.router.gateway.sessions import Session
from hotlead.router.shard.actions import Answer
from hotlead.router.shard.http_call import Asking, HttpCall, Wrong
from hotlead.router.state.views.contacts import Asked, full_contact
from hotlead.router.state.views.models import FullContact

Known = TypeVar("Known")


def mounted(call: HttpCall) -> Call:
    """The call that has the action done, and waits for the journal's answer. Raises CallUnfit."""
    who, caller = _known(_CALLERS, call.who, call)
    shown = None if call.shows is None else _known(_SHOWN, call.shows, call)

    async def handle(request: Request) -> Json:
        session, gateway = await caller(request), gateway_of(request)
        try:
            path = {name: _read(call, name, text) for name, text in request.path_params.items()}
            body = None if call.body is None else await body_of(request, call.body)
            given = None if body is None else body.action_id
            action, scoped = action_id_of(request, session, given)
            asking = Asking(
                session.tenant, session.id, scoped, path, body, real_ms(), gateway.settings
            )
            if call.check is not None:
                place = gateway.place(session.tenant)
                await call.check(place.redis, place.keys, asking)
            event = call.event(asking)
        except Wrong as wrong:
            raise one_invalid(wrong.at, str(wrong)) from None
        except ValidationError as error:
            raise invalid(problems_of(error, "$")) from None
        answer = await ask(gateway, event, action)
        done = Done(action_id=action, **call.says(event, answer))
        if shown is not None and call.shows_when(event, answer):
            done.contact = await shown(gateway, session.tenant, answer, action)
        return Json(done)

    at = f"{call.method} {call.path}"
    if call.body is None:
        return do(at, handle, call.does, who=who)
    return act(at, handle, call.does, call.body, who=who)


def _read(call: HttpCall, name: str, text: str) -> Any:
    """What stands in the path for a name. Raises Wrong, RequestRefused (422)."""
    reads = call.names.get(name)
    if reads is None:
        return named(text, name)
    try:
        return reads(text, name)
    except ValidationError as error:
        raise invalid([one | {"at": name} for one in problems_of(error, name)]) from None


async def _rep(request: Request) -> Session:
    """The rep who calls, and whom the path names if it names one."""
    if "rep" in request.path_params:
        return (await own_rep(request))[0]
    return await rep_session(request)


async def _owner(request: Request) -> Session:
    """The rep whom the path names, or a supervisor."""
    return (await own_rep(request, "supervisor"))[0]


async def _held_contact(
    gateway: Gateway, tenant: str, answer: Answer, action_id: str
) -> FullContact:
    """In full, of the lead that the action was about, while its rep holds it.

    The rep may have lost it between the answer and here: then it is 409 after all.
    """
    said = answer.said
    asked = Asked(said["lead"], said["rep"], said.get("epoch"))
    found = await gateway.contacts.of(gateway.place(tenant), asked)
    if found is None:
        why = gateway.aggregates.refusals["too_late"]
        raise RequestRefused(409, "too_late", why, action_id=action_id)
    return found


async def _revealed_contact(
    gateway: Gateway, tenant: str, answer: Answer, _action_id: str
) -> FullContact:
    """The same whoever has the lead; that it was asked for stands in the journal."""
    return await full_contact(gateway.place(tenant), answer.said["lead"])


_CALLERS: Final[Mapping[str, tuple[Who, Callable[[Request], Awaitable[Session]]]]] = {
    "rep": ("rep", _rep),
    "owner": ("owner", _owner),
    "supervisor": ("supervisor", supervisor),
}
_SHOWN: Final = {"held_contact": _held_contact, "revealed_contact": _revealed_contact}


def _known(table: Mapping[str, Known], name: str, call: HttpCall) -> Known:
    """What the gateway has by this name. Raises CallUnfit."""
    if name not in table:
        raise CallUnfit(
            f"the call {call.method} {call.path} names {name}, which the gateway does not know:"
            f" it knows {', '.join(table)}"
        )
    return table[name]
