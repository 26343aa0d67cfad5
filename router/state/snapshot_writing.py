"""Writes a snapshot of a shard to Kafka: chunks as the state is read, the manifest when all holds.

Old ones are taken away first, so that the manifest is the last record. Whoever dies on the way
leaves chunks without a manifest, which nobody uses and the next snapshot takes away. The manifest
is written only when the shard is still this owner's and the entry is found in the valid chain.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from secrets import token_hex
from time import monotonic

import orjson
from aiokafka import AIOKafkaProducer
from redis.exceptions import RedisError

from hotlead.router.clock import real_ms
from hotlead.router.errors import HotleadError, SnapshotAbandoned
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.valid import log_id, read_chain
from hotlead.router.state.snapshot_log import Found, leftovers, newest
from hotlead.router.state.snapshot_reading import Begun, Command, drop, read_state
from hotlead.router.state.snapshot_schema import schema
from hotlead.router.state.store import ShardStore
from hotlead.topics.snapshots import (
    CHUNK_BYTES,
    Manifest,
    chunk_key,
    encode_chunk,
    encode_manifest,
    manifest_key,
)


class SnapshotWriter:
    """Writes snapshots of one shard, one at a time."""

    def __init__(
        self,
        store: ShardStore,
        producer: AIOKafkaProducer,
        *,
        topic: str,
        shard: int,
        journal: LogReader,
        snapshots: LogReader,
    ) -> None:
        self._store, self._producer = store, producer
        self._topic, self._shard = topic, shard
        self._journal, self._snapshots = journal, snapshots

    async def newest(self) -> Found | None:
        """The newest snapshot there is, usable or not. Raises LogError."""
        return await newest(self._snapshots, self._shard)

    async def write(self, begin: Callable[[str], Awaitable[Begun]]) -> Found:
        """Writes a snapshot of the state as it is when `begin` returns.

        Raises SnapshotAbandoned, ShardLost, LogError, and what Redis and Kafka raise; then there is
        no new snapshot, and the state is as it was.
        """
        last = await self.newest()
        old = await leftovers(self._snapshots, self._shard, last)
        await remove(self._producer, self._topic, self._shard, old)
        journal = await log_id(self._journal, self._shard)
        begun = await begin(token_hex(8))
        try:
            first, number, size, digest = 0, 0, 0, sha256()
            async for commands in _chunked(read_state(self._store, begun)):
                value = await asyncio.to_thread(encode_chunk, commands)
                offset = await self._send(chunk_key(begun.id, number), value)
                first = first if number else offset
                number, size = number + 1, size + len(value)
                digest.update(value)
        except Exception:
            with suppress(HotleadError, RedisError, OSError):
                await drop(self._store)
            raise
        manifest = Manifest(
            id=begun.id,
            schema=schema(self._store.aggregates),
            log=journal,
            seq=begun.seq,
            stamp=begun.stamp,
            offset=await self._offset_of(begun),
            chunks=number,
            bytes=size,
            digest=digest.hexdigest(),
            first=first,
            previous=-1 if last is None else last.offset,
            at_ms=real_ms(),
        )
        return Found(manifest, await self._send(manifest_key(begun.id), encode_manifest(manifest)))

    async def _offset_of(self, begun: Begun) -> int:
        """Where in the journal its entry lies, valid. Raises SnapshotAbandoned, LogError."""
        if begun.stamp == begun.tail_stamp:
            return begun.tail_offset
        chain = Chain(stamp=begun.tail_stamp, seq=begun.tail_seq)
        start, end = begun.tail_offset + 1, await self._journal.end(self._shard)
        async for valid in read_chain(self._journal, self._shard, chain, start, end):
            for one in valid:
                if one.entry.stamp == begun.stamp:
                    return one.offset
        raise SnapshotAbandoned(f"entry {begun.seq}, at which it was taken, is void")

    async def _send(self, key: bytes, value: bytes) -> int:
        sent = await self._producer.send_and_wait(
            self._topic, value, key=key, partition=self._shard
        )
        return int(sent.offset)


async def remove(producer: AIOKafkaProducer, topic: str, shard: int, keys: Sequence[bytes]) -> None:
    """Takes records of `snapshots` away: compaction forgets them. Raises KafkaError."""
    await asyncio.gather(
        *(producer.send_and_wait(topic, None, key=key, partition=shard) for key in keys)
    )


async def _chunked(steps: AsyncIterator[list[Command]]) -> AsyncIterator[bytes]:
    """The steps' commands as JSON, in chunks; after each step it is idle for as long as it took."""
    parts, size, began = list[bytes](), 0, monotonic()
    async for commands in steps:
        for command in commands:
            parts.append(orjson.dumps(command))
            size += len(parts[-1])
            if size >= CHUNK_BYTES:
                yield b"[" + b",".join(parts) + b"]"
                parts, size = [], 0
        await asyncio.sleep(monotonic() - began)
        began = monotonic()
    if parts:
        yield b"[" + b",".join(parts) + b"]"
