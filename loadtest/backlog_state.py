"""A shard with as many waiting leads as asked for, made without Kafka by the product's own scripts.

The first leads are captured, one script each. The rest are folded: the entries that those captures
journalled, with other people and instants, through the script that rebuilds a shard. The journal
folded is the state, so both ways leave the same, and folding is the quicker one.

Leads ask for one of 8 regions and one of 8 products: 64 classes. Those of one region have the
highest scores, and nobody serves it. They and those of the last region are hot; of the others every
fourth waits longer than it should.
"""

import asyncio
import hashlib
from typing import Any, Final

import orjson
from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import Clock, real_ms
from hotlead.router.policy.document import (
    AttributePoints,
    Policy,
    Pool,
    Requirement,
    Rung,
    Scoring,
    Weights,
)
from hotlead.router.pools.requests import activate
from hotlead.router.rules.decay import ScoreLine
from hotlead.router.shard.call import Call
from hotlead.router.shard.connection import run_id_of, text
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.store import Outcome, Placed, ShardStore
from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.inbox import CaptureReceived, InboxEvent
from loadtest.patience import PATIENT

REGIONS: Final = ("nowhere", "r1", "r2", "r3", "r4", "r5", "r6", "r7")
SERVED: Final = REGIONS[1:]
PRODUCTS: Final = tuple(f"p{number}" for number in range(8))
CLASSES: Final = len(REGIONS) * len(PRODUCTS)
CAPTURED: Final = CLASSES
FOLDED_AT_ONCE: Final = 2_000
AGE_STEP_MS, AGE_MAX_MS = 7_919, 86_400_000
LATE_EVERY, LATE_MS = 4, 86_400_000
HOT: Final = 75.0
GENERATION: Final = 1
TENANT: Final = "main"

POLICY: Final = Policy(
    version="bench-backlog",
    scoring=Scoring(
        weights=Weights(profile=0.9, heat=0, freshness=0.1),
        profile={"grade": AttributePoints(values={str(grade): grade for grade in range(101)})},
    ),
    pools={
        "main": Pool(
            requires={
                "region": Requirement(region=True),
                "product": Requirement(skills={name: name for name in PRODUCTS}),
            },
            hot=HOT,
            # As late as may be: no rung falls due beside what is measured.
            ladder=(Rung(name="last", after_s=900),),
        )
    },
    reachability=PATIENT,
)


