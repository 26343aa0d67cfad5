"""Maps: those of the project are good, and a bad one names its place."""

from pathlib import Path

import pytest

from hotlead.router.errors import BadMap
from hotlead.router.replay.maps import known_maps, load_map
from tests.formula import profile, score

CALLS = load_map("calls")


def test_the_maps_of_the_project_can_be_read() -> None:
    assert known_maps() == ["calls", "web-leads"]
    for name in known_maps():
        assert load_map(name).name == name


@pytest.mark.parametrize("call_type", ["nw", "ps", "in"])
@pytest.mark.parametrize("priority", ["0", "1", "2"])
def test_a_caller_who_hung_up_is_hot_and_no_other(call_type: str, priority: str) -> None:
    rules, hot = CALLS.policy.scoring, CALLS.policy.pools["service"].hot
    points = profile(rules, {"call_type": call_type, "priority": priority})
    gave_up, served = score(rules, points, heat_points=100), score(rules, points)
    assert gave_up > hot > served


def test_the_default_speed_makes_a_day_a_minute() -> None:
    assert 24 * 3600 / CALLS.speed == 60


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("about: calls", "abut: calls", "abut"),
        ("phone_block: 1", "phone_block: 10", "phone_block"),
        ("column: q_time, at_least_s: 2", "at_least_s: 2", "column or mean_s"),
        ("version: calls-1", "version: a b", "policy.version"),
        ("id: [date", "id: [date: [", "line"),
        ("- {kind: abandoned_call", "- {kind: abandoned call", "signals.0.kind"),
    ],
)
def test_a_bad_map_names_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    source = Path(__file__).parents[4] / "router" / "maps" / "calls.yaml"
    text = source.read_text()
    assert old in text
    file = tmp_path / "own.yaml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(BadMap, match=said):
        load_map(str(file))


def test_a_map_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(BadMap, match="calls, web-leads"):
        load_map("phones")


def test_a_map_may_be_in_gbk_and_what_is_no_text_is_said(tmp_path: Path) -> None:
    source = Path(__file__).parents[4] / "router" / "maps" / "calls.yaml"
    file = tmp_path / "own.yaml"
    file.write_bytes(source.read_text().replace("about: calls", "about: 通话").encode("gbk"))
    assert load_map(str(file)).about.startswith("通话")
    file.write_bytes(b"name: \xff\xff")
    with pytest.raises(BadMap, match="neither UTF-8 nor GBK: save it in UTF-8"):
        load_map(str(file))
    with pytest.raises(BadMap, match="is a directory"):
        load_map(str(tmp_path))
