"""The arithmetic of the latency part: from which instant, which leads count, which way, ratios."""

from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import orjson
import pytest

from hotlead.topics.journal import Entry
from loadtest.latency import Turns
from loadtest.latency_figures import (
    Spread,
    Window,
    number_of,
    persons,
    pushes,
    ratio,
    stages,
    within,
)
from loadtest.latency_journal import Decisions
from loadtest.latency_phones import Phones
from loadtest.latency_run import Run
from loadtest.latency_schedule import due
from loadtest.latency_summary import chosen, detail_of, ratios_of, table_of
from loadtest.part import STOLEN_MAX

HOP, IDIOM = "capture_to_push_p99_vs_bare_hop", "capture_to_push_p99_vs_faust_idiom"
NOBODY: frozenset[int] = frozenset()


def percentiles(p99_ms: float | None) -> dict[str, float | None]:
    return {"count": 100, "p50_ms": p99_ms, "p99_ms": p99_ms, "p999_ms": p99_ms}


def run(contender: str = "hotlead", p99_ms: float = 10.0, **changed: Any) -> Run:
    made = Run(
        contender=contender, way="phone" if contender == "hotlead" else "peer", rate=1000,
        push=percentiles(p99_ms), waited=0, unheard=0, heard_per_s=1000, kept_up=True,
        answer=percentiles(p99_ms), refused={}, hop=percentiles(2.0), sent_late=percentiles(0.1),
        streams_ended=0, unanswered=0, stages={}, cores={"worker": 0.5}, stolen=0.0,
    )  # fmt: skip
    return replace(made, **changed)


def test_latency_counts_from_the_scheduled_instant() -> None:
    # Ten a second; the router stands still for the second in which 10 to 19 are due.
    window = Window(begin_s=100.0, rate=10.0, first=10, last=20)
    told_s = dict.fromkeys(range(10, 20), 102.0)
    found = pushes(window, range(20), told_s, NOBODY, gave_up_s=110.0)
    assert found.push["count"] == 10
    # The first was due at 101.0, the last at 101.9: none is charged from when it was sent or taken.
    assert found.push["p50_ms"] == pytest.approx(500, rel=0.01)
    assert found.push["p99_ms"] == pytest.approx(1000, rel=0.01)
    assert (found.heard_per_s, found.kept_up) == (0.0, False)


def test_the_warm_up_does_not_count() -> None:
    window = Window.of(0.0, 10.0, warm_s=1.0, timed_s=1.0)
    told_s = {number: window.scheduled_s(number) + (5.0 if number < 10 else 0.01)
              for number in range(20)}  # fmt: skip
    assert pushes(window, range(20), told_s, NOBODY, 9.0).push["p999_ms"] == pytest.approx(10, 0.01)


def test_who_waited_for_a_rep_is_counted_apart() -> None:
    window = Window(0.0, 10.0, 0, 10)
    told_s = {number: window.scheduled_s(number) + 0.01 for number in range(10)}
    told_s[3] = 60.0
    found = pushes(window, range(10), told_s, frozenset({3}), 70.0)
    assert (found.waited, found.unheard, found.push["count"]) == (1, 0, 9)
    assert found.push["p999_ms"] == pytest.approx(10, rel=0.01)


def test_who_was_never_told_counts_with_the_time_until_the_end() -> None:
    window = Window(0.0, 10.0, 0, 10)
    told_s = {number: window.scheduled_s(number) + 0.01 for number in range(9)}
    found = pushes(window, range(10), told_s, NOBODY, gave_up_s=30.9)
    assert (found.unheard, found.push["count"]) == (1, 10)
    assert found.push["p99_ms"] == pytest.approx(30_000, rel=0.01)


def test_a_person_is_missed_once_though_a_later_capture_overtook() -> None:
    captures = [orjson.dumps({"contact": {"phone": phone}}) for phone in ("a", "b", "a")]
    assert persons(captures) == [0, 1, 0]
    found = pushes(Window(0.0, 1.0, 0, 3), persons(captures), {2: 2.5, 1: 1.5}, NOBODY, 9.0)
    assert (found.unheard, found.push["count"]) == (0, 2)
    assert (number_of("e-12"), number_of("probe")) == (12, -1)


def test_the_stages_of_a_push_add_up_and_the_warm_up_is_left_out() -> None:
    window, numbers = Window(0.0, 1.0, 1, 3), {"l0": 0, "l1": 1, "l2": 2}
    stamps_ms = dict.fromkeys(numbers, (1000, 1010, 1040))
    found = stages(window, numbers, stamps_ms, {"l0": 9e5, "l1": 1100.0})
    assert [one["count"] for one in found.values()] == [1, 1, 1]
    middles = [one["p50_ms"] for one in found.values()]
    assert middles == pytest.approx([10, 30, 60], rel=0.01)


def test_answers_and_hops_count_when_they_fell_into_the_timed_seconds() -> None:
    window = Window(10.0, 10.0, 10, 20)
    assert within(window, [(10.9, 5.0), (11.0, 0.001), (11.9, 0.001), (12.0, 5.0)])["count"] == 2


def test_nothing_has_no_percentiles() -> None:
    assert Spread().told() == {"count": 0, "p50_ms": None, "p99_ms": None, "p999_ms": None}
    assert Spread([-1.0, 1e9]).told()["p99_ms"] == pytest.approx(600_000, rel=0.01)


