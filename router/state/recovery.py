"""Opening a shard: claim it, find the chain's end, and make Redis stand right there.

The journal is the truth. When Redis's tip is the chain's, or ahead of it by just what the outbox
holds, nothing need be rebuilt; else the shard is cleared and the journal folded into it.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex

from aiokafka import AIOKafkaProducer
from aiokafka.structs import ConsumerRecord

from hotlead.router.clock import Clock
from hotlead.router.errors import ChainBroken, LogTruncated
from hotlead.router.journal.reader import LogReader
from hotlead.router.rules.sharding import shard_of
from hotlead.router.settings import Settings
from hotlead.router.state.chain import Chain, Verdict
from hotlead.router.state.clearing import clear, finish, unfinished
from hotlead.router.state.store import Claimed, ShardStore, StoreIdentity, run_id_of, text
from hotlead.topics.contacts import StoredContact, decode_contact
from hotlead.topics.journal import Entry, Opened, decode_journal, encode_opened
from hotlead.topics.streams import CONTACTS, INBOX, JOURNAL

log = logging.getLogger(__name__)

Record = ConsumerRecord[bytes | None, bytes | None]


@dataclass(frozen=True, slots=True)
class Ownership:
    """A shard opened: under which generation, and where its inbox and journal go on."""

    generation: int
    opened_id: str
    position: int
    seq: int
    read_back_seq: int
    policy: str
    rebuilt: bool


@dataclass(frozen=True, slots=True)
class Readers:
    """Bounded readers of the three topics that state is made from."""

    journal: LogReader
    inbox: LogReader
    contacts: LogReader

    @classmethod
    async def start(cls, settings: Settings) -> "Readers":
        """Readers connected to Kafka."""
        names = (JOURNAL, INBOX, CONTACTS)
        readers = [LogReader(settings.kafka, settings.topic(name)) for name in names]
        for reader in readers:
            await reader.start()
        return cls(*readers)

    async def stop(self) -> None:
        """Closes them."""
        for reader in (self.journal, self.inbox, self.contacts):
            await reader.stop()


async def log_id(journal: LogReader, shard: int) -> str:
    """The identity of a journal: the random id in its first record. '' when it is empty."""
    async for records in journal.read(shard, 0, 1):
        raw = records[0].value or b""
        try:
            first = decode_journal(raw)
        except ValueError:
            return f"raw-{sha256(raw).hexdigest()[:32]}"  # not ours, and it stays the first
        return first.id if isinstance(first, Opened) else first.stamp
    return ""


async def read_chain(
    journal: LogReader, shard: int, chain: Chain, start: int, end: int
) -> AsyncIterator[list[tuple[int, bytes, Entry]]]:
    """Valid entries of [start, end) with their offsets, batch by batch; `chain` follows along."""
    async for records in journal.read(shard, start, end):
        valid = []
        for record in records:
            raw = record.value or b""
            try:
                decoded = decode_journal(raw)
            except ValueError:
                continue  # not ours; it can't be part of the chain
            if chain.read(decoded, record.offset) is Verdict.VALID and isinstance(decoded, Entry):
                valid.append((record.offset, raw, decoded))
        if valid:
            yield valid


async def _tail(journal: LogReader, shard: int, claimed: Claimed) -> tuple[Chain, int]:
    """Where reading may start: right behind the entry that Redis knows was valid, else at 0."""
    if claimed.tail_offset is not None:
        async for records in journal.read(shard, claimed.tail_offset, claimed.tail_offset + 1):
            with contextlib.suppress(ValueError):  # another log's offset may hold anything
                decoded = decode_journal(records[0].value or b"")
                if isinstance(decoded, Entry) and decoded.stamp == claimed.tail_stamp:
                    return Chain(stamp=decoded.stamp, seq=decoded.seq), claimed.tail_offset + 1
    return Chain(), 0


def _continues(pending: Sequence[tuple[int, bytes]], chain: Chain, tip: str) -> bool:
    """Whether the outbox leads from the chain's end to Redis's tip without a hole."""
    stamp, seq = chain.stamp, chain.seq
    for number, raw in pending:
        entry = decode_journal(raw)
        if not isinstance(entry, Entry) or entry.prev != stamp or number != seq + 1:
            return False
        stamp, seq = entry.stamp, entry.seq
    return stamp == tip


async def fold_journal(store: ShardStore, journal: LogReader, shard: int, end: int) -> Chain:
    """Folds the whole chain below `end` into a cleared shard; returns the chain at its end."""
    chain = Chain()
    async for valid in read_chain(journal, shard, chain, 0, end):
        await store.fold([raw for _, raw, _ in valid])
    return chain


async def load_contacts(
    store: ShardStore, contacts: LogReader, shard: int, settings: Settings
) -> int:
    """Puts the contacts of the shard's captures beside the state; returns how many."""
    loaded = 0
    for partition in range(settings.partitions):
        async for records in contacts.read_all(partition):
            found: list[StoredContact] = []
            for record in records:
                contact = decode_contact(record.key, record.value)
                if contact is not None and shard_of(contact.tenant, settings.shards) == shard:
                    found.append(contact)
            if not found:
                continue
            known = await store.redis.hmget(
                store.keys.key("contact_id"), [contact.capture for contact in found]
            )
            keep = {
                contact.capture: contact.contact_json
                for contact, wanted in zip(found, known, strict=True)
                if wanted is not None and text(wanted) == contact.contact_id
            }
            if keep:
                flat = [part for pair in keep.items() for part in pair]
                await store.redis.hset(store.keys.key("contacts"), items=flat)
                loaded += len(keep)
    return loaded


