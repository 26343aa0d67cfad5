"""Verdicts on reps: what stood in the way, whom the rule names, and why the others not."""

import pytest

from hotlead.router.rules.verdicts import Finding, choose, not_there, obstacles, of_pool, outdone
from tests.unit.router.kpis.crew import AT, MICRO, ask, rep

MINUTE = 60_000


def test_nothing_stands_in_the_way_of_who_is_free_and_fit() -> None:
    asked = ask(needs=("region:east", "skill:english", "tier:1"))
    assert obstacles(rep("ann", skills=("english",), tier=1), asked) == []
    assert obstacles(rep("ann", skills=("english",), regions=("east",), tier=2), asked) == []


def test_each_obstacle_has_its_code_and_numbers() -> None:
    asked = ask(needs=("region:east", "skill:english", "tier:1"), refused={"ann": "declined"})
    ann = rep("ann", regions=("west", "north"), presence="away", presence_why="missed")
    assert obstacles(ann, asked) == [
        Finding("other_region", {"region": "east", "regions": "west, north"}),
        Finding("lacks_skill", {"skill": "english"}),
        Finding("lower_tier", {"tier": 0, "needed": 1}),
        Finding("refused_it", {"how": "declined"}),
        Finding("away", {"why": "missed"}),
    ]
    bob = rep(
        "bob",
        presence="busy",
        on_shift=False,
        reachable=False,
        offline_at=AT - MINUTE,
        daily_cap=4,
        today=5,
        paced=3,
        paced_until=AT + MINUTE,
        wrap_until=AT + MINUTE,
        live={"L7": ("main", "all")},
    )
    assert obstacles(bob, ask()) == [
        Finding("off_shift"),
        Finding("offline", {"for_ms": MINUTE}),
        Finding("busy"),
        Finding("wrap_up", {"for_ms": MINUTE}),
        Finding("daily_cap", {"today": 5, "cap": 4}),
        Finding("paced", {"paced": 3, "for_ms": MINUTE}),
        Finding("no_room", {"capacity": 1, "live": 1, "uncontacted": 0}),
    ]


def test_a_paced_start_that_is_over_counts_until_somebody_looks() -> None:
    ann = rep("ann", paced=2, paced_until=AT + MINUTE)
    assert not_there(ann, AT + 2 * MINUTE) == [Finding("paced", {"paced": 2, "for_ms": 0})]
    ann.look(AT + 2 * MINUTE, {})
    assert not_there(ann, AT + 2 * MINUTE) == []


def test_only_reps_of_the_pool_and_the_tenant_are_considered() -> None:
    theirs = rep("theirs")
    theirs.tenant = "other"
    crew = [rep("ann"), rep("vip", pools=("vip",)), theirs]
    assert [one.id for one in of_pool(crew, ask())] == ["ann"]


@pytest.mark.parametrize(
    ("score", "owner", "named"),
    [
        (60, None, ("ann", "fair turn", "all")),
        (60, "cai", ("cai", "former owner", "all")),
        (85, "cai", ("cai", "former owner", "all")),
        (85, None, ("top", "top tier for high intent", "top")),
        (84.999999, None, ("ann", "fair turn", "all")),
        (90, "top", ("top", "former owner", "top")),
        (60, "away", ("ann", "fair turn", "all")),
    ],
)
def test_whom_the_rule_names(score: float, owner: str | None, named: tuple[str, str, str]) -> None:
    crew = [
        rep("cai", tags={"main.all": 2 * MICRO}),
        rep("ann", tags={"main.all": MICRO}),
        rep("away", presence="away"),
        rep("top", tier=1, tags={"main.all": 9 * MICRO, "main.top": 9 * MICRO}),
    ]
    found = choose(ask(score=round(score * MICRO), owner=owner), crew)
    assert found is not None
    assert (found.rep.id, found.why, found.ledger) == named


def test_among_equal_turns_the_longest_idle_then_the_name() -> None:
    ann, bob, cai = rep("ann"), rep("bob", idle_since=AT - 2 * MINUTE), rep("cai")
    named = choose(ask(), [cai, ann, bob])
    assert named is not None
    assert named.rep is bob
    assert outdone(ann, ask(), named) == Finding(
        "less_idle", {"idle_ms": MINUTE, "chosen_idle_ms": 2 * MINUTE}
    )
    named = choose(ask(), [cai, ann])
    assert named is not None
    assert named.rep is ann
    assert outdone(cai, ask(), named).code == "later_name"
    assert choose(ask(refused={"ann": "", "cai": ""}), [cai, ann]) is None


def test_why_one_who_could_have_had_it_did_not() -> None:
    ann, top = rep("ann"), rep("top", tier=1)
    high = ask(score=90 * MICRO)
    named = choose(high, [ann, top])
    assert named is not None
    assert outdone(ann, high, named) == Finding(
        "top_tier_first",
        {"score": 90 * MICRO, "high_intent": 85 * MICRO, "tier": 0, "top_tier": 1},
    )
    late = rep("late", tags={"main.all": MICRO})
    named = choose(ask(), [late, ann])
    assert named is not None
    assert outdone(late, ask(), named) == Finding("later_turn", {"paid": MICRO, "chosen_paid": 0})
    named = choose(ask(owner="late"), [late, ann])
    assert named is not None
    assert outdone(ann, ask(), named).code == "former_owner_first"
    taken = choose(ask(), [late])
    assert taken is not None
    assert outdone(ann, ask(), taken).code == "rep_first"
