"""A shard's timers: what fell due before the instant at which the inbox was last read to the end.

The owner looks what is due; if anything is, it writes a marker into its own inbox and acts when it
reads the marker back, so that whatever was sent before comes first: a timer never beats an
acknowledgement that was sent in time.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from hotlead.agents.inbox.failures import Failures
from hotlead.router.leads.requests import needs_of, points_of
from hotlead.router.policy.document import FULL, Policy
from hotlead.router.privacy.masking import is_hidden
from hotlead.router.rules import scoring
from hotlead.router.rules.timers import call_for_timer
from hotlead.router.shard.call import Call
from hotlead.router.state.store import Due, ShardStore
from hotlead.topics.captures import AttributeValue
from hotlead.topics.hours import WorkingHours

log = logging.getLogger(__name__)

LIMIT = 500
PUT_OFF_MS = 60_000
UNREAD_LIMIT_S = 30.0
POSITION_EVERY_S = 50.0


@dataclass(slots=True)
class Silence:
    """Since when a missing heartbeat may count: each rep is granted a full period after an outage.

    Real milliseconds, as Redis tells them.
    """

    granted_from_ms: int
    last_look_ms: int

    GAP_MS = 5_000

    def looked(self, real_ms: int) -> None:
        """The owner looked; a gap before this means that heartbeats may not have been taken."""
        if real_ms - self.last_look_ms > self.GAP_MS:
            self.granted_from_ms = real_ms
        self.last_look_ms = real_ms

    def silent_before(self, policy: Policy, seen_ms: int | None = None) -> int:
        """Reps last seen before this are offline; 0 while the grant lasts.

        `seen_ms` is the instant up to which the inbox was read, for what a rep did counts too.
        """
        seen = self.last_look_ms if seen_ms is None else min(seen_ms, self.last_look_ms)
        before = seen - round(policy.reachability.offline_after_s * 1000)
        return before if before >= self.granted_from_ms else 0


async def _hours(store: ShardStore, due: Due) -> dict[str, WorkingHours]:
    reps = [member.removeprefix("shift|") for member, _ in due.timers if member[:6] == "shift|"]
    if not reps:
        return {}
    pipe = store.redis.pipeline(transaction=False)
    for rep in reps:
        pipe.hget(store.keys.key("rep", rep), "hours")
    texts = await pipe.execute()
    return {
        rep: WorkingHours.model_validate_json(text)
        for rep, text in zip(reps, texts, strict=True)
        if text is not None
    }


async def timer_calls(
    store: ShardStore, due: Due, policy: Policy, *, horizon_ms: int, notify_only: bool
) -> list[Call]:
    """The scripts for all timers that fell due, in the order of their instants."""
    hours = await _hours(store, due)
    return [
        call_for_timer(
            member,
            horizon_ms=horizon_ms,
            now_ms=due.now_ms,
            policy=policy,
            hours=hours.get(member.partition("|")[2]),
            notify_only=notify_only,
        )
        for member, _ in due.timers
        if not notify_only or member.startswith("rung|")
    ]


def put_off(calls: Sequence[Call], failures: Failures, now_ms: int) -> list[Call]:
    """The same calls; those of timers whose script failed again and again set them to later.

    Else one that always fails would have its shard rebuilt for ever, and no other timer would fire.
    """
    spared = []
    for call in calls:
        timer = call.request["member"]
        if failures.too_many(timer):
            log.error("the script of timer %s fails again and again; it is put off", timer)
            failures.forget(timer)
            spared.append(Call("put_off", call.request | {"again_at": now_ms + PUT_OFF_MS}))
        else:
            spared.append(call)
    return spared


def presence_calls(due: Due, silent_before_ms: int) -> list[Call]:
    """The scripts for reps who fell silent and for those who are back."""
    gone = [Call("offline", {"rep": rep, "silent_before": silent_before_ms}) for rep in due.silent]
    return [*gone, *(Call("online", {"rep": rep}) for rep in due.back)]


async def rescore_calls(store: ShardStore, leads: Sequence[str], policy: Policy) -> list[Call]:
    """The scripts that score these leads anew under the policy in force."""
    pipe = store.redis.pipeline(transaction=False)
    for lead in leads:
        pipe.hgetall(store.keys.key("lead", lead))
        pipe.lrange(store.keys.key("signals", lead), 0, -1)
    replies = await pipe.execute()
    return [
        Call("rescore", rescored(lead, replies[2 * i], replies[2 * i + 1], policy))
        for i, lead in enumerate(leads)
    ]


def rescored(
    lead: str, fields: dict[bytes, bytes], signals: Sequence[bytes], policy: Policy
) -> dict[str, object]:
    """The request for one lead, from its attributes and signals as they are kept."""
    attributes: dict[str, AttributeValue] = {
        name.decode()[2:]: value.decode()
        for name, value in fields.items()
        if name.startswith(b"a.")
    }
    points = points_of(policy, attributes)
    pool = policy.pools.get(fields.get(b"pool", b"").decode())
    needs = needs_of(pool, attributes) if pool is not None else {}
    # What was hidden can't be judged anew: it keeps what the whole value earned and asked.
    for name in (name for name, value in attributes.items() if is_hidden(str(value))):
        earned_then, asked = (fields.get(f"{kind}.{name}".encode()) for kind in "pn")
        if name in points and earned_then is not None:
            points[name] = int(float(earned_then))
        if pool is not None and name in pool.requires and asked is not None:
            needs[name] = asked.decode()
    heats: dict[str, int] = {}
    for raw in signals:
        signal = SignalKept.read(raw)
        earned = scoring.signal_points(policy.scoring, signal.kind, signal.value)
        if earned is not None:
            sum_so_far = heats.get(signal.kind, 0) + scoring.micro(earned.points)
            heats[signal.kind] = min(scoring.micro(earned.cap), sum_so_far)
    full = scoring.micro(FULL)
    return {
        "lead": lead,
        "points": points,
        "heats": heats,
        "needs": needs,
        "profile": min(full, sum(points.values())),
        "heat": min(full, sum(heats.values())),
    }


@dataclass(frozen=True, slots=True)
class SignalKept:
    """One signal as a lead keeps it."""

    kind: str
    value: float

    @classmethod
    def read(cls, raw: bytes) -> "SignalKept":
        """From the list `signals:LEAD`."""
        kept = orjson.loads(raw)
        return cls(kept["signal"], float(kept["value"]))
