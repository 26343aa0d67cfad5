"""Who a person is: the normalised contact, its masked form and its keyed hashes.

Numbers are put into E.164 by libphonenumber (region CN unless they carry a country code). Outside
`contacts` and the inbox a person is known by keyed hashes only, so that a leaked journal cannot be
turned into numbers by hashing all of them.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers

from hotlead.router.privacy.masking import holds_phone, letters_only
from hotlead.topics.captures import Contact

DEFAULT_REGION = "CN"
TEST_PREFIX = "+86140"
#: Mobiles as nearly all forms send them; a test compares them with libphonenumber, head by head.
_PLAIN_MOBILE: Final = re.compile(
    r"(?:\+86)?(1(?:[38][0-9]|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])[0-9]{8})"
)
#: As "（微信同号）", or a name. Words ahead of a number libphonenumber passes over by itself; those
#: behind it only in JavaScript, so that a form's check may have let them through.
_WORDS_BEHIND: Final = re.compile(r"[^\da-zA-Z#]+$")
_NOT_A_PERSON = frozenset(
    {
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.VOICEMAIL,
    }
)


class BadPhone(ValueError):
    """A phone number that cannot be a person's; the message says what to mend, without it."""


def normalise_phone(raw: str, *, test: bool) -> str:
    """E.164 of a number as people write it.

    The range +86 140… belongs to no operator; only a test capture may use it. Raises BadPhone.
    """
    # libphonenumber takes some 50 µs to say the same.
    plain = _PLAIN_MOBILE.fullmatch(raw)
    return f"+86{plain[1]}" if plain else _by_libphonenumber(raw, test=test)


@lru_cache(maxsize=65536)
def _by_libphonenumber(raw: str, *, test: bool) -> str:
    try:
        number = phonenumbers.parse(_WORDS_BEHIND.sub("", raw), DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        raise BadPhone(
            "is no phone number; give digits, with + and the country code if not +86"
        ) from None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if test and e164.startswith(TEST_PREFIX) and phonenumbers.is_possible_number(number):
        return e164
    if not phonenumbers.is_valid_number(number):
        raise BadPhone("is not a number that any operator gives out; check its digits")
    if phonenumbers.number_type(number) in _NOT_A_PERSON:
        raise BadPhone("is a service number (400, 800), not a person's; send the caller's number")
    return e164


def mask_phone(e164: str) -> str:
    """A number with its middle hidden: `138****8000`, the country code kept unless +86."""
    digits = e164.removeprefix("+86").removeprefix("+")
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 7 else "****"


@dataclass(frozen=True, slots=True)
class Person:
    """A normalised contact: what to keep, what to show, and what to recognise it by.

    `identities` are keyed hashes in the order of preference: phone, WeChat id, open id, email.
    """

    contact: dict[str, str]
    masked: str
    identities: tuple[str, ...]


def keyed_hash(key: bytes, *parts: str) -> str:
    """Keyed hash of the parts, 128 bits in hex (HMAC-SHA-256, RFC 2104, cut)."""
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def known_id(key: bytes, tenant: str, event_id: str) -> str:
    """The id by which an event is known from intake on: the source's own, unless it may hold a
    phone number; then a keyed hash of it, the same each time. Given such a one, it is that one.
    """
    if not holds_phone(event_id):
        return event_id
    return f"id-{letters_only(keyed_hash(key, tenant, 'event', event_id))}"


def recognise(contact: Contact, *, tenant: str, key: bytes, test: bool) -> Person:
    """Normalises a contact. Raises BadPhone when a phone is given that cannot be a person's.

    A test and a real capture are never the same person, whatever they share.
    """
    known: dict[str, str] = {}
    if contact.phone:
        known["phone"] = normalise_phone(contact.phone, test=test)
    if contact.wechat:
        known["wechat"] = contact.wechat
    if contact.open_id:
        known["open_id"] = contact.open_id
    if contact.email:
        known["email"] = contact.email.lower()
    masked = mask_phone(known["phone"]) if "phone" in known else "****"
    world = (tenant, "test") if test else (tenant,)
    identities = tuple(keyed_hash(key, *world, kind, value) for kind, value in known.items())
    if contact.name:
        known["name"] = contact.name
    return Person(known, masked, identities)
