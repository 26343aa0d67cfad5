"""The read store's file: made, opened again, made anew, refused; read while it is written."""

import logging
import sqlite3
import threading
from pathlib import Path
from stat import S_IMODE

import orjson
import pytest

from hotlead.router.errors import ReadStoreBroken, ReadStoreUnfit
from hotlead.router.kpis.schema import VERSION
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from tests.unit.router.kpis import story
from tests.unit.router.kpis.journals import LOG, Journal, filled, offsets, rows

RECORDS = story.day().records


def leads(store: ReadStore) -> int:
    with store.reading() as db:
        return int(db.execute("SELECT count(*) FROM leads").fetchone()[0])


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "read.sqlite")


def test_a_file_is_opened_again_with_what_it_holds(path: str) -> None:
    filled(RECORDS, path).close()
    store = ReadStore.opened(path)
    assert leads(store) == 3
    position = store.position(0)
    assert position is not None
    assert (position.log, position.next, position.seq) == (LOG, len(RECORDS), len(RECORDS))
    assert (position.policy, position.at_ms) == ("p1", story.T0 + 27 * story.HOUR)
    assert orjson.loads(position.pools) == {"main": story.POOL}
    assert store.position(1) is None


def test_another_version_of_the_schema_is_made_anew_and_said(
    path: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(RECORDS, path).close()
    monkeypatch.setattr("hotlead.router.kpis.store_file.VERSION", VERSION + 1)
    with caplog.at_level(logging.WARNING):
        store = ReadStore.opened(path)
    assert (
        f"anew from the journal: its schema is version {VERSION}, not {VERSION + 1}" in caplog.text
    )
    assert (leads(store), store.position(0)) == (0, None)
    store.close()
    caplog.clear()
    ReadStore.opened(path)
    assert caplog.text == ""


def test_made_anew_it_is_filled_as_before(path: str) -> None:
    store = filled(RECORDS, path)
    before = dict(rows(store))
    store.begin_anew("it is asked for")
    assert leads(store) == 0
    store.take(0, LOG, 0, offsets(RECORDS), len(RECORDS))
    assert dict(rows(store)) == before


def test_the_file_and_those_beside_it_are_ours_alone(path: str) -> None:
    def modes() -> dict[str, int]:
        return {one.name: S_IMODE(one.stat().st_mode) for one in Path(path).parent.iterdir()}

    alone = {"read.sqlite": 0o600, "read.sqlite-wal": 0o600, "read.sqlite-shm": 0o600}
    store = filled(RECORDS, path)
    assert modes() == alone
    for one in Path(path).parent.iterdir():  # as an earlier version left them
        one.chmod(0o644)
    ReadStore.opened(path).close()
    assert modes() == alone
    store.close()


def test_a_file_of_something_else_is_refused_and_left_alone(path: str) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE leads (phone TEXT)")
    other.commit()
    other.close()
    with pytest.raises(ReadStoreUnfit, match="HOTLEAD_READ_STORE"):
        ReadStore.opened(path)
    with sqlite3.connect(path) as kept:
        assert kept.execute("SELECT sql FROM sqlite_master").fetchall() == [
            ("CREATE TABLE leads (phone TEXT)",)
        ]


def test_what_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadStoreUnfit, match="cannot be used as the read store"):
        ReadStore.opened(str(tmp_path / "nowhere" / "read.sqlite"))


def test_it_is_read_while_it_is_written(path: str) -> None:
    store = filled(RECORDS[:3], path)
    with store.reading() as db:
        assert db.execute("SELECT count(*) FROM leads").fetchone() == (1,)
        writer = threading.Thread(
            target=store.take, args=(0, LOG, 3, offsets(RECORDS)[3:], len(RECORDS))
        )
        writer.start()
        writer.join(10)
        assert not writer.is_alive(), "who reads is in the way of who writes"
        assert db.execute("SELECT count(*) FROM leads").fetchone() == (1,), "one moment is seen"
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("DELETE FROM leads")
    assert leads(store) == 3


def test_what_this_version_cannot_read_is_told_with_the_entry() -> None:
    for kind in ("captured", "queued"):
        told = Journal()
        told.entry(1, {"kind": kind, "lead": "a"})
        records = [raw.replace(b'"lead":', b'"leader":') for raw in told.records]
        with pytest.raises(ReadStoreBroken, match="shard 0, entry 1: not as this version"):
            filled(records)


def test_a_lead_that_was_never_captured_is_told() -> None:
    told = Journal()
    told.entry(1, story.acknowledged("a", "wang", "1-1"))
    with pytest.raises(ReadStoreBroken, match="hotlead kpis rebuild"):
        filled(told.records)


def test_in_memory_nothing_is_left() -> None:
    filled(RECORDS).close()
    assert leads(ReadStore.opened(MEMORY)) == 0
