"""What a policy gives for an attribute or a signal, in points (0..100) and in micropoints.

`score = 0.30 · profile + 0.50 · heat + 0.20 · freshness`, weights from the policy; freshness falls
by 2 points an hour and stands still at 0. Inside the router a score is a whole number of
micropoints (a millionth of a point), so that Python, Lua and JSON agree to the digit. The scripts
score; what a score is worth at an instant is in decay.py.
"""

import math
import re

from hotlead.router.policy.document import Scoring, SignalPoints
from hotlead.topics.captures import AttributeValue, value_text

MICRO = 1_000_000
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


def micro(points: float) -> int:
    """Points as whole micropoints, halves rounded up (as the Lua scripts do)."""
    return math.floor(points * MICRO + 0.5)


def is_number(text: str) -> bool:
    """Whether a text counts as the number that it shows."""
    return _NUMBER.fullmatch(text) is not None


def attribute_points(scoring: Scoring, name: str, value: AttributeValue) -> float:
    """Profile points that one attribute's value earns; 0 for an attribute the policy ignores.

    A number earns the same whether it comes as a number or, as from many forms, as text.
    """
    table = scoring.profile.get(name)
    if table is None:
        return 0.0
    text = value_text(value)
    if text in table.values:
        return table.values[text]
    if table.thresholds and not isinstance(value, bool):
        number = value if isinstance(value, float | int) else None
        if number is None and is_number(text):
            number = float(text)
        if number is not None:
            reached = [t.points for t in table.thresholds if number >= t.at_least]
            return max(reached, default=table.other)
    return table.other


def signal_points(scoring: Scoring, kind: str, value: float) -> SignalPoints | None:
    """What one signal earns, or None when the policy gives nothing for it."""
    rule = scoring.heat.get(kind)
    if rule is None:
        return None
    if rule.above is not None and not value > rule.above:
        return None
    if rule.at_least is not None and not value >= rule.at_least:
        return None
    return rule


def heat_with(sum_so_far: int, points: int, cap: int) -> int:
    """The points of a kind of signal when one more of it comes, in micropoints (20_heat.lua)."""
    return min(cap, sum_so_far + points)