async def test_a_schedule_is_never_early_and_catches_up() -> None:
    begin_s, late = monotonic() - 1.0, []
    async for _, instant_s in due(begin_s, 100.0, 110):
        late.append(monotonic() - instant_s)
    assert len(late) == 110
    assert min(late) >= 0
    assert late[0] >= 1.0  # what is behind is sent, and its instant stays the scheduled one


def test_ratios_are_of_medians_at_1000_a_second() -> None:
    ours = [run(p99_ms=p99) for p99 in (8.0, 10.0, 90.0)]
    runs = [*ours, run("faust_idiom", 40.0), run(p99_ms=1.0, rate=100)]
    assert ratios_of(runs) == {HOP: 5.0, IDIOM: 0.25}


def test_a_ratio_is_none_when_a_run_is_missing() -> None:
    assert ratio(None, 1.0) is None
    assert ratio(1.0, None) is None
    assert ratios_of([]) == {HOP: None, IDIOM: None}
    assert ratios_of([run(p99_ms=10.0)]) == {HOP: 5.0, IDIOM: None}
    stolen = run("faust_idiom", 40.0, stolen=STOLEN_MAX + 0.01)
    assert ratios_of([run(), stolen])[IDIOM] is None
    assert ratios_of([run("faust_idiom", 40.0)]) == {HOP: None, IDIOM: None}


def test_the_closest_way_that_was_carried_each_time_counts() -> None:
    phone, stream = run(p99_ms=3.0), run(way="stream", p99_ms=5.0)
    topic = run(way="topic", p99_ms=7.0)
    broken = replace(phone, refused={"503": 1})
    assert chosen([phone, stream, topic], "hotlead", 1000) == [phone]
    assert chosen([phone, broken, stream], "hotlead", 1000) == [stream]
    assert chosen([phone, replace(phone, unanswered=1), stream], "hotlead", 1000) == [stream]
    behind = replace(topic, kept_up=False)
    assert chosen([broken, replace(stream, streams_ended=1), behind], "hotlead", 1000) == [behind]


def test_a_way_that_was_not_carried_is_not_tried_again_at_this_rate_or_above() -> None:
    turns = Turns()
    assert turns.took(run(kept_up=False, stolen=STOLEN_MAX + 0.01))
    assert turns.way(1000) == "phone"
    assert not turns.took(run(unheard=3))
    assert [turns.way(rate) for rate in (100, 1000, 5000)] == ["phone", "stream", "stream"]
    assert not turns.took(run(way="stream", kept_up=False))
    assert not turns.took(run(way="topic", kept_up=False))
    assert turns.way(5000) == "topic"
    assert not turns.idiom_is_beyond(5000)
    turns.took(run("faust_idiom", kept_up=False))
    assert [turns.idiom_is_beyond(rate) for rate in (100, 1000, 5000)] == [False, True, True]


def entry(*changes: dict[str, Any]) -> Entry:
    return Entry(1, "stamp", "", 1, 1, 1000, "v1", changes)


def test_who_met_a_free_rep_was_assigned_in_the_entry_of_the_capture() -> None:
    made = Decisions()
    for lead in ("l1", "l2"):
        captured = {"kind": "captured", "lead": lead, "event_id": f"e-{lead}", "received": 10}
        assigned = {"kind": "assigned", "lead": lead}
        made.take(entry(captured, *([assigned] if lead == "l1" else [])), 20, 30)
    assert made.event_of == {"l1": "e-l1", "l2": "e-l2"}
    assert made.waited == {"l2"}
    assert made.faults(2) == ["1 leads were never assigned"]
    assert made.stamps_ms["l1"] == (10, 20, 30)
    made.take(entry({"kind": "assigned", "lead": "l2"}), 40, 50)
    assert made.faults(2) == []
    made.take(entry({"kind": "assigned", "lead": "l2"}), 60, 70)
    assert made.faults(3) == ["2 leads, 3 people", "1 leads were assigned more than once"]


def test_a_phone_acknowledges_at_once_and_knows_what_it_was_told_before() -> None:
    phones, sent = Phones(2, acknowledges=True), []
    phones.acknowledge = lambda rep, lead, epoch: sent.append((rep, lead, epoch))
    told = {"kind": "assigned", "rep": "kim", "lead": "l1", "epoch": "1-1"}
    phones.hear(told)
    phones.hear(told)
    assert (sent, phones.known.again) == ([("kim", "l1", "1-1")], 0)
    phones.hear(told | {"epoch": "1-2"})
    assert phones.known.again == 1
    phones.hear(told | {"lead": "l2"})
    phones.told("l1")
    assert not phones.done.is_set()
    phones.told("l2", 503)
    assert phones.done.is_set()
    assert (len(phones.known.answers), phones.known.refused) == (1, {"503": 1})


def test_the_table_says_what_did_not_keep_up_and_what_is_wrong(tmp_path: Path) -> None:
    runs = [run(faults=["1 leads were never assigned"]), run("faust_idiom", 900.0, kept_up=False)]
    text = table_of(runs)
    assert "not kept up" in text
    assert "WRONG: 1 leads were never assigned" in text
    detail = orjson.loads(orjson.dumps(detail_of(runs)))
    assert detail["rates"]["1000"]["bare_hop"]["p99_ms"]["median"] == 2.0
    plots = pytest.importorskip("loadtest.plots", reason="drawn with matplotlib: make setup-bench")
    plots.latency(detail, tmp_path / "plots" / "latency.png")
    assert (tmp_path / "plots" / "latency.png").read_bytes().startswith(b"\x89PNG")
