"""The bench's arithmetic: medians, ratios, what is thrown away; and that other work is seen."""

import json
from pathlib import Path

import orjson
import pytest

from loadtest.contenders import CONTENDERS, HOTLEAD, Contender
from loadtest.heard import Heard
from loadtest.part import STOLEN_MAX, Found
from loadtest.people import arrivals, attributes
from loadtest.report import TOP, report_of, write_report
from loadtest.throughput import REPS, OtherOutcome, Throughput, check_outcome
from loadtest.turns import RATIOS, ratios, table

PEER = next(one for one in CONTENDERS if not one.ours)


def run(contender: str, rate: float, stolen: float = 0.0) -> Throughput:
    return Throughput(contender, rate, {"worker": 100.0, "redis": 50.0, "kafka": 25.0}, stolen)


def test_a_ratio_is_of_medians_of_runs_that_were_ours() -> None:
    runs = [run("hotlead", rate) for rate in (900, 1000, 5000)]
    runs += [run("faust_idiom", rate) for rate in (100, 200, 250)]
    runs += [run("faust_idiom", 10_000, stolen=STOLEN_MAX + 0.01)]
    runs += [run("faststream", 250), run("faststream_batch", 500)]
    found = ratios(runs)
    assert found["vs_faust_idiom"] == 5.0
    assert found["vs_faststream"] == 2.0, "against the better of its two"
    assert found["vs_hand_loop"] is None, "it did not run"
    told = table(runs)
    assert "5.00" in told
    assert "1 runs thrown away" in told


def test_the_report_has_all_ratios_at_its_top(tmp_path: Path) -> None:
    part = Found({"vs_faust_idiom": 5.0}, {"runs": [1]}, "")
    report = report_of({"throughput": part}, {"kafka": "4"})
    assert set(report) == {*TOP, "vs_base", "detail"}
    assert report["vs_faust_idiom"] == 5.0
    assert report["vs_hand_loop"] is None, "not measured"
    assert report["detail"] == {"versions": {"kafka": "4"}, "throughput": {"runs": [1]}}
    write_report(report, tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text()) == report
    with pytest.raises(ValueError, match="faster"):
        report_of({"throughput": Found({"faster": 1.0}, {}, "")}, {})


def test_every_ratio_names_contenders() -> None:
    assert {peer for peers in RATIOS.values() for peer in peers} < {one.name for one in CONTENDERS}
    assert len({one.name for one in CONTENDERS}) == len(CONTENDERS)
    assert set(RATIOS) <= set(TOP)


def test_arrivals_repeat_and_hold_what_they_say() -> None:
    made = arrivals(3000, 7)
    assert made == arrivals(3000, 7)
    phones = [orjson.loads(one)["contact"]["phone"] for one in made.captures]
    events = [orjson.loads(one)["event_id"] for one in made.captures]
    assert len(set(phones)) == made.people < len(set(events)) < len(events) == 3000


def heard_from(contender: Contender, people: int) -> Heard:
    """What a contender would tell that did all right."""
    heard = Heard()
    for person in range(people):
        given = attributes(person)
        points = 30 + {30_000: 0, 80_000: 15, 150_000: 25, 260_000: 40}[given["budget"]]
        points += {"villa": 30, "duplex": 25, "apartment": 15}.get(given["house_type"], 10)
        profile = points * 1_000_000 if contender.ours else points
        one = {"lead": f"L{person}", "rep": f"r{person % REPS}", "profile": profile}
        heard.hear(orjson.dumps(one), 0.0)
    return heard


@pytest.mark.parametrize("contender", [HOTLEAD, PEER], ids=["ours", "a peer"])
def test_the_same_work_passes(contender: Contender) -> None:
    made = arrivals(3000, 1)
    heard = heard_from(contender, made.people)
    heard.hear(heard.raw[0], 1.0)  # told again
    check_outcome(contender, made, heard)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lead": "L1", "rep": "r0", "profile": 1},  # twice, in other words
        {"lead": "L0", "rep": "r0", "profile": 1},  # scored by other rules
        {"lead": "L0", "rep": "r1", "profile": None},  # out of turn
    ],
    ids=["twice", "profile", "turn"],
)
def test_other_work_is_no_result(wrong: dict[str, object]) -> None:
    made = arrivals(3000, 1)
    heard = heard_from(PEER, made.people)
    first = orjson.loads(heard.raw[0])
    heard.raw[0] = orjson.dumps(first | {k: v for k, v in wrong.items() if v is not None})
    with pytest.raises(OtherOutcome):
        check_outcome(PEER, made, heard)
