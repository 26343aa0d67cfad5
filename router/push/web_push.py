"""Web Push (RFC 8030): one encrypted message to one subscription.

pywebpush encrypts, httpx sends. What a push service answers is its word that it will try.
"""

import asyncio
import base64
import hashlib
from typing import Final

import httpx
from pywebpush import WebPusher

from hotlead.router.clock import real_ms
from hotlead.router.push.endpoints import allowed
from hotlead.router.push.outcome import Outcome, by_status
from hotlead.router.push.vapid import VapidKey
from hotlead.router.state.views.subscriptions import Subscription

REQUEST_S: Final = 10.0
TTL_MIN_S: Final = 60
TTL_MAX_S: Final = 900
# A record of 4096 bytes is what every service takes (RFC 8291); the rest of it is overhead.
PAYLOAD_BYTES_MAX: Final = 3993
TOPIC_CHARS: Final = 32
GONE: Final = frozenset({404, 410})


def ttl_s(left_s: float) -> int:
    """How long the service keeps a message that is of use for `left_s` seconds more."""
    return int(min(max(left_s, TTL_MIN_S), TTL_MAX_S))


def topic_of(assignment: str) -> str:
    """The topic of an assignment: a message that still waits is replaced by one of the same."""
    hashed = hashlib.sha256(assignment.encode()).digest()
    return base64.urlsafe_b64encode(hashed).decode()[:TOPIC_CHARS]


class WebPush:
    """Sends by this client, as this key. `services` are the origins that may be called."""

    def __init__(
        self, http: httpx.AsyncClient, key: VapidKey, subject: str, services: tuple[str, ...]
    ) -> None:
        self._http, self._key, self._subject, self._services = http, key, subject, services

    async def send(
        self, subscription: Subscription, payload: bytes, *, ttl: int, topic: str
    ) -> Outcome:
        """One attempt, for a message that is of use for `ttl` seconds more. The web never raises.

        `gone` when the service knows the subscription no more, or when its keys are none;
        `refused` when its endpoint lies at no service that may be called.
        """
        if not allowed(subscription.endpoint, self._services):
            return Outcome("refused")
        try:
            body = _encrypted(subscription, payload)
        except ValueError:
            return Outcome("gone")
        headers = {
            "TTL": str(ttl),
            "Urgency": "high",
            "Topic": topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **self._key.headers(subscription.endpoint, self._subject, real_ms() // 1000),
        }
        try:
            async with asyncio.timeout(REQUEST_S):
                request = self._http.build_request(
                    "POST", subscription.endpoint, content=body, headers=headers
                )
                response = await self._http.send(request, stream=True, follow_redirects=False)
                # What it writes besides is of no use here, and may have no end.
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            return Outcome("unanswered", again=True)
        if response.status_code in GONE:
            return Outcome("gone")
        retry_after = response.headers.get("Retry-After")
        return by_status(response.status_code, retry_after, real_ms() / 1000)


def _encrypted(subscription: Subscription, payload: bytes) -> bytes:
    """The body of the request. Raises ValueError when the keys cannot be encrypted with."""
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise AssertionError(f"{len(payload)} bytes do not fit into one push")
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    try:
        pusher = WebPusher({"endpoint": subscription.endpoint, "keys": keys})
        return bytes(pusher.encode(payload, "aes128gcm")["body"])
    except Exception as error:
        # pywebpush, http_ece and cryptography each have errors of their own for a bad key.
        raise ValueError("the subscription's keys are none") from error
