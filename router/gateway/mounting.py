"""The actions that aggregates offer, as calls of the interface."""

from pydantic import ValidationError
from starlette.requests import Request

from hotlead.router.gateway.answers import ask, done
from hotlead.router.gateway.call_kinds import Call, act
from hotlead.router.gateway.callers import rep_session, supervisor
from hotlead.router.gateway.context import Json, action_id_of, body_of, gateway_of, named
from hotlead.router.gateway.refusals import invalid, problems_of
from hotlead.router.shard.http_call import Asking, HttpCall


def mounted(call: HttpCall) -> Call:
    """The call that has the action done, and waits for the journal's answer."""
    caller = supervisor if call.who == "supervisor" else rep_session

    async def handle(request: Request) -> Json:
        session, gateway = await caller(request), gateway_of(request)
        path = {name: named(value, name) for name, value in request.path_params.items()}
        body = await body_of(request, call.body)
        action, scoped = action_id_of(request, session, body.action_id)
        try:
            event = call.event(Asking(session.tenant, session.id, scoped, path, body))
        except ValidationError as error:
            raise invalid(problems_of(error, "$")) from None
        answer = await ask(gateway, event, action)
        return await done(gateway, session.tenant, answer, action)

    return act(f"{call.method} {call.path}", handle, call.does, call.body, who=call.who)
