"""A read store whose file is damaged, emptied, removed or replaced: set aside, and made anew."""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from hotlead.router.errors import ReadStoreLost, ReadStoreUnfit
from hotlead.router.kpis.store import ReadStore
from tests.unit.router.kpis import story
from tests.unit.router.kpis.journals import LOG, filled, offsets, rows

RECORDS = story.day().records


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "read.sqlite"


def fill(store: ReadStore) -> None:
    store.take(0, LOG, 0, offsets(RECORDS), len(RECORDS))


def held(store: ReadStore) -> dict[str, object]:
    return dict(rows(store))


def checkpointed(path: Path) -> None:
    """All pages are in the file itself, none in the log beside it."""
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()


def with_garbage(path: Path) -> None:
    path.write_bytes(b"not a database " * 100)


def with_a_garbled_middle(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def removed(path: Path) -> None:
    path.unlink()


def removed_with_all_beside_it(path: Path) -> None:
    for one in path.parent.iterdir():
        one.unlink()


def without_its_log(path: Path) -> None:
    path.with_name("read.sqlite-wal").unlink()


Damage = Callable[[Path], None]
DAMAGED: list[Damage] = [with_garbage, with_a_garbled_middle, cut_short]
GONE: list[Damage] = [emptied, removed, removed_with_all_beside_it, without_its_log]


@pytest.mark.parametrize("damage", [*DAMAGED, *GONE])
def test_what_is_lost_while_it_runs_is_said_and_made_anew(
    path: Path, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    store = filled(RECORDS, str(path))
    whole = held(store)
    checkpointed(path)
    damage(path)
    with pytest.raises(ReadStoreLost, match="try again"):
        held(store)
    for call in (store.look, lambda: fill(store)):
        with pytest.raises(ReadStoreLost):
            call()
    with caplog.at_level(logging.WARNING):
        store.mend()
    store.look()
    assert store.position(0) is None
    aside = path.with_name("read.sqlite.damaged")
    assert aside.exists() == (damage in DAMAGED) == (str(aside) in caplog.text)
    assert "made anew from the journal" in caplog.text
    fill(store)
    assert held(store) == whole
    assert path.stat().st_mode & 0o077 == 0
    store.close()


@pytest.mark.parametrize("damage", [with_garbage, emptied, removed])
def test_what_was_lost_before_the_start_is_made_anew(
    path: Path, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    filled(RECORDS, str(path)).close()
    damage(path)
    before = path.read_bytes() if path.exists() else b""
    with caplog.at_level(logging.WARNING):
        store = ReadStore.opened(str(path))
    assert store.position(0) is None
    aside = path.with_name("read.sqlite.damaged")
    if damage is with_garbage:
        assert aside.read_bytes() == before
        assert f"is set aside as {aside}" in caplog.text
    else:
        assert not aside.exists()
    store.close()


def test_a_damage_met_in_making_anew_is_mended(path: Path) -> None:
    # As `hotlead kpis rebuild` does.
    store = filled(RECORDS, str(path))
    whole = held(store)
    checkpointed(path)
    with_a_garbled_middle(path)
    store.begin_anew()
    fill(store)
    assert held(store) == whole
    store.close()


def test_a_sound_file_in_its_place_is_left_as_it_is(path: Path) -> None:
    store = filled(RECORDS, str(path))
    removed_with_all_beside_it(path)
    # As another process does that found it gone.
    filled(RECORDS[:3], str(path)).close()
    with pytest.raises(ReadStoreLost):
        store.look()
    store.mend()
    known = store.position(0)
    assert known is not None
    assert known.next == 3
    assert not path.with_name("read.sqlite.damaged").exists()
    store.close()


def test_what_cannot_be_mended_yet_stays_lost(path: Path) -> None:
    store = filled(RECORDS, str(path))
    removed_with_all_beside_it(path)
    path.mkdir()
    for _ in range(2):
        with pytest.raises((ReadStoreUnfit, OSError)):
            store.mend()
        with pytest.raises(ReadStoreLost):
            store.look()
    path.rmdir()
    store.mend()
    fill(store)
    store.close()


def test_one_is_kept_aside_the_newest(path: Path) -> None:
    for text in (b"first " * 300, b"second " * 300):
        path.write_bytes(text)
        ReadStore.opened(str(path)).close()
        assert path.with_name("read.sqlite.damaged").read_bytes() == text
    assert len(list(path.parent.iterdir())) == 2
