"""Web Push as a phone sees it: the key, a trial, and receipts of what arrived."""

import math
import re

from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.answers import told
from hotlead.router.gateway.bodies import ReceiptBody
from hotlead.router.gateway.callers import own_rep, rep_session
from hotlead.router.gateway.context import Json, body_of, gateway_of, named
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.gateway.replies import PushKey, Tried
from hotlead.router.privacy.masking import holds_phone
from hotlead.router.reps.heartbeats import receipt
from hotlead.router.shard.sharding import shard_of
from hotlead.router.state.views.held import was_offered
from hotlead.router.state.views.subscriptions import subscriptions
from hotlead.topics.inbox import NoticeSeen
from hotlead.topics.inbox_records import inbox_record
from hotlead.topics.streams import INBOX

_CHANGE = re.compile(r"(?:0|[1-9][0-9]{0,3})-[1-9][0-9]{0,9}-(?:0|[1-9][0-9]{0,2})")
"""Shard, sequence and place of what a notice tells of."""


async def get_push_key(request: Request) -> Json:
    """The key to subscribe with; it stays the same as long as HOTLEAD_SECRET does."""
    await rep_session(request)
    return Json(PushKey(key=gateway_of(request).vapid.public))


async def post_trial(request: Request) -> Json:
    """Pushes a trial to the rep's browser, which alone can tell that it came."""
    session, rep = await own_rep(request)
    gateway = gateway_of(request)
    wanted = named(request.path_params["subscription"], "subscription")
    known = (await subscriptions(gateway.place(session.tenant), [rep])).get(rep, [])
    phone = next((one for one in known if one.subscription == wanted), None)
    if phone is None:
        raise RequestRefused(
            404, "unknown_subscription", "this browser is not subscribed; subscribe it first"
        )
    wait_s = await gateway.trials.wait_s(phone)
    if wait_s > 0:
        raise RequestRefused(
            429,
            "too_often",
            "this browser was tried often just now; try again later",
            retry_after_s=math.ceil(wait_s),
        )
    return Json(Tried(result=(await gateway.trials.send(phone)).result))


async def post_receipt(request: Request) -> Response:
    """A notice of the rep's was shown on their phone: so the phone is reachable.

    Noted at once, for presence, and in the journal, for who asks what the rep was told.
    """
    session, gateway = await rep_session(request), gateway_of(request)
    notice = _notice_to(session.id, request.path_params["notice"])
    body = await body_of(request, ReceiptBody)
    event = NoticeSeen(tenant=session.tenant, rep=session.id, notice=notice, lead=body.lead)
    place = gateway.place(session.tenant)
    shard = shard_of(session.tenant, gateway.settings.shards)
    theirs = notice.startswith(f"{shard}-") and await told(
        gateway, session.tenant, was_offered(place, body.lead, session.id)
    )
    if not theirs:
        raise RequestRefused(404, "unknown_notice", "there is no such notice, or it is not yours")
    policy = await gateway.policies.of((await place.moment()).policy)
    extra_ms = policy.reachability.receipt_extra_ms
    await receipt(gateway.store(session.tenant), session.id, extra_ms)
    value, headers = inbox_record(event, gateway.settings.identity_key.encode())
    await gateway.outlet.send(
        gateway.settings.topic(INBOX), [value], "inbox", partition=shard, headers=headers
    )
    return Response(status_code=204)


def _notice_to(rep: str, notice: str) -> str:
    """The id, which is of the worker's making. Raises RequestRefused (422)."""
    change = notice.removesuffix(f"-{rep}")
    if change == notice or not _CHANGE.fullmatch(change) or holds_phone(change):
        raise one_invalid("notice", f"is no notice of yours; its id looks like 0-12-0-{rep}")
    return notice
