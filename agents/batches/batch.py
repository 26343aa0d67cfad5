"""The value an agent gets: one fetched batch of one partition, raw.

A caller may assume: `records` is never empty and in offset order; keys and values are the bytes
that Kafka holds (decoding is the handler's business); all records lie in one partition; batches of
one partition come in offset order and, while nothing is sought back, without overlap. Offsets may
have holes (compaction, transaction markers), so `last_offset - first_offset + 1` is not a count.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka.structs import ConsumerRecord
from faust.types import TP

Record = ConsumerRecord[bytes | None, bytes | None]

#: What a handler may return: for a partition, the last offset that may be committed. A partition
#: that is left out is committed to the end of its batches; an offset below a batch's first commits
#: nothing of it. What is not committed is not given again until the partition is assigned anew.
Through = Mapping[TP, int] | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of one partition, as fetched at once.

    `generation` is that of the consumer group under which they were fetched, `era` how often the
    partition has been sought since; a batch whose either is not the consumer's own is never
    acknowledged. The repr holds no payload.
    """

    topic: str
    partition: int
    records: tuple[Record, ...] = field(repr=False)
    first_offset: int
    last_offset: int
    generation: int
    era: int = 0
    size_bytes: int = 0

    @classmethod
    def of(cls, tp: TP, records: Sequence[Record], *, generation: int, era: int = 0) -> "Batch":
        """The batch of these records, which must be some, all of `tp` and in order."""
        return cls(
            topic=tp.topic,
            partition=tp.partition,
            records=tuple(records),
            first_offset=records[0].offset,
            last_offset=records[-1].offset,
            generation=generation,
            era=era,
            size_bytes=sum(
                max(record.serialized_key_size, 0) + max(record.serialized_value_size, 0)
                for record in records
            ),
        )

    @property
    def tp(self) -> TP:
        """Where the batch comes from."""
        return TP(self.topic, self.partition)

    def __len__(self) -> int:
        return len(self.records)

    def committable(self, through: Through) -> int | None:
        """The last offset of this batch that may be committed, or None for nothing of it."""
        if through is None or self.tp not in through:
            return self.last_offset
        offset = min(through[self.tp], self.last_offset)
        return offset if offset >= self.first_offset else None


#: Works batches, in order. Returns only when their effects are durable; may be called again with
#: the same batches, whole or in part, so it must be idempotent. Must stand being cancelled at any
#: await.
Handle = Callable[[list[Batch]], Awaitable[Through]]

#: Told of partitions that came or go. Never called for none.
Partitions = Callable[[frozenset[TP]], Awaitable[None]]
