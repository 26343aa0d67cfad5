"""Warnings about pools: which leads come to them, and what their leads ask of a rep."""

from collections.abc import Iterator
from typing import Final

from hotlead.router.policy.calendars import NO_DATA_MEND, no_data, without_data
from hotlead.router.policy.document import Policy, Pool, Requirement
from hotlead.router.policy.lint.warning import Known, Rule, Told, near, use


def _chooses(pool: Pool) -> bool:
    return bool(pool.match or pool.channels)


def channel_unknown(policy: Policy, known: Known) -> Iterator[Told]:
    """A channel that no capture comes from."""
    for name, pool in policy.pools.items():
        for at, channel in enumerate(pool.channels):
            if channel not in known.channels:
                yield (
                    f"pools.{name}.channels[{at}]",
                    f"{channel} is no channel here: no lead comes from it",
                    use(channel, known.channels),
                )


def nothing_comes(policy: Policy, known: Known) -> Iterator[Told]:
    """A pool whose leads go elsewhere: it chooses none, none can match, or another is before it."""
    pools = list(policy.pools.items())
    for at, (name, pool) in enumerate(pools):
        if at and not _chooses(pool):
            yield (
                f"pools.{name}",
                f"it has neither match nor channels, and what matches nothing goes to"
                f" {pools[0][0]}, the first: only captures that name this pool come here",
                "give it a match, or put it first",
            )
        for key, wanted in pool.match.items():
            if not wanted:
                why = "names no value, so no lead matches the pool"
                yield f"pools.{name}.match.{key}", why, "name values, or remove it"
        before = next((one for one, wide in pools[:at] if _covers(wide, pool)), None)
        if before and _chooses(pool):
            yield (
                f"pools.{name}",
                f"every lead that matches it matches {before} before it, and goes there",
                f"put it before {before}",
            )


def first_takes_the_rest(policy: Policy, known: Known) -> Iterator[Told]:
    """A first pool that looks as if it took some leads alone: what matches none comes to it too."""
    name, pool = next(iter(policy.pools.items()))
    if _chooses(pool):
        yield (
            f"pools.{name}",
            "it is the first, so it also takes every lead that matches no pool",
            "put a pool without match and channels first",
        )


def _covers(wide: Pool, narrow: Pool) -> bool:
    """Whether all that matches `narrow` matches `wide`, which chooses."""
    channels = not wide.channels or (narrow.channels and {*narrow.channels} <= {*wide.channels})
    matches = all(
        key in narrow.match and {*narrow.match[key]} <= {*wanted}
        for key, wanted in wide.match.items()
    )
    return _chooses(wide) and bool(channels) and matches


def attribute_mistyped(policy: Policy, known: Known) -> Iterator[Told]:
    """An attribute, or its value, that is nearly one to which scoring gives points."""
    profile = policy.scoring.profile
    for name, pool in policy.pools.items():
        named = [*((f"match.{one}", one) for one in pool.match)]
        named += ((f"requires.{one}", one) for one in pool.requires)
        for place, attribute in named:
            if meant := near(attribute, profile):
                why = "scoring knows no such attribute"
                yield f"pools.{name}.{place}", why, f"did you mean {meant}?"
        values = [(f"match.{one}", one, wanted) for one, wanted in pool.match.items()]
        for one, asks in pool.requires.items():
            values.append((f"requires.{one}.skills", one, tuple(asks.skills)))
            values.append((f"requires.{one}.tiers", one, tuple(asks.tiers)))
        for place, attribute, wanted in values:
            scored = profile[attribute].values if attribute in profile else {}
            for value in wanted:
                if meant := near(value, scored):
                    why = f"scoring knows no {attribute} called {value}"
                    yield f"pools.{name}.{place}", why, f"did you mean {meant}?"


def requires_nothing(policy: Policy, known: Known) -> Iterator[Told]:
    """A requirement that asks nothing of a rep."""
    for name, pool in policy.pools.items():
        for attribute, asks in pool.requires.items():
            if asks == Requirement():
                yield (
                    f"pools.{name}.requires.{attribute}",
                    "asks nothing of a rep",
                    "name region, skills or tiers, or remove it",
                )


def skill_of_nobody(policy: Policy, known: Known) -> Iterator[Told]:
    """A skill that no registered rep has: its leads ring at nobody."""
    if known.skills is None or not known.reps:
        return
    for name, pool in policy.pools.items():
        for attribute, asks in pool.requires.items():
            for value, skill in asks.skills.items():
                if skill not in known.skills:
                    meant = near(skill, known.skills)
                    yield (
                        f"pools.{name}.requires.{attribute}.skills.{value}",
                        f"no rep has the skill {skill}: these leads wait until it is relaxed",
                        f"did you mean {meant}?" if meant else "give it to a rep on the board",
                    )


def relax_without_effect(policy: Policy, known: Known) -> Iterator[Told]:
    """A step that drops what is not asked, or what an earlier step dropped."""
    for name, pool in policy.pools.items():
        dropped: set[str] = set()
        for at, step in enumerate(pool.relax):
            for attribute in step.drop:
                place = f"pools.{name}.relax[{at}].drop"
                if attribute not in pool.requires:
                    why = f"{attribute} asks nothing in this pool, so dropping it changes nothing"
                    mend = use(attribute, pool.requires) if pool.requires else "remove the step"
                    yield place, why, mend
                elif attribute in dropped:
                    yield place, f"an earlier step dropped {attribute} already", "name it once"
                dropped.add(attribute)


def hours_without_effect(policy: Policy, known: Known) -> Iterator[Told]:
    """A clock that waits for hours that are not there."""
    for name, pool in policy.pools.items():
        if pool.outside_hours == "wait" and not pool.hours.limited:
            why = "the pool has no hours, so it never waits"
            yield f"pools.{name}.outside_hours", why, "give the pool hours, or remove it"


def calendar_without_year(policy: Policy, known: Known) -> Iterator[Told]:
    """A calendar that does not know this year, or in December the next."""
    for name, pool in policy.pools.items():
        for calendar, year in without_data(filter(None, (pool.hours.calendar,)), known.today):
            yield f"pools.{name}.hours.calendar", no_data(calendar, year), NO_DATA_MEND


RULES: Final[tuple[Rule, ...]] = (
    channel_unknown,
    nothing_comes,
    first_takes_the_rest,
    attribute_mistyped,
    requires_nothing,
    skill_of_nobody,
    relax_without_effect,
    hours_without_effect,
    calendar_without_year,
)
