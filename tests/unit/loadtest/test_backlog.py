"""The arithmetic of a backlog: classes, who serves them, costs and ratios."""

from collections import Counter
from typing import Any

import orjson
import pytest

from loadtest.audited import Audited
from loadtest.backlog import FULL_SIZES, of, ratio, start_up_s, table
from loadtest.backlog_dispatch import (
    REPS,
    Costs,
    Dispatches,
    assigned,
    kind_of,
    rep,
    share,
)
from loadtest.backlog_state import (
    CLASSES,
    PRODUCTS,
    SERVED,
    capture,
    grade,
    lead_of,
    likened,
    place,
)
from loadtest.part import STOLEN_MAX
from loadtest.recovering import Rebuild, StartUp
from loadtest.throughput import OtherOutcome


def test_classes_are_all_there_and_the_best_are_served_by_nobody() -> None:
    kinds = Counter(place(number) for number in range(CLASSES * 3))
    assert len(kinds) == 64
    assert set(kinds.values()) == {3}
    served = {(region, skill) for n in range(REPS) for region in rep(n).regions
              for skill in rep(n).skills}  # fmt: skip
    assert served == {(region, skill) for region in SERVED for skill in PRODUCTS}
    assert {len(rep(n).regions) * len(rep(n).skills) for n in range(REPS)} == {8}
    best = max(grade(n) for n in range(CLASSES) if place(n) in served)
    assert all(grade(n) > best for n in range(CLASSES) if place(n) not in served)


def test_leads_of_a_class_differ_in_age() -> None:
    events = [capture(number, 10**12) for number in range(0, CLASSES * 500, CLASSES)]
    assert len({event.at_ms for event in events}) == len(events)
    assert all(10**12 - 86_400_000 < event.at_ms <= 10**12 for event in events)
    assert len({lead_of(event) for event in events}) == len(events)


def test_an_entry_is_likened_to_that_of_another_person() -> None:
    first, other = capture(3, 5_000_000), capture(3 + CLASSES, 6_000_000)
    entry: dict[str, Any] = {
        "at": 5_000_000,
        "policy": "p",
        "changes": [
            {"kind": "captured", "lead": lead_of(first), "captured_at": 100, "freezes_at": 350}
            | {"base": 80_000_000, "start": 10_000_000, "slope": 0},
            {"kind": "queued", "lead": lead_of(first), "since": 5_000_000},
            {"kind": "hot", "lead": lead_of(first), "clock_at": 5_000_000, "due": 5_000_900},
        ],
    }
    made = likened(entry, other, 5_500_000)
    captured, queued, hot = made["changes"]
    assert captured["freezes_at"] - captured["captured_at"] == 250
    assert (captured["captured_at"], queued["since"]) == (other.at_ms, 5_500_000)
    assert {captured["lead"], queued["lead"], hot["lead"]} == {lead_of(other)}
    assert (hot["clock_at"], hot["due"], hot["score"]) == (6_000_000, 6_000_900, 90_000_000)
    assert captured["identities"] == list(other.identities)
    assert captured["capture"] == f"main|web-form|{other.event_id}"
    assert entry["changes"][0]["lead"] == lead_of(first), "the pattern stays as it is"


def change(name: str, to: str) -> bytes:
    made = {"kind": "assigned", "rep": to, "class": f"main/main|1:0|{name}|"}
    return orjson.dumps({"changes": [{"kind": "left"}, made]})


def test_an_assignment_must_be_one_that_the_rep_serves() -> None:
    one = rep(0)
    mine = f"region:{one.regions[0]},skill:{one.skills[0]}"
    found = assigned(change(mine, one.name), one)
    assert place(kind_of(found["class"])) == (one.regions[0], one.skills[0])
    other = set(PRODUCTS).difference(one.skills).pop()
    for wrong in (
        change(mine, "rep-999"),
        change(f"region:nowhere,skill:{one.skills[0]}", one.name),
        change(f"region:{one.regions[0]},skill:{other}", one.name),
        orjson.dumps({"changes": []}),
        b"",
    ):
        with pytest.raises(OtherOutcome):
            assigned(wrong, one)


def test_shares() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert (share(values, 0.5), share(values, 0.99)) == (50.0, 99.0)
    assert share([7.0], 0.99) == 7.0
    figures = Costs([1.0, 2.0, 6.0], [10.0, 20.0, 60.0]).figures()
    assert (figures["redis_us_p50"], figures["redis_us_mean"]) == (2.0, 3.0)
    assert (figures["wall_us_p50"], figures["wall_us_p99"]) == (20.0, 60.0)


def size(waiting: int, cost: float, stolen: float = 0.0) -> dict[str, Any]:
    costs = Costs([cost] * 3, [cost * 2] * 3)
    run = Dispatches(waiting, costs, Costs([cost / 2] * 3, [cost] * 3), stolen)
    return {"grown_s": 1.0, "bytes_a_lead": 2000, **of(run)}


def test_the_ratio_needs_both_ends_and_the_cpu() -> None:
    least, most = FULL_SIZES[0], FULL_SIZES[-1]
    assert ratio([size(least, 100), size(10_000, 900), size(most, 125)]) == 1.25
    assert ratio([size(least, 100), size(100_000, 125)]) is None
    assert ratio([size(least, 100), size(most, 125, STOLEN_MAX + 0.01)]) is None


def test_the_table_says_what_was_not_measured() -> None:
    rebuilt = Rebuild(9_000, 3.0, 0.0, Audited(1, 0, 0, ""))
    starts = [StartUp(2.0, 0.0), StartUp(3.0, 0.0), StartUp(90.0, STOLEN_MAX + 0.01)]
    assert start_up_s(starts) == 2.5
    assert start_up_s(starts[2:]) is None
    told = table([size(1_000, 100), size(10_000, 110)], rebuilt, starts)
    assert "not measured" in told
    assert "3,000 entries/s" in told
    told = table([size(1_000, 100), size(1_000_000, 150)], rebuilt, starts)
    assert "1e3: 1.5" in told
