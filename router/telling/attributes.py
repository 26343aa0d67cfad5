"""Attributes that count nothing though somebody meant them to, and what to send instead. Pure.

Nothing is guessed when a lead comes in: a number that is read from words here is only proposed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hotlead.router.policy.document import Policy
from hotlead.router.rules.scoring import attribute_points, is_number
from hotlead.router.telling.attribute_words import SEND, UNCOUNTED
from hotlead.router.telling.event_words import ATTRIBUTES
from hotlead.router.telling.names import Names
from hotlead.router.telling.wording import Sentence, Words, filled, same

Code = Literal["no_number", "no_points", "other_name"]
_WRITTEN: Final = re.compile(
    r"(?:¥|￥|RMB|CNY|约)?\s*(\d{1,12}(?:\.\d+)?)\s*(百万|[万千亿WKM])?\s*(?:元|块|RMB|CNY)?",
    re.IGNORECASE,
)
_TIMES: Final = {
    "": 1, "千": 1e3, "k": 1e3, "万": 1e4, "w": 1e4, "百万": 1e6, "m": 1e6, "亿": 1e8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Uncounted:
    """An attribute that counts 0, why, and the number to send instead, if one can be read."""

    name: str
    value: str
    code: Code
    number: str | None
    told: Sentence


def uncounted(policy: Policy, attributes: Mapping[str, str]) -> list[Uncounted]:
    """Those among the attributes of a lead, as the policy counts."""
    names = Names(policy)
    found = [_uncounted(policy, names, name, value) for name, value in sorted(attributes.items())]
    return [one for one in found if one is not None]


def _uncounted(policy: Policy, names: Names, name: str, value: str) -> Uncounted | None:
    table = policy.scoring.profile.get(name)
    if table is None:
        known = _known_as(policy, name)
        if known is None or known in ("", name):
            return None
        number = written(value) if policy.scoring.profile[known].thresholds else None
        return _told("other_name", same(name), (name, value), number, known)
    if attribute_points(policy.scoring, name, value) or value in table.values:
        return None
    if table.thresholds and not is_number(value):
        return _told("no_number", names.attribute(name), (name, value), written(value))
    if table.values and not table.thresholds:
        return _told("no_points", names.attribute(name), (name, value))
    return None


def _known_as(policy: Policy, name: str) -> str | None:
    """The attribute that counts and is called so, in either language."""
    for known in policy.scoring.profile:
        label = policy.labels.attributes.get(known)
        called = (label.en, label.zh) if label else ATTRIBUTES.get(known, ("", ""))
        if name.casefold() in {known.casefold(), *(one.casefold() for one in called if one)}:
            return known
    return None


def _told(
    code: Code,
    called: Words,
    attribute: tuple[str, str],
    number: str | None = None,
    known: str = "",
) -> Uncounted:
    name, value = attribute
    send = filled(SEND, {"number": same(number)}).words if number and number != value else ("", "")
    facts = {"name": called, "value": same(value), "known": same(known), "send": send}
    return Uncounted(name, value, code, number, filled(UNCOUNTED[code], facts))


def written(value: str) -> str | None:
    """The number that somebody wrote: "26万" is 260000, "¥260,000" too; None when it is unclear."""
    found = _WRITTEN.fullmatch(value.replace(",", "").replace("，", "").strip())
    if found is None:
        return None
    amount = float(found[1]) * _TIMES[(found[2] or "").lower()]
    return f"{amount:.0f}" if amount.is_integer() else f"{amount:g}"
