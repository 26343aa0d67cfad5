"""A push that only tries the way to a phone: one that comes back shows that the phone rings."""

import secrets
from typing import Final

import httpx
import orjson
from redis.asyncio import Redis

from hotlead.router.policy.people import Limit
from hotlead.router.push.limits import Limits
from hotlead.router.push.outcome import Outcome
from hotlead.router.push.vapid import VapidKey
from hotlead.router.push.web_push import TTL_MIN_S, WebPush, topic_of
from hotlead.router.settings import Settings
from hotlead.router.state.views.subscriptions import Subscription

#: Whoever taps "try again" a few times is served; a page gone wild is not.
LIMITS: Final = (Limit(at_most=4, per_s=60), Limit(at_most=40, per_s=24 * 3600))


class Trials:
    """Sends trials by this client, with the limits and the key of all pushes."""

    def __init__(
        self, http: httpx.AsyncClient, redis: "Redis", settings: Settings, key: VapidKey
    ) -> None:
        self._push = WebPush(http, key, settings.push_subject, settings.push_services)
        self._limits = Limits(redis, settings.redis_prefix, settings.secret)

    async def wait_s(self, subscription: Subscription) -> float:
        """Takes one trial from what the phone may have, or returns the seconds to wait for it."""
        return await self._limits.take(f"trial {subscription.subscription}", LIMITS)

    async def send(self, subscription: Subscription) -> Outcome:
        """One attempt; what the push service says of it is no proof that it arrives."""
        body = orjson.dumps({"notice": f"trial-{secrets.token_hex(8)}", "kind": "trial"})
        topic = topic_of(f"trial {subscription.subscription}")
        return await self._push.send(subscription, body, ttl=TTL_MIN_S, topic=topic)
