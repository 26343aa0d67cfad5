"""A Web Push service (RFC 8030) on the loopback address, as strict as the real ones.

It checks the sender's VAPID token and decrypts what came, which only a browser can do for real:
`subscribe` plays the browser and keeps the keys.
"""

import base64
import os
import time
from dataclasses import dataclass, field
from typing import Any, Self

import http_ece
import orjson
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.http_answers import Answer, Asked, HttpAnswers

DAY_S = 24 * 3600
SUBJECTS = ("mailto:", "https://")


@dataclass(frozen=True, slots=True)
class Received:
    """One message that passed all checks, decrypted."""

    endpoint: str
    ttl: int
    urgency: str
    topic: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Phone:
    """A subscription as a browser gives it to its page."""

    id: str
    endpoint: str
    p256dh: str
    auth: str

    def subscription(self) -> dict[str, Any]:
        """What the page sends to the gateway."""
        return {
            "endpoint": self.endpoint,
            "keys": {"p256dh": self.p256dh, "auth": self.auth},
        }


@dataclass(slots=True)
class _Keys:
    private: ec.EllipticCurvePrivateKey
    auth: bytes


@dataclass(slots=True)
class Mood:
    """How the service answers a good message to one subscription."""

    status: int = 201
    retry_after: str | None = None
    hang: bool = False
    location: str | None = None
    left: int | None = None
    """So many times and then 201; None: always."""


class PushService:
    """`async with PushService() as service`, or `start` and `stop`.

    `received` are the good messages, `refused` the reasons of the others, `asked` counts all. With
    `application_key` only that sender is taken, as a browser's subscription demands.
    """

    def __init__(self, application_key: str | None = None) -> None:
        self.received: list[Received] = []
        self.refused: list[str] = []
        self.moods: dict[str, Mood] = {}
        self.application_key = application_key
        self._keys: dict[str, _Keys] = {}
        self._site = HttpAnswers(self._answer)

    async def start(self, port: int = 0) -> None:
        """Begins to listen."""
        await self._site.start(port)

    async def stop(self) -> None:
        """Ends, whatever hangs."""
        await self._site.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def origin(self) -> str:
        """What HOTLEAD_PUSH_SERVICES must hold."""
        return self._site.url

    @property
    def asked(self) -> int:
        """How many messages came, good or not."""
        return len(self._site.asked)

    async def until(self, count: int, timeout_s: float = 20.0) -> None:
        """Awaits that so many messages came, good or not."""
        await self._site.until(count, timeout_s)

    def subscribe(self, name: str = "phone") -> Phone:
        """A new subscription, whose id is in the endpoint's path."""
        keys = self._keys[name] = _Keys(ec.generate_private_key(ec.SECP256R1()), os.urandom(16))
        point = keys.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return Phone(name, f"{self.origin}/push/{name}", _base64url(point), _base64url(keys.auth))

    def mood(self, name: str, status: int = 201, **how: Any) -> None:
        """From now on the subscription is answered so."""
        self.moods[name] = Mood(status, **how)

    def _answer(self, asked: Asked) -> Answer:
        name = asked.path.removeprefix("/push/")
        if name not in self._keys:
            return Answer(404)
        try:
            self._check_token(asked)
            message = self._read(name, asked)
        except _Bad as bad:
            self.refused.append(str(bad))
            return Answer(bad.status)
        mood = self.moods.get(name, Mood())
        if mood.left == 0:
            mood = Mood()
        elif mood.left is not None:
            mood.left -= 1
        if mood.status < 300 and not mood.hang:
            self.received.append(message)
        headers = {"Retry-After": mood.retry_after} if mood.retry_after else {}
        if mood.location:
            headers["Location"] = mood.location
        return Answer(mood.status, b"", headers, hang=mood.hang)

    def _check_token(self, asked: Asked) -> None:
        scheme, _, rest = asked.headers.get("authorization", "").partition(" ")
        given = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        if scheme != "vapid" or not {"t", "k"} <= given.keys():
            raise _Bad(401, "no vapid token")
        head, claims, signature = given["t"].split(".")
        raw = _from_base64url(signature)
        if len(raw) != 64 or orjson.loads(_from_base64url(head)).get("alg") != "ES256":
            raise _Bad(401, "not signed with ES256")
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        point = _from_base64url(given["k"])
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        except (ValueError, InvalidSignature):
            raise _Bad(403, "the signature is not the key's") from None
        said = orjson.loads(_from_base64url(claims))
        if said.get("aud") != self.origin:
            raise _Bad(403, "the token is for somebody else")
        if not time.time() < said.get("exp", 0) <= time.time() + DAY_S:
            raise _Bad(403, "the token has expired, or lives too long")
        if not str(said.get("sub", "")).startswith(SUBJECTS):
            raise _Bad(403, "nobody to turn to")
        if self.application_key not in (None, given["k"]):
            raise _Bad(403, "another sender than the subscription's")

    def _read(self, name: str, asked: Asked) -> Received:
        headers, keys = asked.headers, self._keys[name]
        if asked.method != "POST" or headers.get("content-encoding") != "aes128gcm":
            raise _Bad(400, "not a message")
        if not headers.get("ttl", "").isdigit():
            raise _Bad(400, "no TTL")
        topic = headers.get("topic", "")
        if len(topic) > 32 or len(asked.body) > 4096:
            raise _Bad(413, "too long")
        try:
            plain = http_ece.decrypt(
                asked.body, private_key=keys.private, auth_secret=keys.auth, version="aes128gcm"
            )
        except (http_ece.ECEException, InvalidTag, ValueError):
            raise _Bad(400, "cannot be decrypted") from None
        urgency = headers.get("urgency", "normal")
        return Received(name, int(headers["ttl"]), urgency, topic, orjson.loads(plain))


@dataclass
class _Bad(Exception):
    status: int
    reason: str = field(default="")

    def __str__(self) -> str:
        return self.reason


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
