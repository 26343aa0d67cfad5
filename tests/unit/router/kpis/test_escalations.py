"""Past escalations: each rung that fired in a range, and who took the lead after it."""

from typing import Any

import pytest

from hotlead.router.kpis.escalations import escalations, newest_rungs
from tests.unit.router.kpis import recount, story
from tests.unit.router.kpis.journals import Journal, filled, simulated, with_branches

DAY = 24 * 3_600_000
MINUTE = story.MINUTE


@pytest.mark.parametrize("seed", [1, 3])
@pytest.mark.parametrize("days", [(0, 30), (2, 6)])
def test_as_a_slow_recount_says(seed: int, days: tuple[int, int]) -> None:
    records = tuple(with_branches(simulated(seed, 6)))
    every = recount.cases(records)
    first = min(case.began for case in every)
    from_ms, to_ms = (first + day * DAY for day in days)
    wanted: list[tuple[Any, ...]] = []
    for case in every:
        for episode in case.episodes():
            taken = [told for told in episode if told.kind == "acknowledged"]
            for rung in (told for told in episode if told.kind == "rung"):
                later = [told.at for told in taken if told.seq > rung.seq]
                if from_ms <= rung.at < to_ms and not case.test:
                    fired = rung.change
                    wanted.append(
                        (
                            rung.at,
                            case.lead,
                            case.pool,
                            fired["name"],
                            fired["n"],
                            (rung.at - fired["due"]) / 1000,
                            fired.get("rep"),
                            bool(fired.get("moved")),
                            later[0] if later else None,
                        )
                    )
    assert len(wanted) > 3
    found = escalations(filled(records), "main", from_ms, to_ms).escalations
    got = [tuple(one.model_dump().values()) for one in found]
    assert sorted(got, key=repr) == sorted(wanted, key=repr)
    assert [one.at_ms for one in found] == sorted(one.at_ms for one in found)


def rung(lead: str, n: int, due: int, **more: Any) -> dict[str, Any]:
    told = {"n": n, "name": f"rung-{n}", "due": due, "does": "remind", "score": 70_000_000}
    return story.change("rung", lead, **told, **more)


def test_the_range_is_of_the_firing_and_test_leads_are_apart() -> None:
    told = Journal()
    told.entry(
        story.T0, {"kind": "policy_activated", "version": "p", "pools": {"main": story.POOL}}
    )
    told.entry(story.T0, story.rep("wang", 1))
    told.entry(
        story.T0,
        story.captured("a", story.T0 - DAY, 70),
        story.captured("t", story.T0, 70, test=True),
    )
    told.entry(story.T0 + MINUTE, rung("a", 1, story.T0 + MINUTE - 500), rung("t", 1, story.T0))
    told.entry(story.T0 + 2 * MINUTE, story.assigned("a", "wang", "1-1"))
    told.entry(story.T0 + 3 * MINUTE, rung("a", 2, story.T0 + 3 * MINUTE, rep="wang", moved=True))
    told.entry(story.T0 + 4 * MINUTE, story.acknowledged("a", "wang", "1-1"))
    store = filled(told.records)
    found = escalations(store, "main", story.T0, story.T0 + 3 * MINUTE + 1).escalations
    assert [(one.name, one.late_s, one.rep, one.moved) for one in found] == [
        ("rung-1", 0.5, None, False),
        ("rung-2", 0.0, "wang", True),
    ]
    assert {one.acknowledged_at_ms for one in found} == {story.T0 + 4 * MINUTE}
    half_open = escalations(store, "main", story.T0 + MINUTE, story.T0 + 3 * MINUTE)
    assert [one.n for one in half_open.escalations] == [1]
    of_test = escalations(store, "main", story.T0, story.T0 + DAY, test=True).escalations
    assert [(one.lead, one.acknowledged_at_ms) for one in of_test] == [("t", None)]
    assert escalations(store, "other", 0, 1 << 60).escalations == []


def test_the_newest_are_told_as_the_journal_told_them() -> None:
    records = tuple(with_branches(simulated(1, 6)))
    told = [
        {"at_ms": one.at, "lead": case.lead, "episode": one.change["episode"]}
        | {name: one.change.get(name) for name in ("n", "name", "does", "score", "rep", "to")}
        | {name: int(bool(one.change.get(name))) for name in ("met", "behind")}
        for case in recount.cases(records)
        for episode in case.episodes()
        for one in episode
        if one.kind == "rung"
    ]
    found = newest_rungs(filled(records), "main", 7)
    instants = sorted(one["at_ms"] for one in told)[-7:]
    assert [one["at_ms"] for one in found] == instants
    assert len(told) > 7
    assert all(one in told for one in found)
    assert newest_rungs(filled(records), "other", 7) == []
