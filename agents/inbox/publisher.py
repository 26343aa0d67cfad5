"""Publishing one shard's outbox to its journal partition: in order, acks=all, resent in doubt."""

from collections import deque
from collections.abc import Sequence
from time import monotonic

import orjson
from aiokafka import AIOKafkaProducer

from hotlead.router.errors import StoreBehind
from hotlead.router.kafka.sends import acknowledged
from hotlead.router.metrics import Metrics
from hotlead.router.state.store import ShardStore


class Publisher:
    """What was sent and what was read back. Sequences are those of the chain.

    After any failure it is in doubt: the next call sends all that was not read back again, taken
    from the outbox; whoever reads an entry twice knows it by its stamp.
    """

    def __init__(
        self,
        producer: AIOKafkaProducer,
        store: ShardStore,
        *,
        topic: str,
        shard: int,
        sent_seq: int,
        read_back_seq: int,
        metrics: Metrics,
    ) -> None:
        self._producer, self._store = producer, store
        self._topic, self._shard = topic, shard
        self._metrics = metrics
        self.sent_seq = sent_seq
        self.read_back_seq = read_back_seq
        self.doubt = False
        self._waiting: deque[tuple[int, float]] = deque()
        self._trim: tuple[int, str, int] | None = None
        self._trimmed_seq = read_back_seq

    async def publish(self, entries: Sequence[bytes]) -> None:
        """Returns when all these entries, and all before them, are acknowledged by Kafka.

        Raises StoreBehind when Redis fell back, and what the producer or Redis raise; then nothing
        may be acknowledged upstream.
        """
        if self.doubt:
            pending: Sequence[tuple[int, bytes]] = await self._store.outbox(self.read_back_seq)
        else:
            pending = await self._following(entries)
        if not pending:
            self.doubt = False
            return
        began = monotonic()
        self.doubt = True
        try:
            futures = [
                await self._producer.send(self._topic, raw, partition=self._shard)
                for _, raw in pending
            ]
            await acknowledged(futures)
        except BaseException:
            self._metrics.produce_errors["journal"].inc()
            raise
        self.doubt = False
        now = monotonic()
        self._metrics.produce_duration["journal"].observe(now - began)
        self.sent_seq = max(self.sent_seq, pending[-1][0])
        if self.sent_seq > self.read_back_seq:
            self._waiting.append((self.sent_seq, now))

    async def _following(self, entries: Sequence[bytes]) -> Sequence[tuple[int, bytes]]:
        """These entries with their sequences, and from the outbox what lies before or between."""
        if not entries:
            return ()
        first, last = _seq_of(entries[0]), _seq_of(entries[-1])
        if first <= self.sent_seq:
            raise StoreBehind("Redis gave a sequence again: it holds an older state")
        if first != self.sent_seq + 1 or last - first != len(entries) - 1:
            return await self._store.outbox(self.sent_seq)
        return list(enumerate(entries, first))

    def read_back(self, seq: int, stamp: str, offset: int) -> None:
        """An entry was read from the journal as valid."""
        if seq <= self.read_back_seq:
            return
        self.read_back_seq = seq
        self._trim = (seq, stamp, offset)
        while self._waiting and self._waiting[0][0] <= seq:
            self._waiting.popleft()

    async def trim(self) -> None:
        """Lets the outbox forget what was read back."""
        if self._trim is not None and self._trim[0] > self._trimmed_seq:
            seq, stamp, offset = self._trim
            await self._store.trim(seq, stamp, offset)
            self._trimmed_seq = seq

    @property
    def outstanding(self) -> int:
        """Entries sent and not yet read back."""
        return max(0, self.sent_seq - self.read_back_seq)

    @property
    def oldest_age_s(self) -> float:
        """Real seconds since the oldest of them was acknowledged by Kafka; 0 when there is none."""
        return monotonic() - self._waiting[0][1] if self._waiting else 0.0


def _seq_of(entry: bytes) -> int:
    return int(orjson.loads(entry)["seq"])
