"""Warnings about who is told, and about names of people, channels and what may be shown."""

from collections.abc import Iterator
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.policy.lint.warning import Known, Rule, Told, near, use
from hotlead.router.policy.people import Person

SHOWN: Final = ("pool", "channel", "score", "masked")


def _groups(policy: Policy) -> Iterator[tuple[str, str, tuple[Person, ...]]]:
    """A group's field, its name in `notify`, and who is in it."""
    yield "supervisors", "supervisors", policy.supervisors
    yield "duty_managers", "duty-managers", policy.duty_managers


def _everybody(policy: Policy) -> Iterator[tuple[str, Person]]:
    for field, group in (
        ("supervisors", policy.supervisors),
        ("duty_managers", policy.duty_managers),
        ("reps", policy.reps),
    ):
        for at, person in enumerate(group):
            yield f"{field}[{at}]", person


def nobody_to_notify(policy: Policy, known: Known) -> Iterator[Told]:
    """A rung that tells a group in which nobody is."""
    for field, group, people in _groups(policy):
        rungs = _rungs(policy, group)
        if rungs and not people:
            yield (
                field,
                f"nobody is listed, and the ladder tells them (rung {', '.join(rungs)}): only the"
                " log and the board say it",
                "list who is told, and how",
            )


def group_never_notified(policy: Policy, known: Known) -> Iterator[Told]:
    """People whom no rung tells anything."""
    for field, group, people in _groups(policy):
        if people and not _rungs(policy, group):
            yield field, f"no rung notifies {group}", f"give a rung notify: {group}"


def _rungs(policy: Policy, group: str) -> list[str]:
    named = [one.name for pool in policy.pools.values() for one in pool.ladder]
    does = {
        one.name for pool in policy.pools.values() for one in pool.ladder if one.notify == group
    }
    return [name for name in dict.fromkeys(named) if name in does]


def person_without_channel(policy: Policy, known: Known) -> Iterator[Told]:
    """Somebody who is listed, and has no way to be told."""
    for place, person in _everybody(policy):
        if not person.channels:
            why = f"{person.id} has no channel, so only the log is told"
            yield f"{place}.channels", why, "give a webhook or a URL of apprise"


def person_twice(policy: Policy, known: Known) -> Iterator[Told]:
    """Somebody who is told everything twice."""
    for field, _, people in _groups(policy):
        seen: set[str] = set()
        for at, person in enumerate(people):
            if person.id in seen:
                why = f"{person.id} is listed twice"
                yield f"{field}[{at}].id", why, "put all their channels in one place"
            seen.add(person.id)


def channel_never_used(policy: Policy, known: Known) -> Iterator[Told]:
    """A channel for rungs that tell its person nothing."""
    for field, group, people in _groups(policy):
        rungs = _rungs(policy, group)
        for at, person in enumerate(people):
            for number, channel in enumerate(person.channels):
                if rungs and channel.rungs and not set(channel.rungs) & set(rungs):
                    yield (
                        f"{field}[{at}].channels[{number}].rungs",
                        f"{', '.join(channel.rungs)} does not notify {group}, so the channel is"
                        " silent",
                        f"use {', '.join(rungs)}",
                    )


def rep_unknown(policy: Policy, known: Known) -> Iterator[Told]:
    """A rep's channel whose rep is not registered."""
    for at, person in enumerate(policy.reps):
        if known.reps is not None and person.id not in known.reps:
            meant = near(person.id, known.reps)
            mend = f"did you mean {meant}?" if meant else "register them on the board"
            yield f"reps[{at}].id", f"no rep is called {person.id}", mend


def shows_unknown(policy: Policy, known: Known) -> Iterator[Told]:
    """A field to show that is nearly one that a lead has."""
    attributes = {*policy.scoring.profile}
    attributes |= {name for pool in policy.pools.values() for name in pool.requires}
    names = {*SHOWN, *attributes}
    for place, person in _everybody(policy):
        for number, channel in enumerate(person.channels):
            for name in channel.shows if channel.kind == "apprise" else ():
                if meant := near(name, names):
                    why = f"no lead has a field {name}"
                    yield f"{place}.channels[{number}].shows", why, f"did you mean {meant}?"


def reason_twice(policy: Policy, known: Known) -> Iterator[Told]:
    """Two reasons that a rep cannot tell apart."""
    for language in ("en", "zh"):
        seen: set[str] = set()
        for at, reason in enumerate(policy.decline_reasons):
            label = getattr(reason, language)
            if label in seen:
                why = f"another reason is called {label} too"
                yield f"decline_reasons[{at}].{language}", why, "call it something else"
            seen.add(label)


def cost_of_nothing(policy: Policy, known: Known) -> Iterator[Told]:
    """A cost for a channel that no capture comes from."""
    for channel in policy.costs:
        if channel not in known.channels:
            yield (
                f"costs.{channel}",
                f"{channel} is no channel here: nothing costs this",
                use(channel, known.channels),
            )


def label_of_nothing(policy: Policy, known: Known) -> Iterator[Told]:
    """Words for a pool or a rung that is not there, or for a name that is nearly one that is."""
    pools = {*policy.pools}
    rungs = {rung.name for pool in policy.pools.values() for rung in pool.ladder}
    for place, named, there in (
        ("pools", list(policy.labels.pools), pools),
        ("rungs", list(policy.labels.rungs), rungs),
    ):
        for name in named:
            if name not in there:
                yield f"labels.{place}.{name}", f"{name} is none of the {place}", use(name, there)
    for place, named, there in (
        ("attributes", list(policy.labels.attributes), {*policy.scoring.profile}),
        ("signals", list(policy.labels.signals), {*policy.scoring.heat}),
    ):
        for name in named:
            if meant := near(name, there):
                yield f"labels.{place}.{name}", f"scoring has no {name}", f"did you mean {meant}?"


RULES: Final[tuple[Rule, ...]] = (
    nobody_to_notify,
    group_never_notified,
    person_without_channel,
    person_twice,
    channel_never_used,
    rep_unknown,
    shows_unknown,
    reason_twice,
    cost_of_nothing,
    label_of_nothing,
)
