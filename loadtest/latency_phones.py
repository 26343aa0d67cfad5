"""The phones: a process that hears each assignment, notes the instant, and acknowledges at once.

`python -m loadtest.latency_phones WAY REPS EXPECTED PATH`; it ends when so many assignments were
heard and all acknowledgements were answered, or at SIGTERM, and writes down what it knows.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final, Literal

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from hotlead.router.gateway.sessions import Sessions
from hotlead.router.kafka.producer import start_producer
from hotlead.router.settings import Settings, read_settings
from hotlead.topics.inbox import Acknowledge, encode_inbox
from hotlead.topics.streams import ASSIGNMENTS, INBOX
from loadtest.latency_http import Lines, LiveStream, request
from loadtest.people import reps

Way = Literal["phone", "stream", "topic", "peer"]
WAYS: Final[dict[Way, str]] = {
    "phone": "heard over the gateway's live streams; acknowledged over HTTP, answered by its 200",
    "stream": "heard over the gateway's live streams; acknowledged by the event that the gateway"
    " would write into the inbox, answered when the stream tells it",
    "topic": "heard from the topic assignments, without the gateway; acknowledged by the event in"
    " the inbox, answered when the topic tells it",
    "peer": "heard from the topic assignments; a peer knows no acknowledgement",
}
"""How phones hear and acknowledge, from the closest to a real phone on."""
READY: Final = "phones ready"
TENANT: Final = "main"
OPENED_AT_ONCE: Final = 50
EXTRA_S: Final = 0.5
WAIT_MS: Final = 500


@dataclass(slots=True)
class Known:
    """What the phones know. Instants are of the machine's monotonic clock.

    `heard` has each assignment by its capture's event id when it is told, else by its lead; `again`
    counts those of another rep or epoch than before, for the very same may be told again.
    `answers` are (sent, seconds until the answer); `refused` counts answers that are no 200,
    `unanswered` acknowledgements that had none when the run was given up.
    """

    heard: dict[str, float] = field(default_factory=dict)
    again: int = 0
    answers: list[tuple[float, float]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    streams_ended: int = 0
    unanswered: int = 0


class Phones:
    """All of them, told by whatever way they hear."""

    def __init__(self, expected: int, *, acknowledges: bool) -> None:
        self.known = Known()
        self.done = asyncio.Event()
        self._expected, self._acknowledges = expected, acknowledges
        self._holders: dict[str, tuple[str, str | None]] = {}
        self._sent: dict[str, float] = {}
        self.acknowledge: Callable[[str, str, str], None] | None = None

    def hear(self, body: dict[str, Any]) -> None:
        """One change, as a stream or the topic tells it."""
        kind = body.get("kind")
        if kind == "assigned":
            now, lead = monotonic(), body["lead"]
            key = body.get("event_id", lead)
            holder = body["rep"], body.get("epoch")
            if key in self.known.heard:
                self.known.again += self._holders[key] != holder
                return
            self.known.heard[key], self._holders[key] = now, holder
            if self._acknowledges and self.acknowledge is not None:
                self._sent[lead] = now
                self.acknowledge(body["rep"], lead, body["epoch"])
            self._look()
        elif kind == "acknowledged":
            self.told(body["lead"])

    def told(self, lead: str, status: int = 200) -> None:
        """The answer to an acknowledgement."""
        sent_s = self._sent.pop(lead, None)
        if sent_s is None:
            return
        if status == 200:
            self.known.answers.append((sent_s, monotonic() - sent_s))
        else:
            refused = self.known.refused
            refused[str(status)] = refused.get(str(status), 0) + 1
        self._look()

    @property
    def waiting(self) -> int:
        """Acknowledgements that nobody has answered yet."""
        return len(self._sent)

    def _look(self) -> None:
        if len(self.known.heard) >= self._expected and not self._sent:
            self.done.set()


class ByInbox:
    """Acknowledges by the record that the gateway would write."""

    def __init__(self, producer: AIOKafkaProducer, settings: Settings) -> None:
        self._producer, self._topic = producer, settings.topic(INBOX)
        self._sends: set[asyncio.Task[Any]] = set()

    def __call__(self, rep: str, lead: str, epoch: str) -> None:
        event = Acknowledge(
            action_id=f"r:{TENANT}:{rep}:{lead}", tenant=TENANT, lead=lead, epoch=epoch, rep=rep
        )
        sending = self._producer.send(self._topic, encode_inbox(event), partition=0)
        task = asyncio.create_task(sending)
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)


async def open_streams(
    settings: Settings, phones: Phones, count: int, *, over_http: bool
) -> list[asyncio.BaseTransport]:
    """A live stream for each rep; returns when each has had its snapshot."""
    sessions = Sessions(settings.secret)
    tokens = {rep: sessions.open("rep", TENANT, rep)[0] for rep in reps(count)}
    gate = asyncio.Semaphore(OPENED_AT_ONCE)
    loop = asyncio.get_running_loop()

    def ended() -> None:
        phones.known.streams_ended += 1

    async def open_one(rep: str) -> asyncio.BaseTransport:
        begun = asyncio.Event()

        def hear(event: str, data: dict[str, Any]) -> None:
            begun.set()
            if event == "changes":
                for change in data["changes"]:
                    # Who acknowledges over HTTP is answered by HTTP.
                    if change["kind"] == "assigned" or not over_http:
                        phones.hear(change)

        asked = request("GET", f"/v1/reps/{rep}/events", tokens[rep])
        async with gate:
            transport, _ = await loop.create_connection(
                lambda: LiveStream(asked, hear, ended), settings.host, settings.port
            )
            await begun.wait()
        return transport

    if over_http:
        lines = Lines(settings.host, settings.port)

        def acknowledge(rep: str, lead: str, epoch: str) -> None:
            path = f"/v1/assignments/{lead}.{epoch}/acknowledge"
            asked = request("POST", path, tokens[rep], idempotency_key=lead)
            lines.ask(asked, lambda status: phones.told(lead, status))

        phones.acknowledge = acknowledge
    return await asyncio.gather(*(open_one(rep) for rep in tokens))


async def follow_topic(settings: Settings, phones: Phones) -> None:
    """Hears the topic from its present end on, for ever."""
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    await consumer.start()
    topic = settings.topic(ASSIGNMENTS)
    places = [TopicPartition(topic, number) for number in range(settings.partitions)]
    consumer.assign(places)
    for place, end in (await consumer.end_offsets(places)).items():
        consumer.seek(place, end)
    _tell_ready()
    try:
        while True:
            for records in (await consumer.getmany(timeout_ms=WAIT_MS)).values():
                for record in records:
                    phones.hear(orjson.loads(record.value or b"{}"))
    finally:
        await consumer.stop()


def _tell_ready() -> None:
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()


async def run(way: Way, count: int, expected: int, path: Path) -> None:
    """Until all was heard and answered, or SIGTERM."""
    settings = read_settings()
    phones = Phones(expected, acknowledges=way != "peer")
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    producer = None
    if way in ("stream", "topic"):
        producer = await start_producer(settings.kafka, "bench-phones")
        phones.acknowledge = ByInbox(producer, settings)
    waits: list[asyncio.Task[Any]] = [
        asyncio.create_task(stop.wait()),
        asyncio.create_task(phones.done.wait()),
    ]
    if way in ("phone", "stream"):
        streams = await open_streams(settings, phones, count, over_http=way == "phone")
        _tell_ready()
    else:
        streams = []
        waits.append(asyncio.create_task(follow_topic(settings, phones)))
    done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    if not stop.is_set():
        await asyncio.sleep(EXTRA_S)  # for what should not come twice
    phones.known.unanswered = phones.waiting
    await asyncio.to_thread(path.write_bytes, orjson.dumps(asdict(phones.known)))
    for stream in streams:
        stream.close()
    for task in waits:
        task.cancel()
    await asyncio.wait(waits)
    if producer is not None:
        await producer.stop()


if __name__ == "__main__":
    _, its_way, its_count, its_expected, its_path = sys.argv
    known_way = next(way for way in WAYS if way == its_way)
    uvloop.run(run(known_way, int(its_count), int(its_expected), Path(its_path)))
