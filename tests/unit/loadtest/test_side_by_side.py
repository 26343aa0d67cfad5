"""The new build beside a base: medians of rounds, what the report gets, and a base that is not."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from loadtest.checkout import BaseUnavailable, checked_out, commit_of, environment, set_up
from loadtest.part import STOLEN_MAX, Found
from loadtest.report import VS_BASE, report_of
from loadtest.side_by_side import COMPARED, ratios_of, table_of
from loadtest.sides import Round


def captures(cpu: float, stolen: float = 0.0) -> dict[str, Any]:
    parts = {"worker": cpu / 2, "redis": cpu / 4, "kafka": cpu / 4}
    return {"cpu_us": parts, "cpu_us_all": cpu, "stolen": stolen}


def dispatch(most: float, waiting: str = "1000000") -> dict[str, Any]:
    return {"redis_us_p50": {"1000": 500.0, waiting: most}, "stolen": 0.0}


def rounds(*pairs: tuple[dict[str, Any], dict[str, Any]]) -> list[Round]:
    return [Round(base, new) for base, new in pairs]


def test_a_ratio_is_the_median_of_rounds_in_which_the_cpu_was_ours() -> None:
    found = {
        "captures": rounds(
            (captures(300), captures(150)),
            (captures(400), captures(300)),
            (captures(100), captures(200)),
            (captures(100, STOLEN_MAX + 0.01), captures(9000)),
            (captures(100), captures(9000, STOLEN_MAX + 0.01)),
        )
    }
    ratios = ratios_of(found)
    assert ratios["cpu_per_capture"] == 0.75
    assert ratios["push_p50_at_100"] is None, "it was not measured"
    told = table_of(found)
    assert "0.750    0.500    2.000" in told
    assert "2 rounds thrown away" in told
    assert "push" not in told


def test_more_entries_a_second_are_a_ratio_above_one() -> None:
    sides = ({"entries_per_cpu_s": rate, "stolen": 0.0} for rate in (600.0, 4800.0))
    assert ratios_of({"store": [Round(*sides)]})["store_in_memory"] == 8.0


def test_a_dispatch_is_the_new_build_s_with_all_that_are_asked_for() -> None:
    found = {"dispatch": rounds((dispatch(800), dispatch(550)))}
    assert ratios_of(found)["dispatch_1e6_vs_1e3"] == 1.1
    assert COMPARED["dispatch"].ratio(found) == pytest.approx(1.1 / 1.6, abs=1e-3)
    fewer = {"dispatch": rounds((dispatch(800, "5000"), dispatch(550, "5000")))}
    assert ratios_of(fewer)["dispatch_1e6_vs_1e3"] is None, "it is not with a million"


def test_the_report_has_them_below_vs_base() -> None:
    assert set(VS_BASE) < set(COMPARED)
    backlog = Found({"dispatch_1e6_vs_1e3": None}, {}, "")
    beside = Found({"cpu_per_capture": 0.7, "dispatch_1e6_vs_1e3": 1.1}, {}, "")
    for parts in ({"backlog": backlog, "b": beside}, {"b": beside, "backlog": backlog}):
        report = report_of(parts, {})
        assert report["vs_base"] == dict.fromkeys(VS_BASE) | {"cpu_per_capture": 0.7}
        assert report["dispatch_1e6_vs_1e3"] == 1.1


def test_what_was_wrong_is_told_with_its_side() -> None:
    wrong = {"faults": ["a lead has two reps"], "stolen": 0.0}
    assert Round({"stolen": 0.0}, wrong).faults == ["new: a lead has two reps"]


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A git checkout of one commit, whose Makefile knows no environment."""
    (tmp_path / "Makefile").write_text("all:\n\ttrue\n")
    by = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "."), (*by, "commit", "-q", "-m", "first")):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    return tmp_path


def test_a_revision_is_its_commit(history: Path) -> None:
    commit = commit_of("HEAD", history)
    assert len(commit) == 40
    assert commit_of(commit[:7], history) == commit


@pytest.mark.parametrize("revision", ["nowhere", "--all", "HEAD^{tree}"])
def test_an_unknown_revision_is_said(history: Path, revision: str) -> None:
    with pytest.raises(BaseUnavailable, match="no such revision"):
        commit_of(revision, history)


def test_no_git_and_no_checkout_are_said(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BaseUnavailable, match="install it"):
        commit_of("HEAD", history)
    with pytest.raises(BaseUnavailable, match="git checkout"):
        commit_of("HEAD", history / "below")


def test_a_revision_without_an_environment_is_said(history: Path) -> None:
    with pytest.raises(BaseUnavailable, match="name a later one"), checked_out("HEAD", history):
        pass


def test_what_its_make_says_is_told(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("$(VENV)/.stamp:\n.venv/.stamp:\n\t@echo no room; false\n")
    with pytest.raises(BaseUnavailable, match="no room"):
        set_up(tmp_path, "HEAD", environment())


def test_a_side_knows_nothing_of_this_make(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAKEFLAGS", "HOTLEAD_REDIS", "PYTHONPATH"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PIP_CERT", "y")
    found = environment()
    assert not {"MAKEFLAGS", "HOTLEAD_REDIS", "PYTHONPATH"} & set(found)
    assert found["PIP_CERT"] == "y"
