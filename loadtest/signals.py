"""Signals a second into scores, one worker, and what CPU a signal takes.

As with captures, a backlog lies on the topic before the worker that is timed starts, and the middle
of it is timed. The leads are known by then: another worker took their captures.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import monotonic
from typing import Any, Final

import orjson

from hotlead.router.policy.document import DEFAULT_POLICY
from hotlead.router.shard.keys import ShardKeys
from hotlead.topics.streams import JOURNAL, SIGNALS
from loadtest.audited import Audited, audited
from loadtest.contenders import HOTLEAD, make_reps, running
from loadtest.heard import JOINED, listening
from loadtest.machine import Machine, cpu_s
from loadtest.part import STOLEN_MAX, Found, Plan, tell
from loadtest.people import arrivals
from loadtest.stage import Scene, Stage
from loadtest.throughput import FROM_SHARE, TO_SHARE, OtherOutcome, reached, send_all, send_captures
from tests.formula import heat

FULL_SIGNALS, FULL_ROUNDS = 20_000, 3
SHORT_SIGNALS, SHORT_ROUNDS = 10_000, 1
LEADS: Final = 2_000
REPS: Final = 500
SEED: Final = 3
KINDS: Final = (("page_dwell", 200.0), ("page_dwell", 30.0), ("video_complete", 1.0),
                ("repeat_visit", 1.0))  # fmt: skip
"""What people do; the second earns nothing."""


@dataclass(frozen=True, slots=True)
class SignalRun:
    """One run. CPU is in microseconds a signal, by process."""

    signals: int
    signals_per_s: float
    cpu_us: dict[str, float]
    stolen: float
    audit: Audited


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Signals as they are published, and what each visitor did."""

    records: list[bytes]
    by_visitor: dict[str, list[tuple[str, float]]]


def behaviour(count: int, leads: int, seed: int) -> Behaviour:
    """So many signals of these leads' visitors (`v-0` and on), in one order for a seed."""
    dice = random.Random(seed)
    records, by_visitor = [], dict[str, list[tuple[str, float]]]()
    for number in range(count):
        visitor, (kind, value) = f"v-{dice.randrange(leads)}", dice.choice(KINDS)
        by_visitor.setdefault(visitor, []).append((kind, value))
        records.append(
            orjson.dumps(
                {"event_id": f"s-{number}", "visitor_id": visitor, "kind": kind, "value": value}
            )
        )
    return Behaviour(records, by_visitor)


async def signals(stage: Stage, plan: Plan) -> Found:
    """Signals a second and CPU a signal."""
    count = SHORT_SIGNALS if plan.short else FULL_SIGNALS
    runs = []
    for _ in range(SHORT_ROUNDS if plan.short else FULL_ROUNDS):
        runs.append(await measure_signals(stage, count))
        tell(f"signals: {runs[-1].signals_per_s:,.0f}/s, stolen {runs[-1].stolen:.1%}")
    good = [run for run in runs if run.stolen <= STOLEN_MAX]
    failed = not all(run.audit.holds for run in runs)
    detail = {"signals_per_s": _median(good), "runs": [asdict(run) for run in runs]}
    return Found({}, detail, table(good), failed)


def _median(runs: Sequence[SignalRun]) -> float | None:
    return round(median(run.signals_per_s for run in runs)) if runs else None


def table(runs: Sequence[SignalRun]) -> str:
    """The medians, for people."""
    if not runs:
        return "signals: no run was left undisturbed"
    speeds = [run.signals_per_s for run in runs]
    cpu = ", ".join(
        f"{name} {median(run.cpu_us[name] for run in runs):.0f}" for name in runs[0].cpu_us
    )
    return (
        f"signals into scores, one worker: {median(speeds):,.0f}/s"
        f" ({min(speeds):,.0f} to {max(speeds):,.0f}); CPU us a signal: {cpu}"
    )


async def measure_signals(stage: Stage, count: int) -> SignalRun:
    """One run. Raises OtherOutcome when the points are not those of the policy."""
    made = arrivals(LEADS, SEED)
    done = behaviour(count, made.people, SEED)
    async with stage.scene("signals") as scene:
        await make_reps(HOTLEAD, scene.settings, scene.producer, scene.redis, REPS)
        await send_captures(scene, made)
        async with (
            listening(scene.settings) as assigned,
            running(HOTLEAD, scene.settings, stage.directory) as child,
        ):
            await reached(assigned, made.people, child)
        total = len(done.records)
        await send_all(scene, SIGNALS, done.records)
        async with (
            listening(scene.settings, JOURNAL, JOINED) as joined,
            running(HOTLEAD, scene.settings, stage.directory) as child,
        ):
            pids = {"worker": child.pid, "redis": stage.redis.child.pid,
                    "kafka": stage.kafka.child.pid}  # fmt: skip
            await reached(joined, round(total * FROM_SHARE), child)
            machine, used = Machine.now(), {name: cpu_s(pid) for name, pid in pids.items()}
            first, began = joined.count, monotonic()
            await reached(joined, round(total * TO_SHARE), child)
            took_s, timed = monotonic() - began, joined.count - first
            stolen = Machine.now().stolen_since(machine)
            spent = {name: cpu_s(pid) - used[name] for name, pid in pids.items()}
            await reached(joined, total, child)
        await _check(scene, done.by_visitor)
        return SignalRun(
            count,
            timed / took_s,
            {name: cpu * 1e6 / timed for name, cpu in spent.items()},
            stolen,
            await audited(scene.settings),
        )


def heats_of(known: Mapping[str, list[tuple[str, float]]]) -> list[float]:
    """What the policy gives for what each visitor did, the least first."""
    return sorted(round(heat(DEFAULT_POLICY.scoring, sent), 3) for sent in known.values())


async def _check(scene: Scene, known: Mapping[str, list[tuple[str, float]]]) -> None:
    """The heat of all leads together is what the policy gives for what was done."""
    wanted = heats_of(known)
    keys, found = ShardKeys(0, scene.settings.redis_prefix), list[float]()
    leads: Any = await scene.redis.smembers(keys.key("leads"))
    for lead in leads:
        kept: Any = await scene.redis.hget(keys.key("lead", lead.decode()), "heat")
        found.append(round(float(kept) / 1e6, 3))
    quiet = len(found) - len(wanted)
    if sorted(found) != sorted([0.0] * quiet + wanted):
        raise OtherOutcome("signals: heats are not what the policy gives")
