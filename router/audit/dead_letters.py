"""Dead letters in the audit: captures put aside are not missing; those sent back must turn up."""

from dataclasses import dataclass, field

from hotlead.router.audit.report import Report
from hotlead.router.dead_letters import Letters
from hotlead.router.dead_letters.way_back import capture_of
from hotlead.router.kafka.topic_contents import read_all
from hotlead.router.settings import Settings
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.contacts import capture_key
from hotlead.topics.streams import DEAD_LETTERS, INBOX


@dataclass(slots=True)
class PutAside:
    """Captures by their key, as far as their bytes can be read.

    `aside`: with the dead letters, and not sent back; `failed`: those of them that an inbox held,
    so that their contact is kept. `sent_back`: the shard, and where the record lies now. `letters`:
    where all letters came from.
    """

    aside: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    sent_back: dict[str, tuple[int, str]] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)

    def check(self, report: Report, taken: set[str]) -> None:
        """A capture that was sent back was taken, or put aside again: it moved across."""
        for capture, (shard, place) in self.sent_back.items():
            report.count(1)
            if capture not in taken and capture not in self.aside and place not in self.letters:
                text = f"a capture of {capture.split('|')[1]} was sent back and not taken"
                report.breach(1, shard, text)


async def read_put_aside(settings: Settings) -> PutAside:
    """Folds the dead-letter topic. Raises KafkaUnreachable, LogError, TopicMissing."""
    found, letters, captures = PutAside(), Letters(), dict[int, tuple[str, int, bool]]()
    inbox = settings.topic(INBOX)
    async for record in read_all(settings.kafka, settings.topic(DEAD_LETTERS)):
        letter = letters.take(record.offset, record.value)
        if letter is None:
            continue
        found.letters.add(letter.id)
        name = capture_of(letter, settings)
        if name is not None:
            key = capture_key(name.tenant, name.channel, name.event_id)
            shard = shard_of(name.tenant, settings.shards)
            captures[record.offset] = (key, shard, letter.topic == inbox)
    for offset, (key, shard, of_inbox) in captures.items():
        fate = letters.of(offset)
        if fate is not None and (sent := fate.replayed) is not None:
            found.sent_back[key] = (shard, f"{sent.topic}:{sent.partition}:{sent.offset}")
        else:
            found.aside.add(key)
            if of_inbox:
                found.failed.add(key)
    return found
