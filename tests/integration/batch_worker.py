"""A worker for test_batches.py: each record that it works is counted in Redis, by its position.

Its settings come from the environment, as JSON in BATCH_WORKER; the fields are those of `Plan`. It
prints what it is assigned and what it gives back, in lines that a test can await.
"""

import asyncio
import json
import logging
import os
import sys
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio
from aiokafka import AIOKafkaProducer
from faust.types import TP
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from hotlead.agents.batches import Batch, BatchApp, Through, batch_agent, batch_app, run, serve


@dataclass
class Plan:
    """What the worker is to do. Keys in Redis begin with `prefix`."""

    brokers: str
    group: str
    topics: list[str]
    redis: str
    prefix: str
    settings: dict[str, Any] = field(default_factory=dict)
    raises: int = 0
    """So many first calls raise after half of the records."""
    slow: str = ""
    """A topic whose calls say `entered` and then wait for an element of `go`."""
    dead_letters: str = ""
    """Where values that begin with `bad` are sent, and awaited, before anything is counted."""
    hold: str = ""
    """A topic held when assigned; each offset pushed to `open` has it read from there."""
    seek: int | None = None
    """Where partition 0 of each topic is read from, said when it is assigned."""
    stuck_after_s: float = 0.0
    """Say when something stands still for so long."""
    through_valid: bool = False
    """Commit only right behind the last value that begins with `valid`."""


class Worker:
    """One process's agents."""

    def __init__(self, plan: Plan, app: BatchApp, producer: AIOKafkaProducer) -> None:
        self.plan = plan
        self.app = app
        self.producer = producer
        # No retries of the client's own: what is counted twice must be ours.
        self.store = redis.asyncio.Redis.from_url(
            plan.redis, socket_timeout=10.0, retry=Retry(NoBackoff(), 0)
        )
        #: Without a time-out: it waits for the test.
        self.gate = redis.asyncio.Redis.from_url(plan.redis, socket_timeout=None)
        self.calls = 0

    async def handle(self, batches: list[Batch]) -> Through:
        """Count every record; see Plan for what goes wrong on purpose."""
        self.calls += 1
        if batches[0].topic == self.plan.slow:
            await self.gate.rpush(f"{self.plan.prefix}entered", 1)
            await self.gate.blpop([f"{self.plan.prefix}go"])
        records = [(batch, record) for batch in batches for record in batch.records]
        failing = self.calls <= self.plan.raises
        if failing:
            records = records[: len(records) // 2]
        await self.send_dead_letters(batches)
        if any(record.value == b"crash" for _, record in records):
            await self.app.batches.crash(RuntimeError("asked for"))
        pipe = self.store.pipeline(transaction=False)
        for batch, record in records:
            position = f"{batch.topic}:{batch.partition}:{record.offset}"
            pipe.hincrby(f"{self.plan.prefix}seen", position, 1)
            pipe.rpush(f"{self.plan.prefix}{batch.topic}:{batch.partition}", record.offset)
        pipe.rpush(f"{self.plan.prefix}moved", len(records))
        await pipe.execute()
        if failing:
            raise RuntimeError("in mid-batch, on purpose: +86 138 0013 8000")
        return self.valid(batches) if self.plan.through_valid else None

    async def send_dead_letters(self, batches: list[Batch]) -> None:
        """Await the send of each bad value."""
        if self.plan.dead_letters:
            sends = [
                self.producer.send_and_wait(self.plan.dead_letters, record.value)
                for batch in batches
                for record in batch.records
                if (record.value or b"").startswith(b"bad")
            ]
            await asyncio.gather(*sends)

    def valid(self, batches: list[Batch]) -> dict[TP, int]:
        """The last valid record of each partition, or one before all."""
        through: dict[TP, int] = {}
        for batch in batches:
            through.setdefault(batch.tp, -1)
            for record in batch.records:
                if (record.value or b"").startswith(b"valid"):
                    through[batch.tp] = record.offset
        return through

    async def on_assigned(self, partitions: frozenset[TP]) -> None:
        """Say what came."""
        if min(partitions).topic == self.plan.hold:
            self.app.hold(partitions)
        if self.plan.seek is not None:
            self.app.seek(min(partitions), self.plan.seek)
        say("assigned", partitions)

    async def open_when_told(self) -> None:
        """Read partition 0 of the held topic from the offsets that are given."""
        partition = TP(self.plan.hold, 0)
        while True:
            told = await self.gate.blpop([f"{self.plan.prefix}open"])
            assert told is not None, "without a time-out it waits until told"
            _, offset = told
            self.app.seek(partition, int(offset))
            self.app.release({partition})

    async def tell_stuck(self) -> None:
        """What a watchdog would see."""
        while True:
            await asyncio.sleep(0.05)
            for reason in self.app.suspects(self.plan.stuck_after_s):
                sys.stdout.write(f"stuck: {reason}\n")

    async def on_revoked(self, partitions: frozenset[TP]) -> None:
        """Say what went."""
        say("revoked", partitions)


def say(what: str, partitions: frozenset[TP]) -> None:
    """A line such as `assigned inbox=0,2`, of one topic."""
    numbers = ",".join(str(tp.partition) for tp in sorted(partitions))
    sys.stdout.write(f"{what} {min(partitions).topic}={numbers}\n")


async def tell_draining(app: BatchApp) -> None:
    """Say once that batches are to be given back."""
    await app.draining.wait()
    sys.stdout.write("draining\n")


async def main(stop: asyncio.Event) -> int:
    """The composition root of the test's worker."""
    plan = Plan(**json.loads(os.environ["BATCH_WORKER"]))
    settings = {"session_timeout_s": 6.0, "heartbeat_s": 1.0, "retry_longest_s": 0.5}
    app = batch_app(plan.group, plan.brokers, **{**settings, **plan.settings})
    producer = AIOKafkaProducer(bootstrap_servers=plan.brokers, request_timeout_ms=1000)
    await producer.start()
    worker = Worker(plan, app, producer)
    for topic in plan.topics:
        batch_agent(
            app,
            topic,
            worker.handle,
            on_assigned=worker.on_assigned,
            on_revoked=worker.on_revoked,
        )
    sys.stdout.write("starting\n")
    aside = [asyncio.create_task(tell_draining(app))]
    if plan.hold:
        aside.append(asyncio.create_task(worker.open_when_told()))
    if plan.stuck_after_s:
        aside.append(asyncio.create_task(worker.tell_stuck()))
    code = await run(app, stop)
    for task in aside:
        task.cancel()
    if code == 0:
        await producer.stop()
        await worker.store.aclose()
        await worker.gate.aclose()
    return code


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    serve(main)
