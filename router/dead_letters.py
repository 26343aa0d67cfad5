"""Looks at the dead-letter topic."""

from collections import deque
from dataclasses import dataclass

from pydantic import ValidationError

from hotlead.router.topic_contents import read_all
from hotlead.topics.dead_letters import DeadLetter, decode_dead_letter


@dataclass(frozen=True, slots=True)
class Found:
    """A dead letter and its own offset on the dead-letter topic, by which it is asked for."""

    offset: int
    letter: DeadLetter


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest letters that fit, oldest first; how many fit; records that are no letters."""

    letters: tuple[Found, ...]
    total: int
    unreadable: int


async def list_letters(
    kafka: str,
    topic: str,
    *,
    from_topic: str | None = None,
    reason: str | None = None,
    limit: int = 100,
) -> Listing:
    """Letters of one source topic or one reason, or all. Raises KafkaUnreachable, TopicMissing."""
    newest: deque[Found] = deque(maxlen=limit)
    total = unreadable = 0
    async for record in read_all(kafka, topic):
        if record.value is None:
            continue
        try:
            letter = decode_dead_letter(record.value)
        except ValidationError:
            unreadable += 1
            continue
        if from_topic not in (None, letter.topic) or reason not in (None, letter.reason):
            continue
        total += 1
        newest.append(Found(record.offset, letter))
    return Listing(tuple(newest), total, unreadable)
