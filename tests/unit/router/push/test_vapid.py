"""The derived key, and what it signs."""

import base64

import orjson
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from hotlead.router.push.vapid import ORDER, TOKEN_S, VapidKey

KEY = VapidKey.derive("a secret of this test")
ENDPOINT = "https://push.example.org/send/1"
SUBJECT = "mailto:sre@example.org"
NOW_S = 1_800_000_000


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parts(headers: dict[str, str]) -> tuple[str, str]:
    scheme, _, rest = headers["Authorization"].partition(" ")
    assert scheme == "vapid"
    token, key = (part.split("=", 1)[1] for part in rest.split(", "))
    return token, key


def test_the_same_secret_gives_the_same_key_for_ever() -> None:
    """A change here would orphan every subscription there is."""
    again = VapidKey.derive("a secret of this test")
    assert again.public == KEY.public
    assert KEY.public == (
        "BPoKvUIj4qI4cwOzmQQVir93ksSnq-VdyFwTmHoFDeZ7o2jBkUwUKEs-B5hiMQWOTKwCNSSO6w2HUXhSoCx6lsg"
    )
    assert VapidKey.derive("another secret").public != KEY.public


def test_the_public_key_is_a_point_of_the_curve() -> None:
    point = unpadded(KEY.public)
    assert (len(point), point[0]) == (65, 4)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    ec.derive_private_key(ORDER - 1, ec.SECP256R1())
    with pytest.raises(ValueError):
        ec.derive_private_key(ORDER, ec.SECP256R1())


def test_the_token_is_signed_and_names_whom_it_is_for() -> None:
    token, key = parts(KEY.headers(ENDPOINT, SUBJECT, NOW_S))
    assert key == KEY.public
    head, claims, signature = token.split(".")
    assert orjson.loads(unpadded(head)) == {"typ": "JWT", "alg": "ES256"}
    assert orjson.loads(unpadded(claims)) == {
        "aud": "https://push.example.org",
        "exp": NOW_S + TOKEN_S,
        "sub": SUBJECT,
    }
    raw = unpadded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(key))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(der, f"{head}.{claims}x".encode(), ec.ECDSA(hashes.SHA256()))


def test_a_token_serves_half_its_life_and_one_audience() -> None:
    key = VapidKey.derive("short-lived")
    first = key.headers(ENDPOINT, SUBJECT, NOW_S)
    assert key.headers(ENDPOINT, SUBJECT, NOW_S + TOKEN_S // 2 - 1) == first
    assert key.headers(ENDPOINT, SUBJECT, NOW_S + TOKEN_S // 2) != first
    assert parts(key.headers("https://other.example.org/1", SUBJECT, NOW_S)) != parts(first)
    assert parts(key.headers(ENDPOINT, SUBJECT, NOW_S - TOKEN_S)) != parts(first)