def place(number: int) -> tuple[str, str]:
    """Region and product of the class of this number."""
    return REGIONS[number % CLASSES // len(PRODUCTS)], PRODUCTS[number % len(PRODUCTS)]


def grade(number: int) -> int:
    """The profile points of a class: 100 for the region that nobody serves, 92 to 99 for the last,
    else 8 to 55."""
    region, kind = place(number)[0], number % CLASSES
    if region == REGIONS[-1]:
        return kind + 100 - CLASSES
    return kind if region in SERVED else 100


def is_late(number: int) -> bool:
    """Whether a lead waits longer than it should: every fourth of those that are not hot."""
    return number // CLASSES % LATE_EVERY == 0 and place(number)[0] in REGIONS[1:-1]


def age_ms(number: int) -> int:
    """How long ago a lead left its contact: up to a day, so that scores in a class differ."""
    return number * AGE_STEP_MS % AGE_MAX_MS


def capture(number: int, now_ms: int) -> CaptureReceived:
    """A capture of a new person, of the class of its number."""
    region, product = place(number)
    return CaptureReceived(
        tenant=TENANT,
        channel="web-form",
        event_id=f"b-{number}",
        at_ms=now_ms - age_ms(number),
        received_ms=now_ms,
        contact=_contact(number),
        contact_id=_hash(number)[:12],
        masked=f"137****{number % 10_000:04d}",
        identities=(_hash(number),),
        attributes={"region": region, "product": product, "grade": str(grade(number))},
    )


def _contact(number: int) -> dict[str, str]:
    return {"name": "Li Lei", "phone": f"+86137{number % 10**8:08d}"}


def _hash(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def lead_of(event: CaptureReceived) -> str:
    """The lead that it becomes, for nobody comes twice."""
    return f"ld_{event.contact_id}"


def likened(entry: dict[str, Any], event: CaptureReceived, since: int) -> dict[str, Any]:
    """The entry of one capture as another person's of the same class would have left it, who waits
    since then."""
    captured, queued, *hot = entry["changes"]
    lasts = captured["freezes_at"] - captured["captured_at"]
    other = captured | {
        "lead": lead_of(event),
        "capture": capture_key(event.tenant, event.channel, event.event_id),
        "event_id": event.event_id,
        "contact_id": event.contact_id,
        "masked": event.masked,
        "identities": list(event.identities),
        "at": event.at_ms,
        "received": event.received_ms,
        "captured_at": event.at_ms,
        "freezes_at": event.at_ms + lasts,
    }
    waits = queued | {"lead": lead_of(event), "since": since}
    line = ScoreLine(captured["base"], captured["start"], captured["slope"], other["captured_at"])
    clock = {"clock_at": event.received_ms, "score": line.at(event.received_ms)}
    started = [
        one
        | clock
        | {"lead": lead_of(event), "due": one["due"] - one["clock_at"] + event.received_ms}
        for one in hot
    ]
    return entry | {"at": event.received_ms, "changes": [other, waits, *started]}


class _Folded:
    """Entries that go on behind a tip, and the contacts that belong to them."""

    def __init__(self, seq: int, tip: str) -> None:
        self.seq, self.tip = seq, tip
        self.entries: list[bytes] = []
        self.contacts: list[str] = []

    def add(self, entry: dict[str, Any], event: CaptureReceived, position: int) -> None:
        """Puts one entry behind the others; `position` is the inbox's after it."""
        seq, before = self.seq + 1, self.tip
        self.seq, self.tip = seq, f"{seq:024x}"
        chained = {"seq": seq, "stamp": self.tip, "prev": before, "next": position}
        self.entries.append(orjson.dumps(entry | chained))
        capture = entry["changes"][0]["capture"]
        self.contacts += [contact_key(capture, event.contact_id), event.contact_json()]


class Backlog:
    """The shard, its position in an inbox that does not exist, and how many captures it has had."""

    def __init__(self, redis: "Redis", prefix: str) -> None:
        self.redis = redis
        self.store = ShardStore(redis, ShardKeys(0, prefix), AGGREGATES, GENERATION)
        self.position = 0
        self.captures = 0
        self._patterns: dict[int, dict[str, Any]] = {}

    async def open(self, clock: Clock | None = None) -> None:
        """Claims the shard, on the real clock unless given one; puts the policy into force."""
        await self.store.load_scripts()
        await self.store.claim(clock or Clock(), await run_id_of(self.redis), "bench")
        await self._run(activate(POLICY, real_ms(), rescore=False), None)

    async def take(self, event: InboxEvent) -> Outcome:
        """Takes an event at the next position."""
        lead = lead_of(event) if isinstance(event, CaptureReceived) else ""
        outcome = await self._run(
            AGGREGATES.call_for(event, POLICY, real_ms(), lead), self.position
        )
        self.position += 1
        return outcome

    async def _run(self, call: Call, position: int | None) -> Outcome:
        (outcome,) = await self.store.run([Placed(call, self.position, position)])
        return outcome

    async def capture(self, kind: int) -> CaptureReceived:
        """The next new person, of a class; whether they wait is for the scripts to say."""
        self.captures += (kind - self.captures) % CLASSES
        event = capture(self.captures, real_ms())
        self.captures += 1
        return event

    async def grow(self, waiting: int, *, late: bool = True) -> None:
        """Adds leads until so many wait, some of them `late`; nobody may be free for them."""
        lack = waiting - await self.waiting()
        first = min(lack, max(0, CAPTURED - self.captures))
        for _ in range(first):
            kind = self.captures % CLASSES
            outcome = await self.take(await self.capture(kind))
            self._patterns[kind] = orjson.loads(outcome.entry)
        await self.trim()
        seq, tip = await self._tip()
        folding = asyncio.create_task(asyncio.sleep(0))
        for start in range(first, lack, FOLDED_AT_ONCE):
            made = self._folded(seq, tip, min(FOLDED_AT_ONCE, lack - start), late=late)
            seq, tip = made.seq, made.tip
            await folding
            folding = asyncio.create_task(self._fold(made))
            await asyncio.sleep(0)  # Redis begins, while the next are made
        await folding

    async def waiting(self) -> int:
        """How many leads wait, by the shard's own count."""
        ledger = self.store.keys.key("ledger")
        return int(await self.redis.hget(ledger, f"{TENANT}|waiting") or 0)

    def _folded(self, seq: int, tip: str, count: int, *, late: bool) -> "_Folded":
        made, now_ms = _Folded(seq, tip), real_ms()
        for _ in range(count):
            event = capture(self.captures, now_ms)
            pattern = self._patterns[self.captures % CLASSES]
            waited = LATE_MS if late and is_late(self.captures) else 0
            self.captures, self.position = self.captures + 1, self.position + 1
            made.add(likened(pattern, event, now_ms - waited), event, self.position)
        return made

    async def _fold(self, made: "_Folded") -> None:
        await self.store.fold(made.entries)
        await self.redis.hset(self.store.keys.key("contacts"), items=made.contacts)

    async def trim(self) -> None:
        """Empties the outbox, as when all was read back from the journal."""
        seq, tip = await self._tip()
        await self.store.trim(seq, tip, 0)

    async def _tip(self) -> tuple[int, str]:
        seq, tip = await self.redis.hmget(self.store.keys.key("shard"), "seq", "tip")
        return int(seq or 0), text(tip)
