"""Opening a shard: claim it, find the chain's end, and make Redis stand right there.

The journal is the truth. When Redis's tip is the chain's, or ahead of it by just what the outbox
holds, nothing need be rebuilt; else the shard is cleared, the newest usable snapshot restored and
what followed in the journal folded into it.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.structs import ConsumerRecord

from hotlead.router.clock import Clock
from hotlead.router.errors import (
    ChainBroken,
    LogTruncated,
    OtherLog,
    ScriptFailed,
    ShardLost,
    SnapshotUnusable,
)
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.call import Call
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.connection import StoreIdentity, run_id_of, text
from hotlead.router.shard.valid import entry_at, entry_of, log_id, read_chain
from hotlead.router.state.clearing import clear, finish, unfinished
from hotlead.router.state.snapshot_log import Snapshot, usable
from hotlead.router.state.snapshot_restoring import restore
from hotlead.router.state.snapshot_schema import differing
from hotlead.router.state.store import Claimed, Placed, ShardStore
from hotlead.topics.journal import Opened, encode_opened
from hotlead.topics.streams import INBOX, JOURNAL, SNAPSHOTS

log = logging.getLogger(__name__)

Record = ConsumerRecord[bytes | None, bytes | None]


@dataclass(frozen=True, slots=True)
class Ownership:
    """A shard opened: under which generation, and where its inbox and journal go on.

    `rebuilt` says that the state was made anew, behind entry `begun_with` of a snapshot, or 0.
    """

    generation: int
    opened_id: str
    position: int
    seq: int
    read_back_seq: int
    policy: str
    rebuilt: bool
    begun_with: int = 0


@dataclass(frozen=True, slots=True)
class Readers:
    """Bounded readers of the topics that state is made from; without snapshots, from the start.

    `beside` are those of what the aggregates need beside the journal, by topic.
    """

    journal: LogReader
    inbox: LogReader
    beside: Mapping[str, LogReader]
    snapshots: LogReader | None = None

    @classmethod
    async def start(cls, settings: Settings, aggregates: Aggregates[Any]) -> "Readers":
        """Readers connected to Kafka."""
        topics = {one.topic for one in aggregates.beside}
        readers = {
            name: LogReader(settings.kafka, settings.topic(name))
            for name in (JOURNAL, INBOX, SNAPSHOTS, *sorted(topics))
        }
        for reader in readers.values():
            await reader.start()
        beside = {name: readers[name] for name in topics}
        return cls(readers[JOURNAL], readers[INBOX], beside, readers[SNAPSHOTS])

    async def stop(self) -> None:
        """Closes them."""
        for reader in (self.journal, self.inbox, *self.beside.values(), self.snapshots):
            if reader is not None:
                await reader.stop()


async def _tail(journal: LogReader, shard: int, claimed: Claimed) -> tuple[Chain, int]:
    """Where reading may start: right behind the entry that Redis knows was valid, else at 0."""
    if claimed.tail_offset is not None:
        entry = await entry_at(journal, shard, claimed.tail_offset)
        if entry is not None and entry.stamp == claimed.tail_stamp:
            return Chain.behind(entry), claimed.tail_offset + 1
    return Chain(), 0


def _continues(pending: Sequence[tuple[int, bytes]], chain: Chain, tip: str) -> bool:
    """Whether the outbox leads from the chain's end to Redis's tip without a hole."""
    stamp, seq = chain.stamp, chain.seq
    for number, raw in pending:
        entry = entry_of(raw)
        if entry is None or entry.prev != stamp or number != seq + 1:
            return False
        stamp, seq = entry.stamp, entry.seq
    return stamp == tip


async def fold_journal(
    store: ShardStore, journal: LogReader, shard: int, end: int, after: Snapshot | None = None
) -> tuple[Chain, int]:
    """Folds the chain below `end`, from its start or behind a snapshot that was restored.

    Returns the chain at its end, and the offset of its last entry (-1 when there is none).
    """
    chain, start = (Chain(), 0) if after is None else _behind(after)
    last = start - 1
    async for valid in read_chain(journal, shard, chain, start, end):
        await store.fold([one.raw for one in valid])
        last = valid[-1].offset
    return chain, last


async def load_beside(store: ShardStore, readers: Readers, settings: Settings) -> None:
    """Puts beside the state what the aggregates need that the journal does not hold."""
    for one in store.aggregates.beside:
        await one.load(store.redis, store.keys, readers.beside[one.topic], settings)


async def rebuild(
    store: ShardStore,
    readers: Readers,
    shard: int,
    settings: Settings,
    *,
    end: int,
    snapshots: Sequence[Snapshot],
) -> tuple[Chain, Snapshot | None]:
    """Clears the shard and makes it anew, from the first of the snapshots that is whole or from the
    journal's start, what followed, and what stands beside. Returns the chain, and the snapshot.
    """
    for snapshot in (*snapshots, None):
        await clear(store)
        try:
            if snapshot is not None:
                await restore(store, shard, snapshot)
            chain, last = await fold_journal(store, readers.journal, shard, end, snapshot)
        except (SnapshotUnusable, ScriptFailed) as error:
            if snapshot is None:
                raise
            log.warning("shard %d: a snapshot is not used: %s", shard, error)
        else:
            await load_beside(store, readers, settings)
            await finish(store, (chain.seq, chain.stamp, last) if chain.seq else None)
            return chain, snapshot
    raise AssertionError("unreachable")


async def open_shard(
    store: ShardStore,
    readers: Readers,
    producer: AIOKafkaProducer,
    *,
    shard: int,
    settings: Settings,
    clock: Clock,
    worker: str,
    identity: StoreIdentity | None = None,
    force_rebuild: bool = False,
    from_this_inbox: bool = False,
) -> Ownership:
    """Makes this worker the shard's owner. Readers without snapshots rebuild from the start.

    An inbox that is another log than the one that the shard's position is of is refused, or with
    `from_this_inbox` read from its start.

    Raises ShardLost when another took it or Redis was emptied meanwhile, NewerRecord when a newer
    hotlead wrote the journal, OtherLog and LogTruncated when Redis or the inbox do not belong to
    this journal; KafkaError and RedisError when they are away.
    """
    run_id = await run_id_of(store.redis)
    if identity is not None:
        identity.run_id = run_id
    opened = Opened(token_hex(16), worker, clock.origin_ms, clock.origin_real_ms, clock.speed)
    topic = settings.topic(JOURNAL)
    sent = await producer.send_and_wait(topic, encode_opened(opened), partition=shard)
    store.generation = sent.offset
    end = sent.offset + 1
    this_log = await log_id(readers.journal, shard)
    claimed = await store.claim(clock, run_id, this_log)
    chain, start = await _tail(readers.journal, shard, claimed)
    snapshots = await _usable(readers, store, this_log) if start == 0 else None
    if snapshots:
        chain, start = _behind(snapshots[0])
    async for _ in read_chain(readers.journal, shard, chain, start, end):
        pass
    pending = [row for row in await store.outbox() if row[0] > chain.seq]
    begun_with = None
    why = "is to be made anew" if force_rebuild else None
    if await unfinished(store):
        why = "was rebuilt half-way"
    elif not _continues(pending, chain, claimed.tip):
        why = "does not stand at the chain's end"
    elif others := differing(claimed.schema, store.aggregates):
        # Else this version would decide by what another made of the journal.
        why = f"was filled by another version, which keeps {', '.join(others)} otherwise"
    if why is not None:
        log.warning("shard %d: Redis %s; it is rebuilt", shard, why)
        if snapshots is None:
            snapshots = await _usable(readers, store, this_log)
        chain, begun_with = await rebuild(
            store, readers, shard, settings, end=end, snapshots=snapshots
        )
    else:
        for future in [await producer.send(topic, raw, partition=shard) for _, raw in pending]:
            await future
    await _name_inbox(store, readers, producer, shard, topic, from_this_inbox=from_this_inbox)
    return await _ownership(
        store,
        readers,
        shard,
        opened.id,
        chain.seq,
        rebuilt=why is not None,
        begun_with=begun_with,
    )


async def _usable(readers: Readers, store: ShardStore, this_log: str) -> Sequence[Snapshot]:
    if readers.snapshots is None:
        return ()
    shard = store.keys.shard
    return await usable(readers.snapshots, readers.journal, shard, this_log, store.aggregates)


def _behind(snapshot: Snapshot) -> tuple[Chain, int]:
    """The chain at a snapshot's entry, and the offset at which it is read on."""
    return Chain.behind(snapshot.entry), snapshot.found.manifest.offset + 1


