"""What a handler works with: the gateway's parts, and the body that was sent."""

import secrets
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.contacts import Contacts
from hotlead.router.gateway.dead_letters import DeadLetterIndex
from hotlead.router.gateway.glances import Glances
from hotlead.router.gateway.history import History
from hotlead.router.gateway.liveness import Liveness
from hotlead.router.gateway.logouts import Logouts
from hotlead.router.gateway.outlet import Outlet
from hotlead.router.gateway.policies import Policies
from hotlead.router.gateway.readiness import Readiness
from hotlead.router.gateway.reading import Reading
from hotlead.router.gateway.refusals import invalid, malformed, problems_of
from hotlead.router.gateway.revocations import Revocations
from hotlead.router.gateway.room import room_of
from hotlead.router.gateway.sessions import Session, Sessions, SourceTokens
from hotlead.router.gateway.streams import Streams
from hotlead.router.gateway.whole_numbers import whole
from hotlead.router.metrics import Metrics
from hotlead.router.policy.document import Policy
from hotlead.router.privacy.masking import letters_only
from hotlead.router.push.trial import Trials
from hotlead.router.push.vapid import VapidKey
from hotlead.router.rules.identity import keyed_hash
from hotlead.router.rules.json_bodies import why_not_json
from hotlead.router.settings import Settings
from hotlead.router.shard.actions import Actions
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.http_call import NAME, ActionId
from hotlead.router.shard.tail import JournalTail
from hotlead.router.state.store import ShardStore
from hotlead.router.state.views.place import Place

BODY_BYTES_MAX: Final = 1024 * 1024
JSON_TYPE: Final = "application/json"
#: What people do is short: a rep with all regions that there may be is a tenth of it.
PEOPLE_BODY_BYTES_MAX: Final = 64 * 1024
VIEW_WAIT_S: Final = 2.0

Body = TypeVar("Body", bound=BaseModel)
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
    readiness: Readiness
    sessions: Sessions
    revocations: Revocations
    logouts: Logouts
    policies: Policies
    vapid: VapidKey
    trials: Trials
    reading: Reading | None
    glances: Glances
    tokens: SourceTokens
    metrics: Metrics
    aggregates: Aggregates[Policy]

    def store(self, tenant: str) -> ShardStore:
        """Where what needs no owner is noted."""
        place = self.place(tenant)
        return ShardStore(place.redis, place.keys, self.aggregates)

    def place(self, tenant: str) -> Place:
        """Where the tenant's state is read."""
        return Place.of(self.redis, self.settings.redis_prefix, self.settings.shards, tenant)


def gateway_of(request: Request) -> Gateway:
    """The gateway that serves the request."""
    gateway: Gateway = request.app.state.gateway
    return gateway


class Json(Response):
    """A JSON response of a model or of plain values; nulls of models are left out."""

    media_type = JSON_TYPE

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
        return NAME.validate_python(value)
    except ValidationError as error:
        raise invalid([one | {"at": at} for one in problems_of(error, at)]) from None


async def read_body(request: Request, bytes_max: int = BODY_BYTES_MAX) -> bytes:
    """The body, JSON by its header. Raises RequestRefused (413, 415, 503)."""
    too_large = RequestRefused(
        413, "too_large", f"the body is larger than {bytes_max} bytes; send less at a time"
    )
    if (whole(request.headers.get("content-length", "")) or 0) > bytes_max:
        raise too_large
    held = room_of(request)
    held.begin()
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > bytes_max:
            raise too_large
        held.take(len(chunk))
        chunks.append(chunk)
    if size:
        check_json(request)
    return b"".join(chunks)


def check_json(request: Request) -> None:
    """Refuses what a form of any page could send without being asked. Raises RequestRefused (415).

    A browser asks before it sends JSON to another origin.
    """
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != JSON_TYPE:
        raise RequestRefused(
            415,
            "not_json_type",
            "send the body as JSON, with the header Content-Type: application/json",
        )


def decoded(body: bytes) -> Any:
    """The body's JSON. Raises RequestRefused (422)."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise malformed(why_not_json(body)) from None


async def body_of(request: Request, model: type[Body]) -> Body:
    """The body as a model; an empty one counts as `{}`. Raises RequestRefused (413, 415, 422)."""
    body = await read_body(request, PEOPLE_BODY_BYTES_MAX)
    try:
        return model.model_validate(decoded(body) if body else {})
    except ValidationError as error:
        raise invalid(problems_of(error, "$")) from None


def action_id_of(request: Request, session: Session, given: str | None) -> tuple[str, str]:
    """The action's id as the client knows it, and as the journal does.

    From the body, else the header Idempotency-Key, else made here. In the journal it is the
    caller's own in their tenant, so that nobody meets, or learns of, another's; and a keyed hash of
    what they made, which may hold anything.
    """
    action = given or request.headers.get("idempotency-key") or secrets.token_hex(12)
    try:
        _ACTION_ID.validate_python(action)
    except ValidationError as error:
        raise invalid([one | {"at": "Idempotency-Key"} for one in problems_of(error, "")]) from None
    key = gateway_of(request).settings.identity_key.encode()
    hashed = letters_only(keyed_hash(key, session.tenant, "action", action))
    return action, f"{session.role[0]}:{session.tenant}:{session.id}:{hashed}"
