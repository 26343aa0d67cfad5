"""The read store's file: made, opened again, made anew, refused; read while it is written."""

import logging
import sqlite3
import threading
from pathlib import Path
from stat import S_IMODE

import pytest

from hotlead.router.errors import ReadStoreBroken, ReadStoreUnfit
from hotlead.router.kpis.leads_projection import LeadsProjection
from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.projections import PROJECTIONS
from hotlead.router.kpis.schema import VERSION, WHOLE, Column, Table
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from hotlead.topics.journal import Entry
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


class Counted(Projection):
    """A row an entry; keeps how many there were."""

    name = "counted"
    version = 1
    tables = (Table("counted", "an entry", (Column("seq", WHOLE, "its sequence"),), ("seq",)),)

    def __init__(self, db: sqlite3.Connection, shard: int, kept: str) -> None:
        assert shard == 0
        self._db, self._count = db, int(kept or "0")

    def take(self, entry: Entry) -> None:
        self._count += 1
        self._db.execute(self.tables[0].insert(), {"seq": entry.seq})

    def kept(self) -> str:
        return str(self._count)


class CountedOtherwise(Counted):
    """The same name, with other tables."""

    version = 2
    tables = (Table("counts", "an entry", (Column("seq", WHOLE, "its sequence"),), ("seq",)),)


class Unmoved(Projection):
    """A projection that stands where it stood: it is given nothing of what it has."""

    name = LeadsProjection.name
    version = LeadsProjection.version
    tables = LeadsProjection.tables

    def __init__(self, db: sqlite3.Connection, shard: int, kept: str) -> None:
        assert (db, shard) is not None
        self._kept = kept

    def take(self, entry: Entry) -> None:
        raise AssertionError(f"entry {entry.seq} is read again")

    def kept(self) -> str:
        return self._kept


def positions(store: ReadStore) -> dict[str, tuple[int, str]]:
    with store.reading() as db:
        found = db.execute("SELECT projection, seq, kept FROM positions").fetchall()
    return {name: (seq, kept) for name, seq, kept in found}


def test_a_projection_that_is_new_is_read_by_itself(path: str) -> None:
    store = filled(RECORDS, path)
    before, stood = dict(rows(store)), positions(store)
    store.close()
    store = ReadStore.opened(path, (Unmoved, *PROJECTIONS[1:], Counted))
    assert (position := store.position(0)) is not None
    assert (position.log, position.next, position.stamp) == (LOG, 0, "")
    half = len(RECORDS) // 2
    for start, end in ((0, half), (half, len(RECORDS))):
        assert store.take(0, LOG, start, offsets(RECORDS)[start:end], end) == end
    after = dict(rows(store))
    assert sorted(after.pop("counted")) == [(seq + 1,) for seq in range(len(RECORDS))]
    apart = ("positions", "projections")
    assert {name: one for name, one in after.items() if name not in apart} == {
        name: one for name, one in before.items() if name not in apart
    }
    count = str(len(RECORDS))
    assert positions(store) == stood | {"counted": (len(RECORDS), count)}


def test_a_projection_of_another_version_begins_anew_and_one_that_is_no_more_goes(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = ReadStore.opened(path, (*PROJECTIONS, Counted))
    store.take(0, LOG, 0, offsets(RECORDS), len(RECORDS))
    store.close()
    with caplog.at_level(logging.WARNING):
        store = ReadStore.opened(path, (*PROJECTIONS, CountedOtherwise))
    assert "its projection counted is version 2, not 1" in caplog.text
    assert positions(store).keys() == {"leads", "reps", "openings"}
    assert dict(rows(store))["counts"] == []
    assert "counted" not in dict(rows(store))
    store.close()
    store = ReadStore.opened(path)
    assert "its projection counted is there no more" in caplog.text
    assert "counts" not in dict(rows(store))
    assert leads(store) == 3
    caplog.clear()
    ReadStore.opened(path)
    assert caplog.text == ""


def test_a_batch_that_fails_leaves_every_projection_where_it_stood(path: str) -> None:
    class Failing(Counted):
        failed = False

        def take(self, entry: Entry) -> None:
            if entry.seq == len(RECORDS) and not Failing.failed:
                Failing.failed = True
                raise ValueError("of the last entry")
            super().take(entry)

    store = ReadStore.opened(path, (*PROJECTIONS, Failing))
    records, half = offsets(RECORDS), len(RECORDS) // 2
    store.take(0, LOG, 0, records[:half], half)
    before = dict(rows(store))
    with pytest.raises(ReadStoreBroken, match="of the last entry"):
        store.take(0, LOG, half, records[half:], len(RECORDS))
    assert dict(rows(store)) == before
    assert store.take(0, LOG, half, records[half:], len(RECORDS)) == len(RECORDS)
    with filled(RECORDS).reading() as db:
        wanted = db.execute("SELECT * FROM rep_states").fetchall()
    assert dict(rows(store))["rep_states"] == sorted(wanted, key=repr)
    assert positions(store)["counted"] == (len(RECORDS), str(len(RECORDS)))


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
