"""Webhooks, signed as Standard Webhooks has it: JSON by POST to a program of the installation's.

The receiver knows by the signature who sent it, by the id what it had before, and by the timestamp
that nobody plays an old one again. docs/push.md has a receiver.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import httpx

from hotlead.router.clock import real_ms
from hotlead.router.errors import BadSetting
from hotlead.router.policy.people import WebhookChannel
from hotlead.router.push.outcome import Outcome, by_status

log = logging.getLogger(__name__)

SECRET_PREFIX: Final = "whsec_"  # noqa: S105  (what a secret begins with)
KEY_BYTES: Final = range(24, 65)
SECRETS_MAX: Final = 2
GONE: Final = 410
ASK_AGAIN: Final = range(300, 500)

#: The keys that sign, by the name that the policy gives.
Secrets = Mapping[str, Sequence[bytes]]


def webhook_secrets(pairs: Sequence[str]) -> Secrets:
    """The secrets of HOTLEAD_WEBHOOK_SECRETS. A name has two while one is changed.

    What is empty is no pair: compose passes an empty text where nothing is set.

    Raises BadSetting, which shows no secret.
    """
    found: dict[str, list[bytes]] = defaultdict(list)
    for number, pair in enumerate(filter(None, pairs), 1):
        name, _, secret = pair.partition("=")
        where = f"HOTLEAD_WEBHOOK_SECRETS (pair {number})"
        key = _key(secret)
        if not name or key is None:
            raise BadSetting(
                f"{where}: write name=whsec_ and the base64 of {KEY_BYTES.start} to"
                f" {KEY_BYTES.stop - 1} bytes; `echo whsec_$(openssl rand -base64 32)` makes one"
            )
        if len(found[name]) == SECRETS_MAX:
            raise BadSetting(f"{where}: {name} has {SECRETS_MAX} secrets already; take one out")
        found[name].append(key)
    return dict(found)


def _key(secret: str) -> bytes | None:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if secret.startswith(SECRET_PREFIX) and len(key) in KEY_BYTES else None


def signatures(keys: Sequence[bytes], message_id: str, at_s: int, body: bytes) -> str:
    """The header `webhook-signature`, one for each key (Standard Webhooks, v1)."""
    signed = f"{message_id}.{at_s}.".encode() + body
    made = (hmac.digest(key, signed, hashlib.sha256) for key in keys)
    return " ".join(f"v1,{base64.b64encode(one).decode()}" for one in made)


class Webhooks:
    """Sends by this client. `secrets` are known to this process by name."""

    def __init__(self, http: httpx.AsyncClient, secrets: Secrets) -> None:
        self._http, self._secrets = http, secrets

    async def send(self, channel: WebhookChannel, message_id: str, body: bytes) -> Outcome:
        """One attempt at one message. Takes the channel's time-out at most. The web never raises.

        `gone` when the receiver says 410, by which it asks for no more.
        """
        at_s = real_ms() // 1000
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(at_s),
        }
        if channel.secret:
            keys = self._secrets.get(channel.secret)
            if keys is None:
                log.error(
                    "a webhook is to be signed with the secret %s, which HOTLEAD_WEBHOOK_SECRETS of"
                    " this worker does not name: nothing is sent without it",
                    channel.secret,
                )
                return Outcome("refused")
            headers["webhook-signature"] = signatures(keys, message_id, at_s, body)
        try:
            async with asyncio.timeout(channel.timeout_s):
                request = self._http.build_request(
                    "POST", channel.url, content=body, headers=headers
                )
                response = await self._http.send(request, stream=True, follow_redirects=False)
                # What it writes besides is of no use here, and may have no end.
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            return Outcome("unanswered", again=True)
        if response.status_code == GONE:
            return Outcome("gone")
        said = by_status(response.status_code, response.headers.get("Retry-After"), at_s)
        # A receiver that is being put in place says 404 or 401 for a while.
        again = said.again or response.status_code in ASK_AGAIN
        return Outcome(said.result, again, said.wait_s)
