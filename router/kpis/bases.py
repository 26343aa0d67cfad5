"""What a figure is counted from, and whether that is too little to go by.

A share has Wilson's score interval at 95 % (E. B. Wilson, Probable inference, the law of
succession, and statistical inference, J. Amer. Statist. Assoc. 22, 1927, 209-212), which holds for
few cases and for shares near 0 and 1, where the usual one does not.
"""

from math import sqrt
from typing import Final

from hotlead.router.kpis.models import Basis, Measures

FEW: Final = 30
"""Fewer cases than this are few: a share of a half is then unsure by 17 points either way, and a
90th percentile rests on three values."""

WIDE: Final = 0.1
"""A share is of few cases, too, when its interval is wider than this and than the share itself."""

_Z: Final = 1.959963984540054  # 97.5 % of a normal distribution lie below


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of `part` / `whole`, within 0..1; `whole` is at least 1."""
    share, spread = part / whole, _Z * _Z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    # At 0 and 1 it ends there, whatever the last digits say.
    return 0.0 if part == 0 else middle - half, 1.0 if part == whole else middle + half


def of_count(cases: int) -> Basis:
    """Of a percentile or a mean of so many cases."""
    return Basis(n=cases, few=cases < FEW)


def of_share(share: float, whole: int) -> Basis:
    """Of a share of so many cases; `whole` is at least 1."""
    low, high = wilson(round(share * whole), whole)
    wide = high - low > max(WIDE, share)
    return Basis(n=whole, few=whole < FEW or wide, low=low, high=high)


def bases(measures: Measures, assigned: int) -> dict[str, Basis]:
    """That of each figure there is; `assigned` is of how many assignments its unfairness is."""
    one = measures
    shares = {
        "followed_up_24h": (one.followed_up_24h, one.leads),
        "followed_up_24h_open": (one.followed_up_24h_open, one.leads),
        "over_time": (one.over_time, one.leads),
        "over_time_open": (one.over_time_open, one.leads),
        "hot_acknowledged_15min": (one.hot_acknowledged_15min, one.hot),
        "conversion": (one.conversion.rate, one.conversion.leads),
        "high_intent": (one.high_intent.rate, one.high_intent.leads),
    }
    counts = {
        "first_touch_p50": (one.first_touch.p50_s, one.first_touch.touched),
        "first_touch_p90": (one.first_touch.p90_s, one.first_touch.touched),
        "first_touch_open_p50": (one.first_touch.open_p50_s, one.first_touch.touched),
        "first_touch_open_p90": (one.first_touch.open_p90_s, one.first_touch.touched),
        "repeated_dispatches": (one.repeated_dispatches, one.leads),
        "cost_lead": (one.cost_lead, one.leads),
        "cost_won": (one.cost_won, one.conversion.won),
        "unfairness": (one.unfairness, assigned),
    }
    return {
        name: of_share(share, n) for name, (share, n) in shares.items() if share is not None
    } | {name: of_count(n) for name, (value, n) in counts.items() if value is not None}
