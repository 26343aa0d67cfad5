"""Warnings about times and counts that make no sense for people."""

from collections.abc import Iterator
from typing import Final

from hotlead.router.policy.document import FULL, Policy
from hotlead.router.policy.lint.warning import Known, Rule, Told

LOOK_S: Final = 15.0
HOUR_S: Final = 3600.0
DAY_S: Final = 24 * HOUR_S
HEARTBEAT_S: Final = 20.0  # of the reps' page
MISSES_MAX: Final = 20
PACED_MAX: Final = 50


def _span(seconds: float) -> str:
    for unit, name in ((DAY_S, "days"), (HOUR_S, "h"), (60.0, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds:g} s"


def too_short(policy: Policy, known: Known) -> Iterator[Told]:
    """A time in which nobody can do what it is for."""
    for name, pool in policy.pools.items():
        for field, seconds, least, what, default in (
            ("expiry_s", pool.expiry_s, LOOK_S, "to look at a lead and decide", 300),
            (
                "longest_wait_s",
                pool.longest_wait_s,
                60.0,
                "before age has a share of the turns",
                14400,
            ),
            ("reopen_after_s", pool.reopen_after_s, 60.0, "to call after taking a lead", 3600),
            ("clear_refusals_s", pool.clear_refusals_s, LOOK_S, "before all ring again", 120),
        ):
            if seconds < least:
                why = f"a rep has {seconds:g} s {what}"
                if field in ("longest_wait_s", "clear_refusals_s"):
                    why = f"only {seconds:g} s {what}"
                yield f"pools.{name}.{field}", why, f"give it {least:g} or more; default {default}"
        for at, step in enumerate(pool.relax):
            if step.after_s < LOOK_S:
                yield (
                    f"pools.{name}.relax[{at}].after_s",
                    f"after {step.after_s:g} s no rep who fits has had the time to answer",
                    f"give it {LOOK_S:g} or more, or do not require it",
                )


def too_long(policy: Policy, known: Known) -> Iterator[Told]:
    """A time so long that what it is for never happens."""
    for name, pool in policy.pools.items():
        for field, seconds, longest, what, default in (
            ("expiry_s", pool.expiry_s, HOUR_S, "a lead rings at one rep for", 300),
            ("longest_wait_s", pool.longest_wait_s, 30 * DAY_S, "an old lead waits for", 14400),
            ("reopen_after_s", pool.reopen_after_s, 30 * DAY_S, "nobody is told for", 3600),
            ("clear_refusals_s", pool.clear_refusals_s, HOUR_S, "a refused lead rests for", 120),
            ("wrap_up_s", pool.wrap_up_s, 900.0, "after each contact no lead rings for", 0),
        ):
            if seconds > longest:
                why = f"{what} {_span(seconds)}"
                yield f"pools.{name}.{field}", why, f"times are in seconds; default {default}"


def reopened_before_expiry(policy: Policy, known: Known) -> Iterator[Told]:
    """Less time to call than to answer."""
    for name, pool in policy.pools.items():
        if pool.reopen_after_s < pool.expiry_s:
            yield (
                f"pools.{name}.reopen_after_s",
                f"a rep has {pool.expiry_s:g} s to take a lead, and then {pool.reopen_after_s:g} s"
                " to call, before it goes to another",
                f"make it longer than expiry_s, {pool.expiry_s:g}",
            )


def waiting_beats_score(policy: Policy, known: Known) -> Iterator[Told]:
    """Waiting points that put the worst lead before the best, sooner than the longest wait does."""
    for name, pool in policy.pools.items():
        per_min = pool.waiting_points_per_min
        if per_min and FULL / per_min * 60 < pool.longest_wait_s:
            yield (
                f"pools.{name}.waiting_points_per_min",
                f"after {FULL / per_min:g} minutes the worst lead goes before the best new one",
                f"give it {FULL * 60 / pool.longest_wait_s:.2g} or less, or shorten longest_wait_s",
            )


def nobody_set_away(policy: Policy, known: Known) -> Iterator[Told]:
    """So many misses that a phone nobody looks at goes on taking leads."""
    for name, pool in policy.pools.items():
        if pool.misses_before_away > MISSES_MAX:
            why = f"{pool.misses_before_away} leads ring at a phone that nobody looks at"
            yield f"pools.{name}.misses_before_away", why, "3 is the default"


def everybody_top_tier(policy: Policy, known: Known) -> Iterator[Told]:
    """A top tier that all reps belong to."""
    for name, pool in policy.pools.items():
        if pool.top_tier == 0:
            why = "every rep is of the top tier, so high intent changes nothing"
            yield f"pools.{name}.top_tier", why, "1 is the default: reps of tier 1 or above"


def pacing_without_effect(policy: Policy, known: Known) -> Iterator[Told]:
    """A pace that is no brake, or that never ends."""
    for name, pool in policy.pools.items():
        if pool.pacing is None:
            continue
        if pool.pacing.assignments > PACED_MAX:
            why = f"{pool.pacing.assignments} leads a rep are no limit at the start of a shift"
            yield f"pools.{name}.pacing.assignments", why, "3 is the default"
        if not 60 <= pool.pacing.window_s <= 4 * HOUR_S:
            why = f"the start of a shift lasts {_span(pool.pacing.window_s)}"
            yield f"pools.{name}.pacing.window_s", why, "600 is the default, ten minutes"


def reachability_out_of_range(policy: Policy, known: Known) -> Iterator[Told]:
    """A phone that is offline between two heartbeats, or long gone and still rung at."""
    told = policy.reachability
    at = "reachability.offline_after_s"
    if told.offline_after_s < 2 * HEARTBEAT_S:
        why = f"a phone says every {HEARTBEAT_S:g} s that it is there: one lost word is offline"
        yield at, why, f"give it {2 * HEARTBEAT_S:g} or more; default 60"
    elif told.offline_after_s > HOUR_S:
        why = f"a phone that is gone keeps what rings for {_span(told.offline_after_s)}"
        yield at, why, "60 is the default"
    if told.receipt_counts_s < told.offline_after_s:
        yield (
            "reachability.receipt_counts_s",
            f"is below offline_after_s, {told.offline_after_s:g}: a push that arrived counts"
            " nothing",
            "1800 is the default",
        )


RULES: Final[tuple[Rule, ...]] = (
    too_short,
    too_long,
    reopened_before_expiry,
    waiting_beats_score,
    nobody_set_away,
    everybody_top_tier,
    pacing_without_effect,
    reachability_out_of_range,
)
