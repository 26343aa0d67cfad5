"""The read store that settings name."""

from pathlib import Path

import pytest

from hotlead.router.cli import run
from hotlead.router.kpis.opening import open_store
from hotlead.router.kpis.store_file import MEMORY
from hotlead.router.settings import read_settings


def test_without_a_name_it_is_in_memory_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("", MEMORY):
        store = open_store(read_settings({"HOTLEAD_READ_STORE": name}))
        assert store.path == MEMORY
        store.close()
    assert list(tmp_path.iterdir()) == []
    open_store(read_settings({"HOTLEAD_READ_STORE": "read.sqlite"})).close()
    assert (tmp_path / "read.sqlite").exists()


def test_what_is_nowhere_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOTLEAD_READ_STORE", raising=False)
    assert run(["kpis", "rebuild"]) == 2
    assert "HOTLEAD_READ_STORE names no file" in capsys.readouterr().err


def test_a_range_that_ends_before_it_begins_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    times = ("--from", "2026-01-06T00:00:00+00:00", "--to", "2026-01-05T00:00:00+00:00")
    assert run(["kpis", *times]) == 2
    assert "--from must lie before --to" in capsys.readouterr().err
