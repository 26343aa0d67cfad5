"""The smallest change is one: made, it sends the lead where it was told to go."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hotlead.router.kpis.otherwise import (
    Elsewhere,
    Step,
    by_rule,
    taken_in_time,
    without_claim,
    without_hand,
)
from hotlead.router.rules.rep_state import Rep
from hotlead.router.rules.verdicts import Ask, Choice, choose, obstacles
from tests.unit.router.kpis.crew import AT, MICRO, ask, rep

VIRTUAL = {"main.all": 2_000_000.0, "main.top": 1_000_000.0}
tags = st.sampled_from((0.0, 500_000.0, 1_000_000.0, 2_500_000.0, 7_000_000.0))
reps = st.builds(
    lambda **fields: fields,
    presence=st.sampled_from(("idle", "idle", "idle", "busy", "away")),
    reachable=st.sampled_from((True, True, True, False)),
    on_shift=st.sampled_from((True, True, True, False)),
    tier=st.integers(0, 2),
    weight=st.sampled_from((1, 2, 0.5)),
    capacity=st.integers(0, 2),
    skills=st.sampled_from((("english",), ())),
    regions=st.sampled_from(((), ("east",), ("west",))),
    uncontacted=st.sampled_from(([], [], ["L9"])),
    daily_cap=st.sampled_from((None, None, 1)),
    today=st.integers(0, 1),
    paced_until=st.sampled_from((0, 0, AT + 60_000)),
    open_most=st.sampled_from((None, None, 1)),
    wrap_until=st.sampled_from((None, None, AT + 60_000)),
    idle_since=st.sampled_from((AT - 60_000, AT - 30_000, AT - 1)),
    tags=st.fixed_dictionaries({"main.all": tags, "main.top": tags}),
)
asks = st.builds(
    ask,
    score=st.sampled_from((60 * MICRO, 90 * MICRO)),
    needs=st.sampled_from(((), (), ("skill:english",), ("region:east", "tier:1"))),
    refused=st.sampled_from(({}, {}, {"r1": "declined"})),
    owner=st.sampled_from((None, None, "r0", "r2")),
)


UNDONE: dict[str, dict[str, Any]] = {
    "lower_tier": {"tier": 1},
    "off_shift": {"on_shift": True},
    "offline": {"reachable": True},
    "away": {"presence": "idle"},
    "busy": {"presence": "idle"},
    "daily_cap": {"daily_cap": None},
    "paced": {"paced_until": 0},
    "wrap_up": {"wrap_until": None},
    "too_many_open": {"open_most": None},
    "refused_it": {},
}


def freed(one: Rep, step: Step) -> Rep:
    """The rep without one obstacle, not looked at yet."""
    code = step.obstacle.code if step.obstacle else ""
    match code:
        case "lacks_skill":
            return replace(one, skills=(*one.skills, "english"))
        case "other_region":
            return replace(one, regions=(*one.regions, "east"))
        case "no_room":
            return replace(one, capacity=one.capacity + 1 - one.room)
    return replace(one, **UNDONE[code])


def after(asked: Ask, crew: dict[str, Rep], steps: tuple[Step, ...]) -> Choice | None:
    """What the rule says once all steps are made."""
    ledger = ""
    named = choose(asked, list(crew.values()))
    if named is not None:
        ledger = named.ledger
    for step in steps:
        if step.obstacle is not None:
            one = freed(crew[step.rep], step)
            crew[step.rep] = replace(one, tags=dict(one.tags))
            if step.obstacle.code == "refused_it":
                asked = replace(asked, refused={})
            continue
        numbers = dict(step.numbers)
        match step.code:
            case "not_former_owner":
                asked = replace(asked, owner=None)
            case "score_below":
                asked = replace(asked, score=asked.score - int(numbers["by_points"]))
            case "more_turns":
                one = crew[step.rep]
                key = f"main.{ledger}"
                tag = one.tags[key] + int(numbers["turns"]) * one.charge
                crew[step.rep] = replace(one, tags=one.tags | {key: tag})
            case "idle_longer":
                one = crew[step.rep]
                crew[step.rep] = replace(one, idle_since=one.idle_since - int(numbers["by_ms"]))
            case "not_free":
                del crew[step.rep]
    for one in crew.values():
        one.look(AT, VIRTUAL)
    return choose(asked, list(crew.values()))


@settings(max_examples=600, deadline=None)
@given(asks, st.lists(reps, min_size=2, max_size=4))
def test_made_it_sends_the_lead_where_it_was_told(asked: Ask, members: list[dict]) -> None:  # type: ignore[type-arg]
    crew = {f"r{i}": rep(f"r{i}", **one | {"present": False}) for i, one in enumerate(members)}
    named = choose(asked, list(crew.values()))
    if named is None:
        return
    told = by_rule(asked, named.rep, list(crew.values()), VIRTUAL)
    found = after(asked, crew, told.steps)
    assert (found.rep.id if found else None) == told.rep
    assert told.rep != named.rep.id


def test_with_nobody_else_it_would_have_waited() -> None:
    told = by_rule(ask(), rep("ann"), [rep("ann")], {})
    assert told == Elsewhere(None, (Step("not_free", "ann"),))


def test_the_fewest_obstacles_come_first_then_who_would_have_won() -> None:
    crew = [
        rep("ann", tags={"main.all": MICRO}),
        rep("bob", presence="away", on_shift=False),
        rep("cai", presence="busy", tags={"main.all": 5 * MICRO}),
        rep("dan", presence="busy"),
    ]
    told = by_rule(ask(), crew[0], crew, {})
    (step,) = told.steps
    assert (told.rep, step.code, step.rep) == ("dan", "without_obstacle", "dan")
    assert step.obstacle == obstacles(crew[3], ask())[0]
    told = by_rule(ask(), crew[0], crew[:3], {})
    assert [step.code for step in told.steps] == ["without_obstacle", "not_free"]


def test_in_the_top_tier_the_next_of_it_comes_before_a_lower_score() -> None:
    high = ask(score=90 * MICRO)
    crew = [rep("ann", tier=1), rep("bob", tier=1, tags={"main.top": MICRO})]
    crew.append(rep("cai", idle_since=0))
    told = by_rule(high, crew[0], crew, {})
    assert (told.rep, told.steps) == ("bob", (Step("more_turns", "ann", (("turns", 2),)),))
    del crew[1]
    told = by_rule(high, crew[0], crew, {})
    assert (told.rep, told.steps[0].code) == ("cai", "score_below")


def test_what_people_chose_would_have_stayed_or_waited() -> None:
    assert without_hand("sup", "ann", None) == Elsewhere(
        "ann", (Step("no_hand", "", (("by", "sup"),)),), stays=True
    )
    assert without_hand("sup", None, None).rep is None
    assert without_hand("sup", None, Choice(rep("bob"), "fair turn", "all")).rep == "bob"
    assert without_claim("bob", "ann").stays
    assert without_claim("bob", None) == Elsewhere(None, (Step("no_claim", "bob"),))
    assert taken_in_time("ann", "reassign").steps[0].numbers == (("rung", "reassign"),)
