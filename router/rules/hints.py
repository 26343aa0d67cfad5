"""What a source probably meant: fields, kinds and attributes that nobody here knows. Pure.

A hint refuses nothing. Most of what is sent has none, and is looked at with one comparison of sets.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from hotlead.router.policy.document import Policy
from hotlead.router.privacy.masking import holds_phone
from hotlead.topics.captures import Capture, Contact, Signal

CAPTURE_FIELDS: Final = frozenset(Capture.model_fields)
CONTACT_FIELDS: Final = frozenset(Contact.model_fields)
SIGNAL_FIELDS: Final = frozenset(Signal.model_fields)
#: A value so many times what the policy asks is in another unit.
ANOTHER_UNIT: Final = 1000
_NAME: Final = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w.-]{0,39}")
_CLOSE: Final = 0.75
UNSHOWN: Final = "…"

Hint = tuple[str, str]
"""Where, below the item, and what is to be said of it."""


def shown_name(name: str) -> str:
    """A field's name as it may be shown: what a person could be known by is left out."""
    plain = _NAME.fullmatch(name) and not holds_phone(name) and not re.search(r"\d{5}", name)
    return name if plain else UNSHOWN


def capture_hints(item: Mapping[str, Any], known: frozenset[str] | None) -> Iterator[Hint]:
    """Of one valid capture, as it was sent; `known` are the policy's attributes."""
    if not item.keys() <= CAPTURE_FIELDS:
        yield from unknown_fields(item, CAPTURE_FIELDS, "capture")
    contact = item["contact"]
    if not contact.keys() <= CONTACT_FIELDS:
        yield from unknown_fields(contact, CONTACT_FIELDS, "contact", "contact.")
    if known is not None:
        for name in item.get("attributes", {}).keys() - known:
            meant = close_to(name, known)
            if meant is not None:
                yield (
                    f"attributes.{shown_name(name)}",
                    f"is not known to the policy, so it counts nothing; did you mean `{meant}`?",
                )


def signal_hints(item: Mapping[str, Any], policy: Policy | None) -> Iterator[Hint]:
    """Of one valid signal, as it was sent."""
    if not item.keys() <= SIGNAL_FIELDS:
        yield from unknown_fields(item, SIGNAL_FIELDS, "signal")
    if policy is None:
        return
    kind, heat = item["kind"], policy.scoring.heat
    rule = heat.get(kind)
    if rule is None:
        meant = close_to(kind, frozenset(heat))
        known = f"did you mean `{meant}`?" if meant else f"it has {', '.join(sorted(heat))}"
        yield (
            "kind",
            f"`{shown_name(kind)}` has no points in policy {policy.version}, so it counts nothing;"
            f" {known}",
        )
        return
    asked = rule.above if rule.above is not None else rule.at_least
    if asked and float(item.get("value", 1)) >= asked * ANOTHER_UNIT:
        yield (
            "value",
            f"is more than {ANOTHER_UNIT} times what the policy asks of `{kind}` ({asked:g}): is it"
            " in another unit, such as milliseconds?",
        )


def unknown_fields(
    item: Iterable[str], known: Collection[str], what: str, path: str = ""
) -> Iterator[Hint]:
    """The fields of an item that nobody knows."""
    for name in item:
        if name not in known:
            meant = close_to(name, frozenset(known))
            mend = f"did you mean `{meant}`?" if meant else "see the fields in docs/topics.md"
            yield f"{path}{shown_name(name)}", f"is no field of a {what}, and was left out; {mend}"


@lru_cache(maxsize=1024)
def close_to(name: str, known: frozenset[str]) -> str | None:
    """The name that was probably meant."""
    found = get_close_matches(name[:40].casefold(), known, 1, _CLOSE)
    return found[0] if found else None


def attributes_of(policy: Policy) -> frozenset[str]:
    """What the policy scores, chooses pools by, or asks of reps."""
    asked = (name for pool in policy.pools.values() for name in (*pool.requires, *pool.match))
    return frozenset((*policy.scoring.profile, *asked))
