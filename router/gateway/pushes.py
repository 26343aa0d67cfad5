"""Web Push as a phone sees it: the key, where to push to, and receipts of what arrived."""

import base64
import hashlib

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.gateway.answers import ask, done
from hotlead.router.gateway.bodies import ReceiptBody, SubscriptionBody
from hotlead.router.gateway.callers import own_rep, rep_session
from hotlead.router.gateway.context import Json, action_id_of, body_of, gateway_of, named
from hotlead.router.gateway.refusals import invalid, one_invalid, problems_of
from hotlead.router.gateway.replies import PushKey
from hotlead.router.push.endpoints import allowed
from hotlead.router.rules.sharding import shard_of
from hotlead.router.state.store import ShardStore
from hotlead.topics.inbox import NoticeSeen, PushSubscribed, PushUnsubscribed, encode_inbox
from hotlead.topics.streams import INBOX


async def get_push_key(request: Request) -> Json:
    """The key to subscribe with; it stays the same as long as HOTLEAD_SECRET does."""
    await rep_session(request)
    return Json(PushKey(key=gateway_of(request).vapid.public))


async def post_subscription(request: Request) -> Json:
    """Where the rep's browser is reached from now on; the same again renews it."""
    session, rep = await own_rep(request)
    gateway = gateway_of(request)
    body = await body_of(request, SubscriptionBody)
    if not allowed(body.endpoint, gateway.settings.push_services):
        raise one_invalid(
            "$.endpoint", "is of no push service that HOTLEAD_PUSH_SERVICES names; add its origin"
        )
    action, scoped = action_id_of(request, session, body.action_id)
    event = PushSubscribed(
        action_id=scoped,
        tenant=session.tenant,
        rep=rep,
        subscription=subscription_id(body.endpoint),
        endpoint=body.endpoint,
        p256dh=body.keys.p256dh,
        auth=body.keys.auth,
    )
    answer = await ask(gateway, event, action)
    return await done(gateway, session.tenant, answer, action, subscription=event.subscription)


async def delete_subscription(request: Request) -> Json:
    """The rep's browser is not pushed to any more."""
    session, rep = await own_rep(request)
    gateway = gateway_of(request)
    subscription = named(request.path_params["subscription"], "subscription")
    action, scoped = action_id_of(request, session, None)
    event = PushUnsubscribed(
        action_id=scoped, tenant=session.tenant, rep=rep, subscription=subscription
    )
    answer = await ask(gateway, event, action)
    return await done(gateway, session.tenant, answer, action, subscription=subscription)


async def post_receipt(request: Request) -> Response:
    """A notice was shown on the rep's phone: so the phone is reachable.

    Noted at once, for presence, and in the journal, for who asks what the rep was told.
    """
    session, gateway = await rep_session(request), gateway_of(request)
    body = await body_of(request, ReceiptBody)
    try:
        event = NoticeSeen(
            tenant=session.tenant,
            rep=session.id,
            notice=request.path_params["notice"],
            lead=body.lead,
        )
    except ValidationError as error:
        raise invalid(problems_of(error, "$")) from None
    place = gateway.place(session.tenant)
    policy = await gateway.policies.of((await place.moment()).policy)
    extra_ms = policy.reachability.receipt_extra_ms
    await ShardStore(place.redis, place.keys).receipt(session.id, extra_ms)
    shard = shard_of(session.tenant, gateway.settings.shards)
    await gateway.outlet.send(
        gateway.settings.topic(INBOX), [encode_inbox(event)], "inbox", partition=shard
    )
    return Response(status_code=204)


def subscription_id(endpoint: str) -> str:
    """What a subscription is called here: the endpoint itself is a secret of the phone's."""
    digest = hashlib.sha256(endpoint.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:22]
