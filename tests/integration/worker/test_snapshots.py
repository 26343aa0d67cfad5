"""A recovery from a snapshot is one from the start, key by key; a bad snapshot does no harm."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.errors import ScriptFailed, SnapshotAbandoned
from hotlead.router.state import snapshot_log, snapshot_schema, snapshot_writing
from hotlead.router.state.scripts import assemble, scripts, sources
from hotlead.router.state.snapshot_log import newest
from hotlead.router.state.snapshot_reading import Begun, Command, read_state
from hotlead.router.state.store import ShardStore
from tests.integration.worker import snapshots
from tests.integration.worker.claimant import captured
from tests.integration.worker.site import Site
from tests.integration.worker.snapshots import Keeper


@pytest.fixture
async def keeper(frail: Site, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Keeper]:
    """Its snapshots have many small chunks."""
    monkeypatch.setattr(snapshot_writing, "CHUNK_BYTES", 500)
    async with snapshots.keeper(frail) as made:
        yield made


async def test_it_gives_what_the_start_gives(keeper: Keeper) -> None:
    found = await keeper.write()
    assert found.manifest.chunks > 10
    await keeper.more(5)
    before = await keeper.state()
    assert len(before["contacts"]) == 17
    assert await keeper.recovered() == before
    owned = keeper.owner.owned
    assert owned.begun_with == found.manifest.seq < owned.seq
    # And from the start, by readers that have no snapshots.
    keeper.owner.readers = replace(keeper.owner.readers, snapshots=None)
    assert await keeper.recovered() == before
    assert keeper.owner.owned.begun_with == 0


async def test_only_what_followed_is_read(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await keeper.write()
    await keeper.more(2)
    folded, fold, store = list[int](), ShardStore.fold, keeper.owner.store

    async def counted(self: ShardStore, entries: list[bytes]) -> None:
        folded.extend(orjson.loads(entry)["seq"] for entry in entries)
        await fold(self, entries)

    monkeypatch.setattr(ShardStore, "fold", counted)
    await keeper.recovered()
    assert folded[0] == found.manifest.seq + 1
    # Nor does the next opening read the journal from its start: Redis knows where its end is.
    tail = await store.redis.hget(store.keys.key("shard"), "tail_offset")
    await keeper.owner.open()
    assert int(tail or 0) > found.manifest.offset
    assert not keeper.owner.owned.rebuilt


async def test_what_happens_while_it_is_written_comes_from_the_journal(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def disturbed(store: ShardStore, begun: Begun) -> AsyncIterator[list[Command]]:
        async for commands in read_state(store, begun):
            yield commands
            await keeper.more(1)

    monkeypatch.setattr(snapshot_writing, "read_state", disturbed)
    found = await keeper.write()
    before = await keeper.state()
    assert await keeper.recovered() == before
    assert keeper.owner.owned.begun_with == found.manifest.seq < keeper.owner.owned.seq


async def test_one_that_was_not_finished_is_nothing_and_goes(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await keeper.write()
    await keeper.more(3)
    with monkeypatch.context() as patch:
        patch.setattr(snapshot_writing, "drop", None)  # killed: nobody tidies up
        patch.setattr(snapshot_writing, "_chunked", dies_after_two)
        with pytest.raises(TypeError):
            await keeper.write()
    assert await left(keeper) == 2
    before = await keeper.state()
    assert await keeper.recovered() == before
    assert keeper.owner.owned.begun_with == first.manifest.seq
    again = await keeper.write()
    assert again.manifest.previous == first.offset
    assert await left(keeper) == 0
    await keeper.recovered()
    assert keeper.owner.owned.begun_with == again.manifest.seq


async def dies_after_two(_: AsyncIterator[list[Command]]) -> AsyncIterator[bytes]:
    """Two chunks, and no more."""
    yield b"[]"
    yield b"[]"
    raise RedisConnectionError("the worker died here")


async def left(keeper: Keeper) -> int:
    """How many records lie behind the newest manifest and were not taken away."""
    reader = keeper.owner.readers.snapshots
    assert reader is not None
    found = await newest(reader, 0)
    return len(await snapshot_log.leftovers(reader, 0, found)) if found else 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"schema": "0" * 16}, "another version wrote it"),
        ({"log": "another"}, "it belongs to another journal"),
        ({"stamp": "0" * 24}, "the journal has another entry"),
        ({"offset": 10**6}, "the journal has another entry"),
        ({"chunks": 3}, "whole chunks of 3"),
        ({"digest": "none"}, "whole chunks of"),
        ({"first": 10**6}, "whole chunks of"),
    ],
    ids=str,
)
async def test_one_that_does_not_fit_is_passed_over(
    keeper: Keeper, changes: dict[str, object], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = await keeper.write()
    await keeper.more(2)
    before = await keeper.state()
    await keeper.forge(found, **changes)
    with caplog.at_level(logging.WARNING):
        assert await keeper.recovered() == before
    assert why in caplog.text
    assert keeper.owner.owned.begun_with == found.manifest.seq, "the one before it"
    await keeper.forge(found, **changes, previous=-1)
    assert await keeper.recovered() == before
    assert keeper.owner.owned.begun_with == 0, "none before it: the start"


async def test_one_is_used_until_a_fold_changes(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = await keeper.write()
    before = await keeper.state()

    def rewritten(part: str, old: str, new: str) -> None:
        files = sources(AGGREGATES)
        parts = [
            replace(file, text=file.text.replace(old, new)) if file.name == part else file
            for file in files.parts
        ]
        changed = assemble(replace(files, parts=parts))
        assert changed["run"] != scripts(AGGREGATES)["run"], f"{old} stands nowhere"
        monkeypatch.setattr(snapshot_schema, "scripts", lambda _: changed)

    rewritten("dispatch", "'fair turn'", "'in turn'")
    assert await keeper.recovered() == before
    assert keeper.owner.owned.begun_with == found.manifest.seq, "it says nothing of dispatch"
    rewritten("story", "LINES_EACH = 100", "LINES_EACH = 50")
    with caplog.at_level(logging.WARNING):
        assert await keeper.recovered() == before
    assert "another version wrote it: keys or fold differ of leads\n" in caplog.text
    assert keeper.owner.owned.begun_with == 0, "another fold would give another state"


async def test_a_state_whose_entry_is_void_gives_none(keeper: Keeper) -> None:
    await keeper.owner.take(captured("unsent"))  # and never published
    with pytest.raises(SnapshotAbandoned, match="is void"):
        await keeper.write()
    assert await left(keeper) == 0
    reader = keeper.owner.readers.snapshots
    assert reader is not None
    assert await newest(reader, 0) is None


async def test_a_restoring_that_ended_half_way_is_done_again(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await keeper.write()
    before, call, calls = await keeper.state(), ShardStore.call, list[str]()

    async def dies(self: ShardStore, name: str, *argv: str) -> list[object]:
        calls.append(name)
        if calls.count("snapshot_restore") == 5:
            raise RedisConnectionError("the worker died here")
        return await call(self, name, *argv)

    with monkeypatch.context() as patch:
        patch.setattr(ShardStore, "call", dies)
        with pytest.raises(RedisConnectionError):
            await keeper.recovered()
    assert await keeper.state() != before
    await keeper.owner.open()
    assert keeper.owner.owned.begun_with == found.manifest.seq
    assert await keeper.state() == before


@pytest.mark.parametrize("script", ["snapshot_restore", "fold"])
async def test_one_that_no_script_takes_is_passed_over(
    keeper: Keeper,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    script: str,
) -> None:
    await keeper.write()
    await keeper.more(2)
    before, call, calls = await keeper.state(), ShardStore.call, list[str]()

    async def fails_once(self: ShardStore, name: str, *argv: str) -> list[object]:
        calls.append(name)
        if name == script and calls.count(script) == 1:
            raise ScriptFailed(f"script {name}: a defect")
        return await call(self, name, *argv)

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(ShardStore, "call", fails_once)
        assert await keeper.recovered() == before
    assert "a snapshot is not used: script" in caplog.text
    assert keeper.owner.owned.begun_with == 0, "the start, for there was no other"


async def test_the_last_but_two_is_taken_away(keeper: Keeper) -> None:
    written = []
    for _ in range(4):
        await keeper.more(1)
        written.append(await keeper.write())
    reader = keeper.owner.readers.snapshots
    assert reader is not None
    values: dict[bytes, bytes | None] = {}
    async for records in reader.read_all(0):
        values |= {record.key or b"": record.value for record in records}
    there = {key.decode().split(":")[0] for key, value in values.items() if value is not None}
    assert there == {found.manifest.id for found in written[1:]}
    assert all(len(value or b"") < 2 * 500 for value in values.values())


async def test_rebuild_uses_it_and_from_the_start_throws_it_away(keeper: Keeper) -> None:
    site, found = keeper.site, await keeper.write()
    await keeper.more(2)
    before = await keeper.state()
    told = await rebuilt(site)
    assert told["begun_with"] == found.manifest.seq < told["entries"]
    # What was lost in Redis before the snapshot is lost in it; the whole journal has it.
    keys = keeper.owner.store.keys
    await site.redis.delete(keys.key("identities"))
    await keeper.owner.open()
    await keeper.write()
    assert "identities" not in await keeper.recovered()
    assert {"7"} == {
        number for number, row in (await site.audit()).as_json().items() if row["breaches"]
    }
    assert (await rebuilt(site, "--from-start"))["begun_with"] == 0
    assert await keeper.state() == before
    await keeper.recovered()
    assert keeper.owner.owned.begun_with == 0, "the spoilt one is gone"
    await site.holds()


async def rebuilt(site: Site, *options: str) -> dict[str, int]:
    """What `hotlead rebuild` says of shard 0."""
    done = await site.hotlead("rebuild", "--shard", "0", "--json", *options)
    assert done.exit_code == 0
    [row] = orjson.loads(done.output[done.output.index("[") :])
    return dict(row)


async def test_a_worker_writes_one_and_the_next_begins_with_it(frail: Site) -> None:
    """More entries than a fold does at once; Redis is emptied while more come."""
    await frail.staff()
    worker = await frail.worker(HOTLEAD_SNAPSHOT_EVERY_S="1")
    await frail.taken(*await frail.captures(1200))
    async with frail.load() as load:
        await worker.await_line(r"shard 0: snapshot at entry 1\d\d\d, ", 60)
        await load.more(50)
        await frail.redis.flushall()
        await worker.await_line(r"snapshot at 1\d\d\d, rebuilt$", 60)
        await load.more(50)
    await frail.taken(*load.sent)
    await frail.holds()
