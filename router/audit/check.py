"""Runs the audit over all shards: reads journals, contacts and live Redis, and fills the report."""

import asyncio
from dataclasses import dataclass

from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.audit.dead_letters import read_put_aside
from hotlead.router.audit.model import Model
from hotlead.router.audit.policies import check_policy
from hotlead.router.audit.report import Report
from hotlead.router.audit.state import Dump, differences, dump
from hotlead.router.clock import Clock
from hotlead.router.errors import NotQuiet
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.connection import connect, text
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.sharding import shard_of
from hotlead.router.shard.valid import judge
from hotlead.router.state.clearing import clear
from hotlead.router.state.recovery import Readers, load_beside
from hotlead.router.state.store import ShardStore
from hotlead.topics.contacts import decode_contact
from hotlead.topics.journal import Opened
from hotlead.topics.streams import CONTACTS, POLICIES

QUIET_TRIES = 40
QUIET_PAUSE_S = 0.25
STATES = ("waiting", "assigned", "acknowledged", "closed")


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the audit reads from, and the empty store that it folds into."""

    settings: Settings
    readers: Readers
    live: "Redis"
    scratch: "Redis"
    policies: PolicyBook
    aggregates: Aggregates[Policy]


@dataclass(slots=True)
class _Reading:
    """How far one shard's journal was read, into the model and into the scratch store."""

    chain: Chain
    offset: int
    last_at: int


async def audit(
    settings: Settings, scratch_url: str, aggregates: Aggregates[Policy] = AGGREGATES
) -> Report:
    """Checks all shards. `scratch_url` is an empty Redis that the journal is folded into.

    Raises NotQuiet when a shard changes too fast to be compared, LogError and RedisError when the
    logs or Redis cannot be read.
    """
    report = Report()
    live, scratch = connect(settings.redis), connect(scratch_url)
    readers = await Readers.start(settings, aggregates)
    try:
        contacts, taken = await _contacts(readers, settings), set[str]()
        put_aside = await read_put_aside(settings)
        policies = PolicyBook(settings.kafka, settings.topic(POLICIES))
        for shard in range(settings.shards):
            sources = _Sources(settings, readers, live, scratch, policies, aggregates)
            expected = contacts.get(shard, set()) - put_aside.failed
            taken |= await _audit_shard(report, sources, shard, expected)
        put_aside.check(report, taken)
    finally:
        await readers.stop()
        await live.aclose()
        await scratch.aclose()
    return report


async def _contacts(readers: Readers, settings: Settings) -> dict[int, set[str]]:
    """Captures with a contact, by shard: every valid one has its record."""
    found: dict[int, set[str]] = {}
    for partition in range(settings.partitions):
        async for records in readers.beside[CONTACTS].read_all(partition):
            for record in records:
                contact = decode_contact(record.key, record.value)
                if contact is not None:
                    shard = shard_of(contact.tenant, settings.shards)
                    found.setdefault(shard, set()).add(contact.capture)
    return found


async def _audit_shard(
    report: Report, sources: _Sources, shard: int, contacts: set[str]
) -> frozenset[str]:
    """The captures that were taken. `contacts` are those that must be."""
    settings, readers, live = sources.settings, sources.readers, sources.live
    keys = ShardKeys(shard, settings.redis_prefix)
    folded = ShardStore(sources.scratch, keys, sources.aggregates, generation=0)
    await folded.load_scripts()
    await folded.claim(Clock(), "scratch", "scratch")
    await clear(folded)
    model, reading = Model(shard, report), _Reading(Chain(), 0, 0)
    for _ in range(QUIET_TRIES):
        await _read_on(readers, folded, model, reading, shard)
        seq = int(await live.hget(keys.key("shard"), "seq") or 0)
        if seq == reading.chain.seq:
            state = await dump(live, keys, sources.aggregates)
            if int(await live.hget(keys.key("shard"), "seq") or 0) == seq:
                break
        await asyncio.sleep(QUIET_PAUSE_S)
    else:
        if await live.exists(keys.key("shard")):
            raise NotQuiet(
                f"shard {shard}: Redis and the journal do not come to rest (Redis at entry {seq},"
                f" the journal at {reading.chain.seq}); is a worker running, and is load on? Audit"
                " at a quiet moment"
            )
        state = await dump(live, keys, sources.aggregates)
    await load_beside(folded, readers, settings)
    await _compare(report, sources, keys, state)
    await _ledger(report, live, keys, model, contacts)
    # Read last: a policy is on its topic before any shard follows it.
    await sources.policies.load()
    check_policy(report, shard, model.activated, sources.policies)
    model.finish(await _now(sources, keys, reading.last_at))
    return model.captures


