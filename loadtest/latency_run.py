"""One run of one router at one rate: load, phones, bare hop beside each other, then the check."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, time
from typing import Any, Final

import httpx
import orjson
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from hotlead.router.audit import audit
from hotlead.router.embedded import ports
from hotlead.router.embedded.child import Child
from hotlead.router.settings import Settings
from hotlead.router.shard.keys import ShardKeys
from hotlead.topics.streams import capture_topic
from loadtest.contenders import Contender, make_reps, running
from loadtest.heard import listening
from loadtest.latency_figures import (
    PROBE_ID,
    Stamps,
    Timing,
    Window,
    number_of,
    persons,
    pushes,
    stages,
    within,
)
from loadtest.latency_hop import READY as HOP_READY
from loadtest.latency_journal import decisions
from loadtest.latency_phones import READY as PHONES_READY
from loadtest.latency_phones import Known, Way
from loadtest.latency_schedule import BEGUN
from loadtest.latency_waits import LOOK_S, READY_S, ended, said, until
from loadtest.machine import Machine, cpu_s
from loadtest.people import PREFIX, Arrivals, arrivals
from loadtest.stage import Scene, Stage

REPS: Final = 2000
HOP_RATE: Final = 100.0
TAKEN_S: Final = 60.0
PROBE: Final = orjson.dumps(
    {"event_id": PROBE_ID, "contact": {"phone": f"{PREFIX}99999999"}, "attributes": {}}
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is asked of a run. `rate` is captures a second."""

    contender: Contender
    way: Way
    rate: int
    timing: Timing
    seed: int

    def arrivals(self) -> Arrivals:
        """The captures that are sent."""
        seconds = self.timing.warm_s + self.timing.timed_s
        return arrivals(round(seconds * self.rate), self.seed)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to.

    `push`, `answer` (to an acknowledgement), `hop` and `sent_late` (how late the load was sent
    after it was due) are percentiles in milliseconds; `stages` has where the time of a push
    goes, by the stamps of Kafka's records; `cores` is the CPU that each process used.
    """

    contender: str
    way: Way
    rate: int
    push: dict[str, float | None]
    waited: int
    unheard: int
    heard_per_s: float
    kept_up: bool
    answer: dict[str, float | None]
    refused: dict[str, int]
    hop: dict[str, float | None]
    sent_late: dict[str, float | None]
    streams_ended: int
    unanswered: int
    stages: dict[str, dict[str, float | None]]
    cores: dict[str, float]
    stolen: float
    faults: list[str] = field(default_factory=list)

    @property
    def carried(self) -> bool:
        """Whether all phones were told by this way, in time, with every stream open."""
        missing = self.unheard + self.unanswered + self.streams_ended
        return self.kept_up and not missing and not self.refused


@dataclass(frozen=True, slots=True)
class _Measured:
    window: Window
    known: Known
    hop: list[tuple[float, float]]
    sent_late: dict[str, float | None]
    cores: dict[str, float]
    stolen: float
    gave_up_s: float


def own_process(name: str, module: str, *arguments: str) -> Contender:
    """A process of ours, started as contenders are."""
    return Contender(name, name, ("-m", module, *arguments), ours=True, peer=False)


async def measure(stage: Stage, trial: Trial) -> Run:
    """One run. Raises StartFailed or TimeoutError when a process does not become ready."""
    sent, contender = trial.arrivals(), trial.contender
    async with stage.scene(f"latency-{contender.name}") as scene:
        settings = scene.settings.model_copy(update={"port": ports.pick(0, "the gateway")})
        await make_reps(contender, settings, scene.producer, scene.redis, REPS)
        async with AsyncExitStack() as stack:
            watched = {"redis": stage.redis.child, "kafka": stage.kafka.child}
            router = running(contender, settings, stage.directory)
            watched["worker"] = await stack.enter_async_context(router)
            await _probe(scene, watched["worker"])
            if trial.way in ("phone", "stream"):
                await until_reps_known(scene, REPS)
                gateway = own_process("gateway", "hotlead.router.cli", "gateway")
                started = running(gateway, settings, stage.directory)
                watched["gateway"] = await stack.enter_async_context(started)
                await until_ready(settings, watched["gateway"])
            measured = await _under_load(stage, settings, trial, sent, watched)
            if contender.ours:
                await _until_taken(scene, len(set(sent.captures)) + 1)
        return await _judged(stage, settings, trial, sent, measured)


async def _under_load(
    stage: Stage, settings: Settings, trial: Trial, sent: Arrivals, watched: dict[str, Child]
) -> _Measured:
    timing = trial.timing
    files = {name: stage.directory / f"{name}.json" for name in ("phones", "load", "hop")}
    for file in files.values():
        file.unlink(missing_ok=True)
    hop_topic = settings.topic("bare-hop")
    await _make_topic(settings, hop_topic)
    async with AsyncExitStack() as stack:

        async def start(name: str, module: str, *arguments: str) -> Child:
            one = own_process(name, f"loadtest.{module}", *arguments, str(files[name]))
            return await stack.enter_async_context(running(one, settings, stage.directory))

        phones = await start("phones", "latency_phones", trial.way, str(REPS), str(sent.people))
        hop = await start("hop", "latency_hop", hop_topic, str(HOP_RATE))
        await said(phones, PHONES_READY)
        await said(hop, HOP_READY)
        count = str(len(sent.captures))
        load = await start("load", "latency_schedule", str(trial.rate), count, str(trial.seed))
        begin_s = float((await said(load, BEGUN)).partition(BEGUN)[2].split()[0])
        window = Window.of(begin_s, trial.rate, timing.warm_s, timing.timed_s)
        await until(window.first_s)
        machine, used = Machine.now(), {name: cpu_s(one.pid) for name, one in watched.items()}
        await until(window.end_s)
        stolen = Machine.now().stolen_since(machine)
        cores = {
            name: round((cpu_s(one.pid) - used[name]) / timing.timed_s, 2)
            for name, one in watched.items()
        }
        await asyncio.to_thread(hop.stop, READY_S)
        await ended(phones, window.end_s + timing.wait_s)
        gave_up_s = monotonic()
        await asyncio.to_thread(phones.stop, READY_S)
        await ended(load, monotonic() + READY_S)
    return _Measured(
        window,
        Known(**_read(files["phones"])),
        _read(files["hop"]),
        _read(files["load"]),
        cores,
        stolen,
        gave_up_s,
    )


async def _judged(
    stage: Stage, settings: Settings, trial: Trial, sent: Arrivals, measured: _Measured
) -> Run:
    known, window, faults = measured.known, measured.window, list[str]()
    numbers, waited, stamps_ms = dict[str, int](), frozenset[int](), dict[str, Stamps]()
    if trial.contender.ours:
        made = await decisions(settings)
        faults = made.faults(sent.people + 1)
        report = await audit(settings, f"{stage.redis.url}/1")
        faults += [finding.text for finding in report.findings]
        numbers = {lead: number_of(event) for lead, event in made.event_of.items()}
        waited = frozenset(numbers[lead] for lead in made.waited)
        stamps_ms = made.stamps_ms
    else:
        numbers = {event: number_of(event) for event in known.heard}
    if known.again:
        faults.append(f"{known.again} assignments were told to phones more than once")
    heard = {numbers[key]: at_s for key, at_s in known.heard.items() if key in numbers}
    real_ms = (time() - monotonic()) * 1000
    heard_ms = {key: real_ms + at_s * 1000 for key, at_s in known.heard.items()}
    found = pushes(window, persons(sent.captures), heard, waited, measured.gave_up_s)
    return Run(
        contender=trial.contender.name,
        way=trial.way,
        rate=trial.rate,
        push=dict(found.push),
        waited=found.waited,
        unheard=found.unheard,
        heard_per_s=found.heard_per_s,
        kept_up=found.kept_up,
        answer=within(window, known.answers),
        refused=dict(known.refused),
        hop=within(window, measured.hop),
        sent_late=measured.sent_late,
        streams_ended=known.streams_ended,
        unanswered=known.unanswered,
        stages=stages(window, numbers, stamps_ms, heard_ms),
        cores=measured.cores,
        stolen=measured.stolen,
        faults=faults,
    )


async def _probe(scene: Scene, router: Child) -> None:
    """Awaits the assignment of a first capture: the router is there."""
    async with listening(scene.settings) as heard:
        await scene.producer.send_and_wait(scene.settings.topic(capture_topic("web-form")), PROBE)
        deadline = monotonic() + READY_S
        while not heard.count:
            if router.exit_code() is not None or monotonic() > deadline:
                raise router.failed("assigned nothing")
            await asyncio.sleep(LOOK_S)


async def until_reps_known(scene: Scene, count: int) -> None:
    """Awaits that the shard has taken so many reps."""
    keys = ShardKeys(0, scene.settings.redis_prefix)
    async with asyncio.timeout(READY_S):
        # Two events a rep: who they are, and that they are idle.
        while int(await scene.redis.hget(keys.key("shard"), "next") or 0) < 2 * count:  # noqa: ASYNC110  (Redis tells nobody)
            await asyncio.sleep(LOOK_S)


async def _until_taken(scene: Scene, captures: int) -> None:
    """Lets the router take what it is behind with, so that the check finds all; not timed."""
    keys, deadline = ShardKeys(0, scene.settings.redis_prefix), monotonic() + TAKEN_S
    while monotonic() < deadline:
        taken = await scene.redis.hget(keys.key("ledger"), "main|captured")
        if int(taken or 0) >= captures:
            return
        await asyncio.sleep(LOOK_S)


async def until_ready(settings: Settings, gateway: Child) -> None:
    """Awaits that the gateway says so."""
    url = f"http://{settings.host}:{settings.port}/readyz"
    deadline = monotonic() + READY_S
    async with httpx.AsyncClient(trust_env=False) as client:
        while monotonic() < deadline and gateway.exit_code() is None:
            try:
                if (await client.get(url)).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(LOOK_S)
    raise gateway.failed("was not ready")


async def _make_topic(settings: Settings, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, 1, 1)])
    finally:
        await admin.close()


def _read(file: Path) -> Any:
    return orjson.loads(file.read_bytes())
