"""Records that were sent back, known by a header: what a run that was cut off did send."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hotlead.router.dead_letters.way_back import WayBack
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kafka.topic_contents import partitions_of
from hotlead.topics.dead_letters import DeadLetter

#: On a record that was sent back: its letter's identity, in hexadecimal.
HEADER: Final = "hotlead-dead-letter"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies."""

    topic: str
    partition: int
    offset: int


def header_of(letter: DeadLetter) -> bytes:
    """The header's value."""
    return letter.identity.hex().encode()


async def sent_before(
    kafka: str, letters: Sequence[tuple[DeadLetter, WayBack]]
) -> dict[bytes, Place | None]:
    """By a letter's identity where it lies if it was sent; reads the topics whole.

    Raises KafkaUnreachable, LogError.
    """
    found: dict[bytes, Place | None] = {letter.identity: None for letter, _ in letters}
    by_header = {header_of(letter): letter.identity for letter, _ in letters}
    for topic in sorted({way.topic for _, way in letters}):
        async with LogReader(kafka, topic) as reader:
            for partition in await partitions_of(kafka, topic):
                async for records in reader.read_all(partition):
                    for record in records:
                        identity = by_header.get(dict(record.headers).get(HEADER, b""))
                        if identity is not None:
                            found[identity] = Place(topic, partition, record.offset)
    return found
