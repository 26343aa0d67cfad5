"""Captures a second through to the assignment on Kafka, and what CPU a capture takes.

A backlog of captures lies on its topic before the contender is started, so the rate is its own and
not the load's. What is timed is the middle of it, from a tenth of the assignments to nine tenths:
start-up and the last, half-empty batches are left out.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from hotlead.router.embedded.child import Child
from hotlead.router.policy.document import DEFAULT_POLICY
from hotlead.topics.streams import capture_topic
from loadtest.contenders import Contender, make_reps, running
from loadtest.heard import Heard, listening, profiles
from loadtest.machine import Machine, cpu_s
from loadtest.people import Arrivals, attributes
from loadtest.stage import Scene, Stage
from tests.formula import profile

REPS: Final = 2000
FROM_SHARE, TO_SHARE = 0.1, 0.9
DEADLINE_S: Final = 180.0
EXTRA_S: Final = 1.0
LOOK_S: Final = 0.01
SENT_AT_ONCE: Final = 5000


class OtherOutcome(AssertionError):
    """A contender did not do the same work: what it measured says nothing."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """One run. CPU is in microseconds a capture, by process."""

    contender: str
    captures_per_s: float
    cpu_us: dict[str, float]
    stolen: float

    @property
    def cpu_us_all(self) -> float:
        """All processes together, the bench's own left out."""
        return sum(self.cpu_us.values())


async def send_captures(scene: Scene, arrivals: Arrivals) -> None:
    """Puts all captures on their topic."""
    await send_all(scene, capture_topic("web-form"), arrivals.captures)


async def send_all(scene: Scene, stream: str, records: Sequence[bytes]) -> None:
    """Puts records on a topic; returns when Kafka has them."""
    topic = scene.settings.topic(stream)
    for start in range(0, len(records), SENT_AT_ONCE):
        sends = [
            await scene.producer.send(topic, record)
            for record in records[start : start + SENT_AT_ONCE]
        ]
        await asyncio.gather(*sends)


async def measure(stage: Stage, contender: Contender, arrivals: Arrivals) -> Throughput:
    """One run of one contender. Raises OtherOutcome when it did other work than it should."""
    async with stage.scene(contender.name) as scene, listening(scene.settings) as heard:
        await make_reps(contender, scene.settings, scene.producer, scene.redis, REPS)
        await send_captures(scene, arrivals)
        async with running(contender, scene.settings, stage.directory) as child:
            pids = {"worker": child.pid, "redis": stage.redis.child.pid,
                    "kafka": stage.kafka.child.pid}  # fmt: skip
            await reached(heard, round(arrivals.people * FROM_SHARE), child)
            machine, used = Machine.now(), {name: cpu_s(pid) for name, pid in pids.items()}
            first, began = heard.count, monotonic()
            await reached(heard, round(arrivals.people * TO_SHARE), child)
            took_s, done = monotonic() - began, heard.count - first
            stolen = Machine.now().stolen_since(machine)
            spent = {name: cpu_s(pid) - used[name] for name, pid in pids.items()}
            await reached(heard, arrivals.people, child)
            await asyncio.sleep(EXTRA_S)  # for assignments that should not be there
        check_outcome(contender, arrivals, heard)
        captures = done * len(arrivals.captures) / arrivals.people
        return Throughput(
            contender.name,
            captures / took_s,
            {name: cpu * 1e6 / captures for name, cpu in spent.items()},
            stolen,
        )


async def reached(heard: Heard, count: int, child: Child) -> None:
    """Waits for so many assignments. Raises OtherOutcome when they do not come."""
    deadline = monotonic() + DEADLINE_S
    while heard.count < count:
        if child.exit_code() is not None or monotonic() > deadline:
            raise OtherOutcome(
                f"{child.name} came to {heard.count} assignments of {count}:\n"
                + child.log_text()[-2000:]
            )
        await asyncio.sleep(LOOK_S)


def check_outcome(contender: Contender, arrivals: Arrivals, heard: Heard) -> None:
    """Each person was assigned once, with the right profile, in fair turns. Raises OtherOutcome."""
    decoded = heard.decoded()
    leads = Counter(one["lead"] for one in decoded)
    if len(leads) != arrivals.people or len(decoded) != arrivals.people:
        raise OtherOutcome(
            f"{contender.title}: {len(decoded)} assignments of {len(leads)} leads,"
            f" {arrivals.people} people"
        )
    rules = DEFAULT_POLICY.scoring
    wanted = Counter(
        round(profile(rules, attributes(person)), 3) for person in range(arrivals.people)
    )
    found = profiles(decoded, micro=contender.ours)
    if found != wanted:
        raise OtherOutcome(f"{contender.title}: profiles {found}, not {wanted}")
    turns = Counter(one["rep"] for one in decoded)
    most, least = max(turns.values()), min(turns.values()) if len(turns) == REPS else 0
    if most - least > 1:
        raise OtherOutcome(f"{contender.title}: a rep had {most} leads, another {least}")
