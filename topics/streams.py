"""Every Kafka topic, with its meaning and the settings it must have.

A topic's name is the prefix (`hotlead.` unless told otherwise) and one of the names below.
"""

from dataclasses import dataclass
from typing import Final

CHANNELS: Final = ("web-form", "short-video", "call-center")

MESSAGE_BYTES_MAX: Final = 2 * 1024 * 1024
DAY_MS: Final = 24 * 3600 * 1000
FOREVER: Final = -1

INBOX: Final = "inbox"
JOURNAL: Final = "journal"
CONTACTS: Final = "contacts"
POLICIES: Final = "policies"
SNAPSHOTS: Final = "snapshots"
SIGNALS: Final = "signals"
ASSIGNMENTS: Final = "assignments"
DEAD_LETTERS: Final = "dead-letters"


def capture_topic(channel: str) -> str:
    """Name, without prefix, of the topic on which a channel's captures arrive."""
    return f"capture.{channel}"


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """What one topic must look like; `hotlead topics apply` makes and checks it."""

    name: str
    meaning: str
    partitions: int
    cleanup: str
    retention_ms: int
    max_message_bytes: int = MESSAGE_BYTES_MAX


def topic_specs(
    *, prefix: str, shards: int, partitions: int, channels: tuple[str, ...] = CHANNELS
) -> tuple[TopicSpec, ...]:
    """All topics of one installation.

    `shards` is fixed for the life of an installation (tenants map to shards); `partitions` is
    for the streams that have no order to keep.
    """

    def delete(name: str, meaning: str, count: int, retention_ms: int) -> TopicSpec:
        return TopicSpec(prefix + name, meaning, count, "delete", retention_ms)

    def compact(name: str, meaning: str, count: int) -> TopicSpec:
        return TopicSpec(prefix + name, meaning, count, "compact", FOREVER)

    captures = tuple(
        delete(capture_topic(channel), f"captures from {channel}", partitions, 14 * DAY_MS)
        for channel in channels
    )
    return (
        *captures,
        delete(SIGNALS, "behaviour of visitors, any key", partitions, 14 * DAY_MS),
        delete(INBOX, "each shard's inputs in their one order", shards, 14 * DAY_MS),
        delete(JOURNAL, "each shard's changes of state, kept for ever", shards, FOREVER),
        compact(CONTACTS, "contact data, one record a capture", partitions),
        compact(POLICIES, "policies by version", 1),
        compact(SNAPSHOTS, "newest snapshot of each shard", shards),
        delete(ASSIGNMENTS, "what reps are told, key: rep", partitions, 14 * DAY_MS),
        TopicSpec(
            prefix + DEAD_LETTERS,
            "what could not be processed, raw",
            1,
            "delete",
            FOREVER,
            max_message_bytes=2 * MESSAGE_BYTES_MAX,
        ),
    )
