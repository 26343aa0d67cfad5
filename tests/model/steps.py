"""What may happen to a shard, and what is left to chance of it."""

from typing import Any

from hypothesis import strategies as st

from hotlead.topics.hours import WorkingHours
from tests.model.policies import NIGHTS_IN_PIECES, OFFICE, POLICIES

people = st.integers(0, 5)
reps = st.sampled_from(("r0", "r1", "r2", "r0", "r1", "r2", "theirs"))
which = st.integers(0, 5)
grades = st.sampled_from((0, 50, 64.5, 65.5, 75, 75, 95, 100))
ages_h = st.sampled_from((0, 0, 0, 1, 49.99, 70))
asking: dict[str, st.SearchStrategy[Any]] = {
    "region": st.sampled_from(("east", "west")),
    "language": st.just("en"),
    "budget": st.just("huge"),
}
nothing: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({})
asked = st.one_of(nothing, nothing, st.fixed_dictionaries({}, optional=asking))
presences = st.sampled_from(("idle", "idle", "idle", "idle", "busy", "away"))
kinds, values = st.sampled_from(("visit", "dwell")), st.sampled_from((1.0, 120.0, 150.0))
signals = st.tuples(people, kinds, values)
versions = st.sampled_from(sorted(POLICIES))
traits: dict[str, st.SearchStrategy[Any]] = {
    "capacity": st.sampled_from((1, 1, 2, 3, 0)),
    "weight": st.sampled_from((1, 2, 0.5)),
    "tier": st.integers(0, 2),
    "regions": st.sampled_from(((), (), ("east",), ("east", "west"))),
    "skills": st.sampled_from(((), ("english",))),
    "pools": st.sampled_from((("main",), ("main", "vip"), ("vip",))),
    "daily_cap": st.sampled_from((None, None, None, 2)),
    "hours": st.sampled_from((WorkingHours(), WorkingHours(), OFFICE, NIGHTS_IN_PIECES)),
}
able = {name: traits[name] for name in ("weight", "tier", "skills")} | {
    "capacity": st.integers(1, 3)
}
team = st.lists(st.fixed_dictionaries({}, optional=able), min_size=2, max_size=3)
phones = st.sampled_from([f"p{number}" for number in range(10)])
results = st.sampled_from(("accepted", "refused", "gone", "gone", "given_up"))
ago_s = st.sampled_from((None, None, None, 1, 60, 900, 7200, -60))
ways = st.sampled_from(("refuse", "over", "replace", "replace"))
RECENT = 12
STEPS: dict[str, tuple[int, dict[str, st.SearchStrategy[Any]]]] = {
    "leaves_a_contact": (
        6,
        {
            "person": people,
            "grade": grades,
            "asked": asked,
            "age_h": ages_h,
            "pool": st.sampled_from((None, None, "vip")),
            "also": st.one_of(st.none(), st.none(), people),
        },
    ),
    "leave_contacts": (
        3,
        {"several": st.lists(st.tuples(people, grades, asked, ages_h), min_size=2, max_size=4)},
    ),
    "do_something": (3, {"several": st.lists(signals, min_size=1, max_size=3)}),
    "registers": (2, {"rep": reps, "member": st.fixed_dictionaries(traits), "presence": presences}),
    "sets_presence": (4, {"rep": reps, "presence": presences}),
    "is_ready": (2, {"rep": reps}),
    "acknowledges": (6, {"which": which, "ago_s": ago_s}),
    "declines": (3, {"which": which, "ago_s": ago_s}),
    "releases": (2, {"which": which, "ago_s": ago_s}),
    "records_an_activity": (
        4,
        {
            "which": which,
            "outcome": st.sampled_from(("open", "open", "won", "lost")),
            "contacted": st.booleans(),
            "next_in_h": st.sampled_from((None, 1)),
            "ago_s": ago_s,
        },
    ),
    "tells_late": (
        3,
        {
            "which": which,
            "hold": st.integers(0, 2),
            "outcome": st.sampled_from(("open", "open", "won")),
            "contacted": st.sampled_from((True, True, False)),
            "before_s": st.sampled_from((1, 60, 7200, 0, -1)),
        },
    ),
    "closes_and_takes_it_back": (
        4,
        {
            "which": which,
            "contacted": st.booleans(),
            "after_s": st.sampled_from((0, 5, 6, 30, 60, 61)),
        },
    ),
    "loses_it_and_tells_late": (
        3,
        {
            "which": which,
            "contacted": st.sampled_from((True, True, False)),
            "before_s": st.sampled_from((1, 60, 3500, 0, -1)),
        },
    ),
    "undoes": (2, {"which": which, "ago_s": ago_s}),
    "claims": (4, {"which": which, "rep": reps}),
    "hands_over": (4, {"which": which, "rep": reps, "without_room": ways}),
    "reopens": (
        2,
        {"which": which, "rep": st.one_of(st.none(), reps), "without_room": ways},
    ),
    "acts_out_of_turn": (
        4,
        {
            "which": which,
            "kind": st.sampled_from(("acknowledge", "decline", "release", "activity", "undo")),
            "rep": st.one_of(st.none(), reps),
            "epoch": st.one_of(st.none(), st.integers(0, 3)),
        },
    ),
    "subscribes": (2, {"rep": reps, "phones": st.lists(phones, min_size=1, max_size=10)}),
    "unsubscribes": (1, {"rep": reps, "phone": phones}),
    "is_signed_out": (1, {"rep": reps, "ago_s": st.sampled_from((0, 60, 3600))}),
    "is_told": (
        2,
        {
            "which": which,
            "rep": reps,
            "phone": phones,
            "result": results,
            "pushed": st.sampled_from((True, True, False)),
        },
    ),
    "sees_a_push": (1, {"which": which, "rep": reps}),
    "sends_again": (2, {"which": st.integers(0, RECENT - 1)}),
    "uses_an_id_again": (
        2,
        {"which": st.integers(0, RECENT - 1), "other": st.integers(0, RECENT - 1)},
    ),
    "batch_comes_again": (1, {}),
    "positions_leap": (
        1,
        {"person": people, "by": st.integers(1, 3), "missing": st.booleans()},
    ),
    "another_owner_takes_over": (1, {"which": which, "back": st.integers(0, 2)}),
    "falls_silent": (1, {"rep": reps, "long_enough": st.sampled_from((True, True, False))}),
    "is_heard_of_again": (2, {"rep": reps}),
    "time_passes": (7, {"seconds": st.sampled_from((1, 59, 60, 61, 121, 300, 1200))}),
    "nobody_looks": (
        4,
        {"seconds": st.sampled_from((-30, 1, 59, 60, 121, 300, 3600, 5 * 3600, 26 * 3600))},
    ),
    "timers_run": (
        4,
        {
            "lag": st.sampled_from((0, 0, 1, 30)),
            "inbox_is_read": st.sampled_from((True, True, False)),
        },
    ),
    "places_are_looked_at": (4, {}),
    "timer_is_tried": (
        1,
        {
            "which": which,
            "kind": st.sampled_from(("expire", "rung", "slower", "reopen", "refusals", "relax")),
        },
    ),
    "policy_changes": (1, {"policy": versions}),
    "leads_are_scored_anew": (2, {"most": st.integers(1, 6)}),
    "reps_are_bound": (2, {"most": st.integers(1, 4)}),
}
"""What may happen: how often as against the others, and what is left to chance. Hypothesis is fond
of the first."""
doings = st.sampled_from([name for name, (weight, _) in STEPS.items() for _ in range(weight)])
happenings = doings.flatmap(
    lambda name: st.tuples(st.just(name), st.fixed_dictionaries(STEPS[name][1]))
)
