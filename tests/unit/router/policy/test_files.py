"""Policy documents: read from YAML and JSON, each fault named with its mend."""

import json
from pathlib import Path

import pytest

from hotlead.router.errors import BadPolicy
from hotlead.router.policy.files import check_document, parse_document, read_policy

GOOD = """
version: v7
pools:
  shanghai:
    match: {region: [shanghai]}
    hours:
      days: {0: ["09:00-18:00"]}
      closed: [2026-02-17]
"""


def faults(text: str) -> dict[str, str]:
    found, told = check_document(parse_document(text))
    assert (found is None) == bool(told)
    return {one.path: one.mend for one in told}


def test_yaml_and_json_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    one = read_policy(tmp_path / "a.yaml")
    (tmp_path / "b.json").write_text(one.model_dump_json())
    assert read_policy(tmp_path / "b.json") == one
    assert one.pools["shanghai"].hours.closed == ("2026-02-17",)


@pytest.mark.parametrize(
    ("text", "path", "mend"),
    [
        ("version: v1\npols: {}", "pols", "did you mean pools?"),
        ("version: v1\nscoring: {hot: 1}", "scoring.hot", "did you mean pools.NAME.hot?"),
        ("version: v1\npools: {a: {hott: 1}}", "pools.a.hott", "did you mean hot?"),
        ("version: v1\nafter_s: 1", "after_s", "did you mean pools.NAME.relax[].after_s?"),
        ("version: 1.5", "version", "quotes"),
        ("version: a b", "version", "no space"),
        ("pools: {main: {}}", "version", "never changes"),
        ("version: v1\npools: {}", "pools", "at least 1"),
        ("version: v1\npools: {main: {hot: 101}}", "pools.main.hot", "less than or equal to 100"),
        ("version: v1\npools: {main: {ladder: []}}", "pools.main.ladder", "at least one rung"),
        (
            "version: v1\npools: {main: {ladder: [{name: a}]}}",
            "pools.main.ladder[0].after_s",
            "required",
        ),
        (
            "version: v1\npools: {main: {ladder: [{name: a, after_s: 901}]}}",
            "pools.main.ladder",
            "within 900 s",
        ),
        (
            "version: v1\nscoring: {weights: {heat: 0.9}}",
            "scoring.weights",
            "add up to 1.4",
        ),
        (
            "version: v1\npools: {main: {outside_hours: stop}}",
            "pools.main.outside_hours",
            "'run' or 'wait'",
        ),
        (
            "version: v1\npools: {main: {hours: {zone: Mars/One}}}",
            "pools.main.hours.zone",
            "Asia/Shanghai",
        ),
        (
            "version: v1\npools: {main: {hours: {days: {3: [early]}}}}",
            "pools.main.hours.days[3][0]",
            "09:00-18:00",
        ),
        (
            "version: v1\npools: {main: {hours: {closed: [tomorrow]}}}",
            "pools.main.hours.closed[0]",
            "2026-02-17",
        ),
        ("- a", "", "mapping"),
    ],
)
def test_a_fault_is_named_with_its_mend(text: str, path: str, mend: str) -> None:
    told = faults(text)
    assert list(told) == [path]
    assert mend in told[path]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("version: v1\nreachability: {offline_after_s: 0}\nhats: 7\n")
    with pytest.raises(BadPolicy, match=r"(?s)p\.yaml.*reachability\.offline_after_s:.*hats:"):
        read_policy(file)


@pytest.mark.parametrize("text", ["a: [1", json.dumps({"a": 1})[:-1]])
def test_what_is_neither_yaml_nor_json_names_the_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(text)
    with pytest.raises(BadPolicy, match=r"p\.yaml: line 1"):
        read_policy(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match="No such file"):
        read_policy(tmp_path / "none.yaml")


def test_a_name_that_stands_twice_is_told_with_its_line() -> None:
    with pytest.raises(BadPolicy, match="line 3: hot stands twice; remove one"):
        parse_document("version: v1\npools: {main: {hot: 70,\nhot: 72}}")
    # An anchor that is used twice is no name that stands twice.
    twice = parse_document("a: &a {x: 1}\nb: {<<: *a, y: 2}\nc: *a")
    assert twice == {"a": {"x": 1}, "b": {"x": 1, "y": 2}, "c": {"x": 1}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: v1\npools：{main: {}}", "line 2 has ：, which YAML does not read: write :"),
        ("version: v1\npools: {main: {hot: 7，expiry_s: 60}}", "has ，, which YAML does not read"),
        ("version：v1\npools: {}", "line 1 has ："),
    ],
)
def test_a_sign_of_an_input_method_is_named(text: str, told: str) -> None:
    with pytest.raises(BadPolicy, match=told):
        parse_document(text)


def test_a_field_that_holds_such_a_sign_is_told() -> None:
    found = faults("version: v1\npools: {main: {hot：72}}")
    assert found == {
        "pools.main.hot：72": "is no field here: ： means nothing in YAML; write : and a space"
    }


def test_numbers_hours_and_lists_are_read_as_people_type_them() -> None:
    typed = """
version: v1
costs: {web-form: ６０．５}
pools:
  main:
    hot: ７２
    channels: web-form，short-video
    hours: {days: {0: 9：00－12：00、13：00至18：00}, closed: 2026年2月17日}
    ladder: [{name: a, after_s: １２０, remind: true}]
"""
    found, told = check_document(parse_document(typed))
    assert told == []
    assert found is not None
    pool = found.pools["main"]
    assert (pool.hot, pool.ladder[0].after_s, found.costs["web-form"]) == (72, 120, 60.5)
    assert pool.channels == ("web-form", "short-video")
    assert pool.hours.days == {0: ("09:00-12:00", "13:00-18:00")}
    assert pool.hours.closed == ("2026-02-17",)


def test_a_document_may_be_saved_as_chinese_editors_do(tmp_path: Path) -> None:
    text = "version: v1\nscoring: {profile: {region: {values: {上海: 40}}}}\n"
    for encoding in ("utf-8", "utf-8-sig", "gbk", "utf-16"):
        file = tmp_path / f"{encoding}.yaml"
        file.write_bytes(text.encode(encoding))
        assert read_policy(file).scoring.profile["region"].values == {"上海": 40}
    file.write_bytes(b"version: \xff\xff")
    with pytest.raises(BadPolicy, match="is neither UTF-8 nor GBK; save it in UTF-8"):
        read_policy(file)
