"""VAPID (RFC 8292): how push services know who sends.

The key is derived from HOTLEAD_SECRET and stored nowhere: it is there on the first start, the same
in every process, and lost only with the secret. docs/decisions/0008-push.md says what that costs.
"""

import base64
import hashlib
from typing import Final

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hotlead.router.push.endpoints import origin_of

SALT: Final = b"hotlead vapid"
COST: Final = 2**15
COST_BYTES: Final = 64 * 1024 * 1024
# The order of P-256's group (SEC 2, secp256r1).
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# RFC 8292 allows 24 h. A token is used again for half of its life, so that none expires on its way.
TOKEN_S: Final = 12 * 3600
TOKENS_MAX: Final = 64
HEADER: Final = {"typ": "JWT", "alg": "ES256"}


def base64url(data: bytes) -> str:
    """Base64 for URLs, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class VapidKey:
    """The sender's key pair. Make it with `derive`, which takes some 100 ms of CPU: once."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public: Final = base64url(point)
        """The public key as browsers want it (`applicationServerKey`)."""
        self._tokens: dict[tuple[str, str], tuple[int, str]] = {}

    @classmethod
    def derive(cls, secret: str) -> "VapidKey":
        """The key of an installation with this secret."""
        # 8 bytes more than the order has: what modulo prefers is then less than one in 2**64.
        drawn = hashlib.scrypt(
            secret.encode(), salt=SALT, n=COST, r=8, p=1, maxmem=COST_BYTES, dklen=40
        )
        scalar = int.from_bytes(drawn, "big") % (ORDER - 1) + 1
        return cls(ec.derive_private_key(scalar, ec.SECP256R1()))

    def headers(self, endpoint: str, subject: str, now_s: int) -> dict[str, str]:
        """The header of a request to an endpoint at `now_s`, UTC seconds.

        `subject` is whom the push service may turn to: mailto: or https:. Raises ValueError when
        the endpoint is no URL of a server.
        """
        audience = origin_of(endpoint)
        made = self._tokens.get((audience, subject))
        if made is None or not now_s + TOKEN_S // 2 < made[0] <= now_s + TOKEN_S:
            if len(self._tokens) >= TOKENS_MAX:
                self._tokens.clear()
            expires = now_s + TOKEN_S
            made = expires, self._sign({"aud": audience, "exp": expires, "sub": subject})
            self._tokens[audience, subject] = made
        return {"Authorization": f"vapid t={made[1]}, k={self.public}"}

    def _sign(self, claims: dict[str, str | int]) -> str:
        signed = f"{base64url(orjson.dumps(HEADER))}.{base64url(orjson.dumps(claims))}"
        r, s = decode_dss_signature(self._private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
