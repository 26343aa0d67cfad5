"""Rows of the read store: the same however it is filled; nothing of what is void, or personal."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest

from hotlead.router.kpis.rep_history import RepState
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from hotlead.router.kpis.team import Team
from hotlead.topics.journal import Entry
from tests.unit.router.kpis import story
from tests.unit.router.kpis.journals import (
    LOG,
    Journal,
    filled,
    offsets,
    rows,
    simulated,
    with_branches,
)

RECORDS = with_branches(simulated(1, 2))


def held(store: ReadStore) -> dict[str, list[Any]]:
    return dict(rows(store))


def test_resumed_at_every_record_it_holds_the_same(tmp_path: Path) -> None:
    path = str(tmp_path / "read.sqlite")
    for offset, raw in offsets(RECORDS):
        store = ReadStore.opened(path)
        known = store.position(0)
        start = known.next if known is not None else 0
        assert start == offset
        assert store.take(0, LOG, start, [(offset, raw)], offset + 1) == offset + 1
        store.close()
    whole = held(filled(RECORDS))
    assert held(ReadStore.opened(path)) == whole
    assert all(whole[table] for table in whole), "a table is empty: the journal shows too little"


def test_what_comes_twice_changes_nothing() -> None:
    store = filled(RECORDS)
    before = held(store)
    assert store.take(0, LOG, 0, offsets(RECORDS), len(RECORDS)) == len(RECORDS)
    assert store.take(0, LOG, 50, offsets(RECORDS)[50:90], 90) == len(RECORDS)
    assert held(store) == before


def test_a_batch_that_does_not_follow_is_not_written() -> None:
    store = filled(RECORDS[:100])
    before = held(store)
    assert store.take(0, LOG, 101, offsets(RECORDS)[101:200], 200) == 100
    assert held(store) == before


def test_void_entries_leave_no_row() -> None:
    clean = simulated(1, 2)
    one, other = held(filled(clean)), held(filled(RECORDS))
    # The positions differ: there are more records to pass.
    del one["positions"], other["positions"]
    assert one == other


def test_a_batch_that_fails_leaves_nothing_and_is_taken_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take = Team.take

    def failing(team: Team, entry: Entry, shard: int) -> list[RepState]:
        given = take(team, entry, shard)
        if entry.seq == 150:
            raise OSError("the disk is full")
        return given

    monkeypatch.setattr(Team, "take", failing)
    store = ReadStore.opened(MEMORY)
    store.take(0, LOG, 0, offsets(RECORDS)[:100], 100)
    before = held(store)
    with pytest.raises(OSError, match="disk"):
        store.take(0, LOG, 100, offsets(RECORDS)[100:], len(RECORDS))
    assert held(store) == before
    monkeypatch.undo()
    store.take(0, LOG, 100, offsets(RECORDS)[100:], len(RECORDS))
    assert held(store) == held(filled(RECORDS))


def test_shards_stand_side_by_side() -> None:
    store, other = filled(RECORDS), simulated(2, 2)
    moved = [orjson.dumps(_of_tenant(orjson.loads(raw), "east")) for raw in other]
    store.take(1, "another-log", 0, offsets(moved), len(moved))
    alone = ReadStore.opened(MEMORY)
    alone.take(1, "another-log", 0, offsets(moved), len(moved))
    mine, theirs, both = held(filled(RECORDS)), held(alone), held(store)
    del both["projections"]  # which there are is of no shard
    for table, kept in both.items():
        assert sorted(kept, key=repr) == sorted([*mine[table], *theirs[table]], key=repr)


def _of_tenant(entry: dict[str, Any], tenant: str) -> dict[str, Any]:
    for change in entry.get("changes", ()):
        if "tenant" in change:
            change["tenant"] = tenant
        if "rep" in change:
            change["rep"] = f"{tenant}-{change['rep']}"
    return entry


def test_nothing_personal_is_kept() -> None:
    text = repr(held(filled(simulated(3, 6))))
    assert not re.search(r"\b138001|\+86|\*\*\*\*", text)
    assert "identities" not in text
    assert "visitor" not in text


def test_an_episode_knows_its_round_and_its_clock() -> None:
    store = filled(story.day().records)
    with store.reading() as db:
        found = db.execute(
            "SELECT lead, episode, round, channel, captured_at - ?, began_by, hot_at - ?, high,"
            " test FROM episodes ORDER BY lead, episode",
            (story.T0, story.T0),
        ).fetchall()
    assert found == [
        ("a", 1, 1, "web-form", 0, "captured", story.HOUR, 1, 0),
        ("a", 2, 2, "call-center", 27 * story.HOUR, "returned", None, 1, 0),
        ("b", 1, 1, "short-video", 30 * story.MINUTE, "captured", 32 * story.MINUTE, 0, 0),
        ("b", 2, 1, "short-video", 30 * story.MINUTE, "no_contact", None, 0, 0),
        ("t", 1, 1, "web-form", 0, "captured", None, 1, 1),
    ]


def test_a_signal_after_the_end_counts_for_no_round() -> None:
    told = Journal()
    told.entry(1, {"kind": "policy_activated", "version": "p", "pools": {"main": story.POOL}})
    told.entry(2, story.captured("a", 2, 40))
    told.entry(3, story.change("closed", "a", rep="li", outcome="lost"))
    told.entry(4, story.change("joined", "a", signals=[], **story.scored(75, 2)))
    with filled(told.records).reading() as db:
        assert db.execute("SELECT highest, high FROM episodes").fetchall() == [(60_000_000, 0)]
        assert len(db.execute("SELECT * FROM score_points").fetchall()) == 2
