"""Rows become captures, signals, reps and plans: the same at each run."""

from pathlib import Path

import pytest

from hotlead.router.errors import BadMap
from hotlead.router.privacy.masking import holds_phone
from hotlead.router.replay.maps import ReplayMap, load_map
from hotlead.router.replay.responses import Plan
from hotlead.router.replay.rows import Row, read_rows
from hotlead.router.replay.timeline import CAPTURE, SIGNAL, Timeline, make_timeline
from hotlead.router.rules.identity import normalise_phone
from hotlead.topics.captures import Capture, Signal
from tests.unit.router.replay.samples import CALLS, WEB

MINUTE = 60_000
HOUR = 60 * MINUTE


def rows_of(tmp_path: Path, text: str, the_map: ReplayMap) -> list[Row]:
    file = tmp_path / "rows.csv"
    file.write_text(text)
    return read_rows(file, the_map.columns())


def calls(tmp_path: Path, *, limit: int | None = None, seed: int = 1) -> Timeline:
    the_map = load_map("calls")
    return make_timeline(rows_of(tmp_path, CALLS, the_map), the_map, seed=seed, limit=limit)


def web(tmp_path: Path, rate: float = 2.0, speed: float = 60.0) -> Timeline:
    the_map = load_map("web-leads")
    rows = rows_of(tmp_path, WEB, the_map)
    return make_timeline(rows, the_map, seed=1, rate=rate, speed=speed)


def test_calls_are_spaced_as_they_came(tmp_path: Path) -> None:
    found = [one for one in calls(tmp_path).sendings if one.kind == CAPTURE]
    assert [one.at_ms for one in found] == [
        0,
        1 * HOUR,
        90 * MINUTE,
        26 * HOUR,
        41 * HOUR - 10_000,
    ]
    assert all(one.at_ms == one.occurred_ms for one in found)
    assert found[0].event(0)["occurred_at"] == "1970-01-01T00:00:00.000+00:00"


def test_every_event_is_one_that_intake_takes(tmp_path: Path) -> None:
    for timeline in (calls(tmp_path), web(tmp_path)):
        for one in timeline.sendings:
            model = Capture if one.kind == CAPTURE else Signal
            model.model_validate(one.event(1_767_576_600_000))


def test_who_is_a_prospect_and_who_is_one_person(tmp_path: Path) -> None:
    found = [one.fields for one in calls(tmp_path).sendings if one.kind == CAPTURE]
    assert [one["pool"] for one in found] == [
        "service",
        "prospects",
        "service",
        "service",
        "prospects",
    ]
    phones = [one["contact"]["phone"] for one in found]
    assert phones[0] == phones[2]
    assert len(set(phones)) == 4
    assert all(one["test"] for one in found)
    assert {normalise_phone(phone, test=True) for phone in phones} == set(phones)
    assert all(phone.startswith("+861401") for phone in phones)


def test_who_hung_up_is_told_by_a_signal(tmp_path: Path) -> None:
    (signal,) = (one for one in calls(tmp_path).sendings if one.kind == SIGNAL)
    assert signal.at_ms == 90 * MINUTE + 70_000
    assert signal.fields["kind"] == "abandoned_call"


def test_servers_are_reps_with_a_shift_a_date(tmp_path: Path) -> None:
    dorit, tova = calls(tmp_path).reps
    assert (dorit.rep, tova.rep) == ("dorit", "tova")
    (only,) = dorit.shifts
    assert (only.start_ms, only.end_ms) == (10_000, 190_000)
    first, second = tova.shifts
    assert (first.start_ms, first.end_ms) == (1 * HOUR + 30_000, 1 * HOUR + 2 * MINUTE)
    # Served after midnight, on a call that came before it.
    assert (second.start_ms, second.end_ms) == (41 * HOUR + 5_000, 41 * HOUR + 65_000)


def test_the_limit_takes_the_first_by_time(tmp_path: Path) -> None:
    timeline = calls(tmp_path, limit=2)
    assert timeline.captures == 2
    assert list(timeline.plans) == ["990201-aa0102-1", "990201-aa0101-2"]


