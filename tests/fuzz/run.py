"""A run: wrong records without end, and good captures among them, each of which must be taken."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from hotlead.router.clock import real_ms
from hotlead.router.dead_letters import list_letters
from hotlead.topics.streams import CHANNELS, DEAD_LETTERS, capture_topic
from tests.fuzz.records import CODECS, Records
from tests.integration.worker.site import TENANTS, Site

TOGETHER: Final = 40
# Wrong records are the matter here, not how many a worker can take.
PAUSE_S: Final = 0.2
GOOD_EVERY_S: Final = 2.0


@dataclass(slots=True)
class Tally:
    """What a run came to. `refused` are those that Kafka did not take.

    `slowest_s` is how long the slowest good capture took to be taken.
    """

    seed: int
    tried: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    good: int = 0
    slowest_s: float = 0.0
    set_aside: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def sentences(self) -> list[str]:
        """For people."""
        by_topic = ", ".join(f"{topic} {count}" for topic, count in sorted(self.tried.items()))
        aside = ", ".join(f"{why} {count}" for why, count in sorted(self.set_aside.items()))
        return [
            f"seed {self.seed}: {self.tried.total()} records tried ({by_topic}),"
            f" {self.refused} of them refused by Kafka",
            f"{self.set_aside.total()} set aside ({aside})",
            f"{self.good} good captures among them, all taken, the slowest after"
            f" {self.slowest_s:.1f} s",
            *(f"a defect, {count} times: {detail}" for detail, count in self.failed.items()),
        ]


async def fuzz(site: Site, *, seconds: float, seed: int) -> Tally:
    """Sends for so long. Raises when a good capture is not taken, or a worker has ended."""
    tally, records = Tally(seed), Records(seed, TENANTS, real_ms)
    until = time.monotonic() + seconds
    async with _senders(site) as senders:
        watching = asyncio.create_task(_good(site, tally, until))
        while time.monotonic() < until and not watching.done():
            sends = []
            for made in (records.next() for _ in range(TOGETHER)):
                tally.tried[made.topic] += 1
                name = site.settings.topic(made.topic)
                sends.append(
                    await senders[made.codec].send(
                        name,
                        made.value,
                        key=made.key,
                        timestamp_ms=made.timestamp_ms,
                        headers=list(made.headers),
                    )
                )
            answers = await asyncio.gather(*sends, return_exceptions=True)
            await asyncio.sleep(PAUSE_S)
            tally.refused += sum(isinstance(answer, KafkaError) for answer in answers)
        await watching
    await _good(site, tally, time.monotonic())
    name = site.settings.topic(DEAD_LETTERS)
    found = await list_letters(site.settings.kafka, name, limit=10**6)
    letters = [one.letter for one in found.letters]
    tally.set_aside.update(letter.reason for letter in letters)
    tally.failed.update(letter.detail for letter in letters if letter.reason == "failed")
    return tally


@asynccontextmanager
async def _senders(site: Site) -> AsyncIterator[dict[str | None, AIOKafkaProducer]]:
    async with AsyncExitStack() as stack:
        yield {
            codec: await stack.enter_async_context(
                AIOKafkaProducer(
                    bootstrap_servers=site.settings.kafka,
                    compression_type=codec,
                    max_request_size=4_000_000,
                )
            )
            for codec in CODECS
        }


async def _good(site: Site, tally: Tally, until: float) -> None:
    """A good capture of each tenant, and once it is taken the next; one at the least."""
    while True:
        began = time.monotonic()
        wanted = []
        for number, tenant in enumerate(TENANTS):
            tally.good += 1
            channel = CHANNELS[(tally.good + number) % len(CHANNELS)]
            event_id = f"good-{tally.good}"
            contact = {"email": f"{event_id}@example.org"}
            body = {"event_id": event_id, "tenant": tenant, "contact": contact}
            await site.send(capture_topic(channel), orjson.dumps(body))
            wanted.append(f"{tenant}|{channel}|{event_id}")
        await site.taken(*wanted)
        tally.slowest_s = max(tally.slowest_s, time.monotonic() - began)
        assert all(worker.exit_code is None for worker in site.workers)
        if time.monotonic() >= until:
            return
        await asyncio.sleep(GOOD_EVERY_S)
