"""What a handler works with: the gateway's parts, and the body that was sent."""

import secrets
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.actions import Actions
from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.bodies import ActionId
from hotlead.router.gateway.contacts import Contacts
from hotlead.router.gateway.dead_letters import DeadLetterIndex
from hotlead.router.gateway.glances import Glances
from hotlead.router.gateway.history import History
from hotlead.router.gateway.liveness import Liveness
from hotlead.router.gateway.outlet import Outlet
from hotlead.router.gateway.policies import Policies
from hotlead.router.gateway.reading import Reading
from hotlead.router.gateway.refusals import invalid, one_invalid, problems_of
from hotlead.router.gateway.revocations import Revocations
from hotlead.router.gateway.sessions import Session, Sessions, SourceTokens
from hotlead.router.gateway.streams import Streams
from hotlead.router.journal.tail import JournalTail
from hotlead.router.metrics import Metrics
from hotlead.router.push.vapid import VapidKey
from hotlead.router.settings import Settings
from hotlead.router.state.views.place import Place
from hotlead.topics.names import Name

BODY_BYTES_MAX: Final = 1024 * 1024
VIEW_WAIT_S: Final = 2.0

Body = TypeVar("Body", bound=BaseModel)
_NAME: Final = TypeAdapter[str](Name)
_ACTION_ID: Final = TypeAdapter[str](ActionId)


@dataclass(frozen=True, slots=True)
class Gateway:
    """The parts of one gateway, made in app.py."""

    settings: Settings
    redis: Redis
    outlet: Outlet
    actions: Actions
    contacts: Contacts
    tail: JournalTail
    streams: Streams
    history: History
    dead_letters: DeadLetterIndex
    liveness: Liveness
    sessions: Sessions
    revocations: Revocations
    policies: Policies
    vapid: VapidKey
    reading: Reading | None
    glances: Glances
    tokens: SourceTokens
    metrics: Metrics

    def place(self, tenant: str) -> Place:
        """Where the tenant's state is read."""
        return Place.of(self.redis, self.settings.redis_prefix, self.settings.shards, tenant)


def gateway_of(request: Request) -> Gateway:
    """The gateway that serves the request."""
    gateway: Gateway = request.app.state.gateway
    return gateway


class Json(Response):
    """A JSON response of a model or of plain values; nulls of models are left out."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The bytes."""
        if isinstance(content, BaseModel):
            return content.model_dump_json(exclude_none=True).encode()
        return orjson.dumps(content)


def unknown_rep() -> RequestRefused:
    """No such rep, or not the caller."""
    return RequestRefused(404, "unknown_rep", "there is no such rep, or it is not you")


def unknown_lead() -> RequestRefused:
    """No such lead, or not the caller's."""
    return RequestRefused(404, "unknown_lead", "there is no such lead, or it is not yours")


def named(value: str, at: str) -> str:
    """A name from the path. Raises RequestRefused (422)."""
    try:
        return _NAME.validate_python(value)
    except ValidationError as error:
        raise invalid([one | {"at": at} for one in problems_of(error, at)]) from None


async def read_body(request: Request) -> bytes:
    """The body, at most 1 MiB. Raises RequestRefused (413)."""
    too_large = RequestRefused(
        413,
        "too_large",
        f"the body is larger than {BODY_BYTES_MAX} bytes; send fewer events at a time",
    )
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > BODY_BYTES_MAX:
        raise too_large
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_BYTES_MAX:
            raise too_large
        chunks.append(chunk)
    return b"".join(chunks)


def decoded(body: bytes) -> Any:
    """The body's JSON. Raises RequestRefused (422)."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise one_invalid("$", f"is not JSON (line {error.lineno} column {error.colno})") from None


async def body_of(request: Request, model: type[Body]) -> Body:
    """The body as a model; an empty one counts as `{}`. Raises RequestRefused (413, 422)."""
    body = await read_body(request)
    try:
        return model.model_validate(decoded(body) if body else {})
    except ValidationError as error:
        raise invalid(problems_of(error, "$")) from None


def action_id_of(request: Request, session: Session, given: str | None) -> tuple[str, str]:
    """The action's id as the client knows it, and as the journal does.

    From the body, else the header Idempotency-Key, else made here. In the journal it is the
    caller's own in their tenant, so that nobody meets, or learns of, another's.
    """
    action = given or request.headers.get("idempotency-key") or secrets.token_hex(12)
    try:
        _ACTION_ID.validate_python(action)
    except ValidationError as error:
        raise invalid([one | {"at": "Idempotency-Key"} for one in problems_of(error, "")]) from None
    return action, f"{session.role[0]}:{session.tenant}:{session.id}:{action}"