async def _name_inbox(
    store: ShardStore,
    readers: Readers,
    producer: AIOKafkaProducer,
    shard: int,
    journal: str,
    *,
    from_this_inbox: bool,
) -> None:
    """Has the shard know which log its position is of; a state of older versions learns it once.

    Raises OtherLog.
    """
    this, known = await readers.inbox.topic_id(), await store.inbox()
    if this in ("", known):
        return
    # Where no log is known yet, one that ends too early is not the one that was read.
    position, *_ = await _standing(store)
    another = bool(known) or await readers.inbox.end(shard) < position
    if another and not known and not from_this_inbox:
        return  # unnamed, for it is refused where its end is looked at
    if known and not from_this_inbox:
        raise OtherLog(
            f"the inbox is another Kafka log of the same name than shard {shard} has read: the"
            " topic was made anew, and what nobody had read of the old one is gone with it; if"
            " this one is right, have it read from its start:"
            f" hotlead rebuild --shard {shard} --from-this-log"
        )
    start = {"start": await readers.inbox.first(shard)} if another else {}
    call = Call("inbox", {"log": this, **start})
    (outcome,) = await store.run([Placed(call, 0, None)])
    await producer.send_and_wait(journal, outcome.entry, partition=shard)


async def _standing(store: ShardStore) -> tuple[int, int, str]:
    """The shard's position in its inbox, its last entry's number, its policy. Raises ShardLost."""
    fields = await store.redis.hmget(store.keys.key("shard"), "next", "seq", "policy")
    if fields[0] is None:
        shard = store.keys.shard
        raise ShardLost(f"shard {shard} is gone from Redis, which was emptied as it was opened")
    return int(text(fields[0])), int(text(fields[1])), text(fields[2])


async def _ownership(
    store: ShardStore,
    readers: Readers,
    shard: int,
    opened_id: str,
    read_back: int,
    *,
    rebuilt: bool,
    begun_with: Snapshot | None,
) -> Ownership:
    position, seq, policy = await _standing(store)
    if seq < read_back:
        raise ChainBroken(f"shard {shard}: the fold ended at entry {seq} of {read_back}")
    if await readers.inbox.end(shard) < position:
        raise LogTruncated(
            f"the inbox of shard {shard} ends before position {position}, which the journal has"
            " passed: Kafka has lost records that it had acknowledged; restore the topic, or start"
            " with a new topic prefix"
        )
    for one in store.aggregates.listed:
        if one.on_open is not None:
            await one.on_open(store.redis, store.keys)
    return Ownership(
        store.generation,
        opened_id,
        position,
        seq,
        read_back,
        policy,
        rebuilt,
        begun_with.entry.seq if begun_with else 0,
    )