async def rebuild(
    store: ShardStore, readers: Readers, shard: int, settings: Settings, end: int
) -> Chain:
    """Clears the shard and makes it anew from the journal and the contacts."""
    await clear(store)
    chain = await fold_journal(store, readers.journal, shard, end)
    await load_contacts(store, readers.contacts, shard, settings)
    await finish(store)
    return chain


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
) -> Ownership:
    """Makes this worker the shard's owner.

    Raises ShardLost when another took it meanwhile, OtherLog and LogTruncated when Redis or the
    inbox do not belong to this journal; KafkaError and RedisError when they are away.
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
    async for _ in read_chain(readers.journal, shard, chain, start, end):
        pass
    pending = [row for row in await store.outbox() if row[0] > chain.seq]
    half_done = await unfinished(store)
    rebuilt = force_rebuild or half_done or not _continues(pending, chain, claimed.tip)
    if rebuilt:
        if not force_rebuild:
            why = "was rebuilt half-way" if half_done else "does not stand at the chain's end"
            log.warning("shard %d: Redis %s; it is rebuilt", shard, why)
        chain = await rebuild(store, readers, shard, settings, end)
    else:
        for future in [await producer.send(topic, raw, partition=shard) for _, raw in pending]:
            await future
    return await _ownership(store, readers, shard, opened.id, chain.seq, rebuilt=rebuilt)


async def _ownership(
    store: ShardStore,
    readers: Readers,
    shard: int,
    opened_id: str,
    read_back: int,
    *,
    rebuilt: bool,
) -> Ownership:
    fields = await store.redis.hmget(store.keys.key("shard"), "next", "seq", "policy")
    position, seq, policy = int(text(fields[0])), int(text(fields[1])), text(fields[2])
    if seq < read_back:
        raise ChainBroken(f"shard {shard}: the fold ended at entry {seq} of {read_back}")
    if await readers.inbox.end(shard) < position:
        raise LogTruncated(
            f"the inbox of shard {shard} ends before position {position}, which the journal has"
            " passed: the topic was made anew; restore it, or start with a new topic prefix"
        )
    reps = [text(rep) for rep in await store.redis.smembers(store.keys.key("reps"))]
    if reps:
        now = (await store.redis.time())[0] * 1000
        await store.redis.zadd(store.keys.key("heartbeats"), dict.fromkeys(reps, now), gt=True)
    return Ownership(store.generation, opened_id, position, seq, read_back, policy, rebuilt)