async def _read_on(
    readers: Readers,
    folded: ShardStore,
    model: Model,
    reading: _Reading,
    shard: int,
) -> None:
    """Reads the journal to its end, into the model and the scratch store."""
    end = await readers.journal.end(shard)
    async for records in readers.journal.read(shard, reading.offset, end):
        raws = []
        for record in records:
            one = judge(reading.chain, record.offset, record.value)
            if isinstance(one.record, Opened):
                model.opened(one.record)
            elif (entry := one.valid) is not None:
                if model.fits(entry):
                    model.read(entry)
                raws.append(record.value or b"")
                reading.last_at = entry.at
        await folded.fold(raws)
    reading.offset = end


async def _compare(report: Report, sources: _Sources, keys: ShardKeys, state: Dump) -> None:
    expected = await dump(sources.scratch, keys, sources.aggregates)
    if (
        not await sources.live.exists(keys.key("shard"))
        and expected.get("shard", {}).get("seq") == "0"
    ):
        return  # a shard that nobody ever opened
    report.count(7, len(expected))
    for sentence in differences(state, expected):
        report.breach(7, keys.shard, sentence)


async def _ledger(
    report: Report, live: "Redis", keys: ShardKeys, model: Model, contacts: set[str]
) -> None:
    """Invariant 1: the counts in Redis balance, agree with the leads, and no capture is missing."""
    for capture in contacts - model.captures:
        report.count(1)
        report.breach(1, keys.shard, f"a capture of {capture.split('|')[1]} was kept and not taken")
    raw = await live.hgetall(keys.key("ledger"))
    ledger: dict[str, dict[str, int]] = {}
    for field, count in raw.items():
        tenant, _, name = text(field).partition("|")
        ledger.setdefault(tenant, {})[name] = int(count)
    by_state: dict[tuple[str, str], int] = {}
    for lead in await _lead_states(live, keys):
        by_state[lead] = by_state.get(lead, 0) + 1
    for tenant, counts in ledger.items():
        if tenant == "_":
            continue
        report.count(1)
        states = sum(counts.get(state, 0) for state in STATES)
        if counts.get("captured", 0) != counts.get("merged", 0) + states:
            report.breach(1, keys.shard, f"tenant {tenant}: the ledger does not balance")
        for state in STATES:
            if counts.get(state, 0) != by_state.get((tenant, state), 0):
                report.breach(1, keys.shard, f"tenant {tenant}: leads {state} are miscounted")


async def _lead_states(live: "Redis", keys: ShardKeys) -> list[tuple[str, str]]:
    leads = [text(lead) for lead in await live.smembers(keys.key("leads"))]
    pipe = live.pipeline(transaction=False)
    for lead in leads:
        pipe.hmget(keys.key("lead", lead), "tenant", "state")
    return [(text(tenant), text(state)) for tenant, state in await pipe.execute()]


async def _now(sources: _Sources, keys: ShardKeys, last_at: int) -> int:
    """The shard's time; that of its last entry where Redis does not know it."""
    generation = await sources.live.hget(keys.key("shard"), "generation")
    if generation is None:
        return last_at
    store = ShardStore(sources.live, keys, sources.aggregates, int(generation))
    return (await store.due(horizon_ms=None, limit=1)).now_ms