def test_what_reps_intend_hangs_on_the_seed_alone(tmp_path: Path) -> None:
    one, same, other = (calls(tmp_path, seed=seed) for seed in (1, 1, 2))
    key = "990201-aa0103-3"
    assert one.plans[key].intent(1) == same.plans[key].intent(1)
    assert one.plans[key].intent(1) != other.plans[key].intent(1)
    served = one.plans["990201-aa0101-2"].intent(0)
    assert (served.acknowledge_s, served.talk_s) == (20.0, 90.0)
    assert one.plans["990201-aa0102-1"].intent(0).outcome == "won"


def test_rows_without_times_come_at_a_rate(tmp_path: Path) -> None:
    timeline = web(tmp_path, rate=2.0, speed=60.0)
    found = [one for one in timeline.sendings if one.kind == CAPTURE]
    assert [one.at_ms for one in found] == [0, 30_000, 60_000]
    assert found[1].fields["attributes"] == {
        "region": "thane-outskirts",
        "origin": "landing-page-submission",
        "source": "google",
        "last_activity": "email-opened",
        "occupation": "working-professional",
        "specialization": "finance-management",
    }
    assert "region" not in found[0].fields["attributes"]
    assert "pool" not in found[0].fields
    assert {plan.pool for plan in timeline.plans.values() if isinstance(plan, Plan)} == {"leads"}


def test_visits_come_just_before_the_capture(tmp_path: Path) -> None:
    second = [one for one in web(tmp_path).sendings if one.fields["visitor_id"].endswith("-102")]
    assert [one.kind for one in second] == [SIGNAL] * 4 + [CAPTURE]
    kinds = [one.fields.get("kind") for one in second]
    assert kinds.count("repeat_visit") == 3
    dwell = next(one for one in second if one.fields.get("kind") == "page_dwell")
    assert (dwell.fields["value"], dwell.occurred_ms, dwell.at_ms) == (674.0, -30_000, 30_000)
    first = [one for one in web(tmp_path).sendings if one.fields["visitor_id"].endswith("-101")]
    assert [one.kind for one in first] == [CAPTURE]


def test_made_reps_are_always_there(tmp_path: Path) -> None:
    reps = web(tmp_path).reps
    assert len(reps) == 8
    assert all(rep.shifts == () for rep in reps)
    assert sum(rep.tier for rep in reps) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "8:00:00,8:00:10",
            "noon,8:00:10",
            "^row 2, column vru_entry: a text of 4 signs is no time of day: write it as",
        ),
        ("AA0102,1,", "AA0101,2,", r"^rows 2 and 3 have the same date, vru\+line, call_id: "),
        (
            "10,8:30:10,8:31:10,60",
            "10,8:30:10,8:31:10,long",
            "^row 4, column q_time: a text of 4 signs is no number",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    the_map = load_map("calls")
    assert old in CALLS
    with pytest.raises(BadMap, match=said):
        make_timeline(rows_of(tmp_path, CALLS.replace(old, new), the_map), the_map, seed=1)


def test_a_file_of_another_shape_is_told(tmp_path: Path) -> None:
    file = tmp_path / "web.csv"
    file.write_text(WEB)
    with pytest.raises(BadMap, match="is this the map for this file"):
        read_rows(file, load_map("calls").columns())
    file.write_text(WEB.splitlines()[0])
    with pytest.raises(BadMap, match="no rows"):
        read_rows(file, load_map("web-leads").columns())


def test_no_times_and_no_rate_is_told(tmp_path: Path) -> None:
    the_map = load_map("web-leads")
    with pytest.raises(BadMap, match="--rate"):
        make_timeline(rows_of(tmp_path, WEB, the_map), the_map, seed=1)


def test_a_row_whose_id_could_hide_a_phone_is_known_again(tmp_path: Path) -> None:
    the_map = load_map("calls")
    text = CALLS.replace(CALLS.splitlines()[1].split(",")[1], "13800138000", 1)
    timeline = make_timeline(rows_of(tmp_path, text, the_map), the_map, seed=1)
    sent = {one.fields["event_id"] for one in timeline.sendings if one.kind == CAPTURE}
    assert timeline.plans.keys() == sent
    assert not any(holds_phone(one) for one in sent)
    assert len(sent) == len(CALLS.splitlines()) - 1
