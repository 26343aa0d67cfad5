"""Sources of captures: at an even rate whatever the answers are, and again until acknowledged.

A capture without an answer, or with one that says nothing, is sent again with the same event id;
that is a new operation. Most go over HTTP, some straight to Kafka.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from hotlead.topics.streams import SIGNALS, capture_topic
from tests.chaos.clients.caller import TIMEOUT_S, Caller, end
from tests.chaos.clients.people import Event, People
from tests.chaos.history import History, Operation

TO_KAFKA: Final = 0.1
TOGETHER: Final = 0.1
TOGETHER_MAX: Final = 6
PAUSE_S: Final = (0.3, 1.5)


class Sources:
    """Run it as a task for as long as the load lasts; then await `rest`."""

    def __init__(
        self,
        callers: Sequence[Caller],
        producer: AIOKafkaProducer,
        topic: Callable[[str], str],
        people: People,
        seed: int,
    ) -> None:
        self._callers, self._producer, self._topic = callers, producer, topic
        self._history = callers[0].history
        self._people = people
        self._random = random.Random(seed)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        """How many sends have not come to their end."""
        return len(self._tasks)

    async def run(self, per_s: float) -> None:
        """Sends at this rate on average until cancelled, whatever the answers are."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            together = (
                self._random.randint(2, TOGETHER_MAX) if self._random.random() < TOGETHER else 1
            )
            self.send([self._people.next() for _ in range(together)])
            due += self._random.expovariate(per_s / together)
            await asyncio.sleep(max(0.0, due - loop.time()))

    def send(
        self, events: list[Event], *, to_kafka: bool | None = None, stamp_ms: int | None = None
    ) -> None:
        """Sends these in the background, until they are acknowledged.

        `stamp_ms` is the timestamp of the records that go straight to Kafka; None is now.
        """
        straight = self._random.random() < TO_KAFKA if to_kafka is None else to_kafka
        if straight:
            for event in events:
                self._start(self._to_kafka(event, stamp_ms))
        else:
            for channel in sorted({event.channel for event in events}):
                self._start(self._over_http(channel, [e for e in events if e.channel == channel]))

    def burst(self, count: int, grade: float) -> None:
        """So many new people at once, straight to Kafka."""
        self.send([self._people.next(grade) for _ in range(count)], to_kafka=True)

    async def rest(self) -> None:
        """Awaits that all that was sent is acknowledged."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def stop(self) -> None:
        """Gives up what is not acknowledged yet; it stays without an answer."""
        given_up = list(self._tasks)
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pause(self) -> None:
        await asyncio.sleep(self._random.uniform(*PAUSE_S))

    async def _over_http(self, channel: str, events: list[Event]) -> None:
        caller = self._random.choice(self._callers)
        await self._signals(caller, [event for event in events if event.signal_first])
        bodies = [event.body for event in events]
        while True:
            source = f"source-{channel}"
            operations = [_invoke(self._history, source, event) for event in events]
            answer = await caller.send(
                "POST", f"/v1/captures/{channel}", bodies if len(bodies) > 1 else bodies[0]
            )
            for operation in operations:
                end(operation, answer)
            if answer is not None and not answer.is_server_error:
                break
            await self._pause()
        await self._signals(caller, [event for event in events if not event.signal_first])

    async def _signals(self, caller: Caller, events: list[Event]) -> None:
        """Signals are no part of the history; they are sent until they are taken."""
        signals = [event.signal for event in events if event.signal]
        while signals:
            answer = await caller.send("POST", "/v1/signals", signals)
            if answer is not None and not answer.is_server_error:
                return
            await self._pause()

    async def _to_kafka(self, event: Event, stamp_ms: int | None) -> None:
        name = self._topic(capture_topic(event.channel))
        if event.signal:
            await self._acknowledged(self._topic(SIGNALS), event.signal, stamp_ms)
        while True:
            operation = _invoke(self._history, f"kafka-{event.channel}", event)
            if await self._acknowledged(name, event.body, stamp_ms):
                operation.end("ok")
                return
            operation.end("info")
            await self._pause()

    async def _acknowledged(self, topic: str, body: dict[str, Any], stamp_ms: int | None) -> bool:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self._producer.send_and_wait(topic, orjson.dumps(body), timestamp_ms=stamp_ms)
        except (KafkaError, TimeoutError):
            return False
        return True


def _invoke(history: History, process: str, event: Event) -> Operation:
    return history.invoke(
        process,
        "capture",
        tenant=event.tenant,
        channel=event.channel,
        event_id=event.body["event_id"],
    )
