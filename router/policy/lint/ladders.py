"""Warnings about ladders: rungs that do nothing, come too soon, or never take a lead away."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.policy.lint.warning import Known, Rule, Told

FIRST_S: Final = 15.0
APART_S: Final = 10.0


def rung_does_nothing(policy: Policy, known: Known) -> Iterator[Told]:
    """A rung at which nothing happens."""
    for name, pool in policy.pools.items():
        for at, rung in enumerate(pool.ladder):
            if not (rung.remind or rung.reassign or rung.open) and rung.notify == "nobody":
                yield (
                    f"pools.{name}.ladder[{at}]",
                    f"{rung.name} does nothing",
                    "let it remind, reassign, open or notify",
                )


def rung_too_soon(policy: Policy, known: Known) -> Iterator[Told]:
    """A first rung before anybody could look, or two at nearly the same instant."""
    for name, pool in policy.pools.items():
        first = pool.ladder[0]
        if first.after_s < FIRST_S:
            yield (
                f"pools.{name}.ladder[0].after_s",
                f"{first.name} comes after {first.after_s:g} s, before anybody can look",
                f"give it {FIRST_S:g} or more",
            )
        for at, (one, two) in enumerate(pairwise(pool.ladder), 1):
            if two.after_s - one.after_s < APART_S:
                yield (
                    f"pools.{name}.ladder[{at}].after_s",
                    f"{two.name} comes {two.after_s - one.after_s:g} s after {one.name}, which"
                    " nobody can answer by then",
                    f"leave {APART_S:g} s between them, or make them one rung",
                )


def never_reassigned(policy: Policy, known: Known) -> Iterator[Told]:
    """A reassigning rung whose holder is always new enough to keep the lead."""
    for name, pool in policy.pools.items():
        before = 0.0
        for rung in (one for one in pool.ladder if one.reassign):
            if rung.after_s - before <= pool.reassign_hold_s:
                yield (
                    f"pools.{name}.reassign_hold_s",
                    f"who got the lead {rung.after_s - before:g} s ago or later keeps it at"
                    f" {rung.name}, so it hardly ever moves",
                    f"make it shorter than {rung.after_s - before:g}",
                )
            before = rung.after_s


def ends_with_nobody_told(policy: Policy, known: Known) -> Iterator[Told]:
    """A ladder after which no supervisor and no duty manager knows of the lead."""
    for name, pool in policy.pools.items():
        if all(rung.notify == "nobody" for rung in pool.ladder):
            yield (
                f"pools.{name}.ladder",
                "no rung tells anybody: a hot lead that nobody takes is lost unseen",
                "let the last rung notify duty-managers",
            )


RULES: Final[tuple[Rule, ...]] = (
    rung_does_nothing,
    rung_too_soon,
    never_reassigned,
    ends_with_nobody_told,
)
