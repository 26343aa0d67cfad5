"""Warnings about scoring: points that nothing earns, that are cut off, or that count nothing."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from hotlead.router.policy.document import FULL, AttributePoints, Policy, Scoring
from hotlead.router.policy.lint.warning import Known, Rule, Told, near

QUICK_LOSS_PER_H: Final = 50.0
SLOW_LOSS_PER_H: Final = 0.1
SIGNALS: Final = tuple(Scoring().heat)
ATTRIBUTES: Final = tuple(Scoring().profile)


def most(table: AttributePoints) -> float:
    """The most that an attribute earns."""
    thresholds = (one.points for one in table.thresholds)
    return max((*table.values.values(), *thresholds, table.other))


def weight_of_nothing(policy: Policy, known: Known) -> Iterator[Told]:
    """A part whose weight is 0, or that has a weight and nothing that gives it points."""
    scoring = policy.scoring
    shares = (
        ("profile", scoring.weights.profile, any(map(most, scoring.profile.values()))),
        ("heat", scoring.weights.heat, any(one.points for one in scoring.heat.values())),
        ("freshness", scoring.weights.freshness, scoring.decay != "none"),
    )
    for part, weight, earns in shares:
        at = f"scoring.weights.{part}"
        if weight == 0 and earns:
            mend = "give it a share of the 1"
            if part == "freshness":
                mend += ", or say that you mean it: decay: none"
            yield at, f"is 0: {part} counts nothing, whatever it is", mend
        if weight > 0 and not earns:
            best = FULL * (1 - weight)
            why = "decay is none, so freshness is 0" if part == "freshness" else "nothing earns it"
            mend = "make it 0, and the others 1 together"
            yield at, f"{why}: no score is above {best:g}", mend


def attribute_without_points(policy: Policy, known: Known) -> Iterator[Told]:
    """An attribute none of whose values earns anything."""
    for name, table in policy.scoring.profile.items():
        if most(table) == 0:
            yield f"scoring.profile.{name}", "earns nothing, whatever its value", "give it points"


def threshold_never_counts(policy: Policy, known: Known) -> Iterator[Told]:
    """A threshold that earns no more than a lower one: the best of those reached counts."""
    for name, table in policy.scoring.profile.items():
        ordered = sorted(enumerate(table.thresholds), key=lambda one: one[1].at_least)
        for (_, low), (at, high) in pairwise(ordered):
            if high.points <= low.points:
                yield (
                    f"scoring.profile.{name}.thresholds[{at}]",
                    f"{high.at_least:g} earns {high.points:g}, and {low.at_least:g} earns"
                    f" {low.points:g} already: the best that is reached counts",
                    "give it more points, or remove it",
                )


def profile_saturates(policy: Policy, known: Known) -> Iterator[Told]:
    """Attributes that together earn more than the part can hold."""
    best = sum(map(most, policy.scoring.profile.values()))
    if best > FULL:
        yield (
            "scoring.profile",
            f"the best values earn {best:g} together, and the part ends at {FULL:g}: the best"
            " leads are not told apart",
            "lower points until they are 100 together",
        )


def signal_without_points(policy: Policy, known: Known) -> Iterator[Told]:
    """A kind of signal that raises no score."""
    for kind, rule in policy.scoring.heat.items():
        if rule.points == 0 or rule.cap == 0:
            field = "points" if rule.points == 0 else "cap"
            why = f"is 0: a {kind} changes no score"
            yield f"scoring.heat.{kind}.{field}", why, "give it points, or leave the signal out"


def signal_saturates(policy: Policy, known: Known) -> Iterator[Told]:
    """A single signal that reaches its cap before its points, or fills the part alone."""
    for kind, rule in policy.scoring.heat.items():
        at = f"scoring.heat.{kind}"
        if 0 < rule.cap < rule.points:
            why = f"one {kind} earns {rule.points:g}, cut to the cap of {rule.cap:g}"
            yield f"{at}.cap", why, f"raise the cap to {rule.points:g}, or lower the points"
        elif min(rule.points, rule.cap) == FULL and len(policy.scoring.heat) > 1:
            why = f"one {kind} fills the whole of heat: no other signal counts after it"
            yield f"{at}.points", why, "give it less than 100"


def name_of_signal(policy: Policy, known: Known) -> Iterator[Told]:
    """A kind of signal that is nearly one of the usual ones."""
    for kind in policy.scoring.heat:
        if meant := near(kind, SIGNALS):
            yield (
                f"scoring.heat.{kind}",
                "no source that we know of sends this kind of signal",
                f"did you mean {meant}?",
            )


def name_of_attribute(policy: Policy, known: Known) -> Iterator[Told]:
    """An attribute that is nearly one of the usual ones."""
    for name in policy.scoring.profile:
        if meant := near(name, ATTRIBUTES):
            why = f"captures usually call it {meant}, and a name is only known when it is the same"
            yield f"scoring.profile.{name}", why, f"did you mean {meant}?"


def freshness_out_of_range(policy: Policy, known: Known) -> Iterator[Told]:
    """A freshness that is gone before anybody could call, or hardly ever falls."""
    loss, hours = policy.scoring.freshness_loss_per_h, policy.scoring.fresh_for_h
    if not policy.scoring.fresh_at_first:
        return
    at = "scoring.freshness_loss_per_h"
    if loss > QUICK_LOSS_PER_H:
        why = f"freshness is gone {hours * 60:.0f} minutes after the capture"
        yield at, why, "2 loses it within 50 hours"
    elif loss < SLOW_LOSS_PER_H:
        why = f"freshness lasts {hours / 24:.0f} days, so old leads stand like new ones"
        yield at, why, "2 loses it within 50 hours"


RULES: Final[tuple[Rule, ...]] = (
    weight_of_nothing,
    attribute_without_points,
    threshold_never_counts,
    profile_saturates,
    signal_without_points,
    signal_saturates,
    name_of_signal,
    name_of_attribute,
    freshness_out_of_range,
)
