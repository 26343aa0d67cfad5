"""What a policy makes of one attribute, remembered: many captures say what others said before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hotlead.router.policy.document import Policy, Requirement
from hotlead.router.privacy.masking import mask_text, mask_value
from hotlead.router.rules import scoring
from hotlead.topics.captures import AttributeValue, value_text

#: Values remembered of one policy, and policies: few are in force at once, one after another.
VALUES_MAX: Final = 4096
POLICIES_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Worth:
    """One attribute: its value as a policy's tables name it, its name and value as they are kept
    (numbers of phones hidden), its micropoints (None where the policy ignores it), and what it
    asks of a rep, by pool."""

    text: str
    name: str
    kept: str
    points: int | None
    needs: Mapping[str, str]


class Worths:
    """By one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        #: A flag, a number and a text that are equal to Python are told apart.
        self.of = lru_cache(maxsize=VALUES_MAX, typed=True)(self._of)

    def _of(self, name: str, value: AttributeValue) -> Worth:
        asked = {
            pool: tokens
            for pool, one in self.policy.pools.items()
            if (rule := one.requires.get(name)) is not None and (tokens := tokens_of(rule, value))
        }
        return Worth(
            value_text(value),
            mask_text(name),
            mask_value(value),
            micropoints(self.policy, name, value),
            asked,
        )


_BY_POLICY: Final[dict[int, Worths]] = {}


def worths(policy: Policy) -> Worths:
    """What this policy makes of attributes."""
    found = _BY_POLICY.get(id(policy))
    if found is None:  # what is there holds its policy, so that no other has the same id
        if len(_BY_POLICY) == POLICIES_MAX:
            del _BY_POLICY[next(iter(_BY_POLICY))]
        found = _BY_POLICY[id(policy)] = Worths(policy)
    return found


def micropoints(policy: Policy, name: str, value: AttributeValue) -> int | None:
    """Profile micropoints of one attribute; None of one that the policy ignores.

    Counted from the value as text, numbers included, so that a lead scored anew earns the same.
    """
    if name not in policy.scoring.profile:
        return None
    return scoring.micro(scoring.attribute_points(policy.scoring, name, value_text(value)))


def tokens_of(rule: Requirement, value: AttributeValue) -> str:
    """What one attribute's value asks of a rep, as the tokens that a class is made of; '' is
    nothing."""
    text, kept = value_text(value), mask_value(value)
    tokens = []
    # The token itself is journalled.
    if rule.region and kept and not set(kept) & set("|,: "):
        tokens.append(f"region:{kept}")
    if text in rule.skills:
        tokens.append(f"skill:{rule.skills[text]}")
    if text in rule.tiers:
        tokens.append(f"tier:{rule.tiers[text]}")
    return ",".join(tokens)
