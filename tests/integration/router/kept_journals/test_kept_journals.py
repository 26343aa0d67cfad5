"""Journals that earlier revisions wrote, read by this one: the same state, the same figures.

`REVISION/demo` and `REVISION/replay` hold what a run of that revision wrote to the one partition of
its journal, contacts and policies (a line a record: key, value), what stood in its Redis at the end
(`state.json.gz`, as the audit dumps it), and what it told of it (`told.json`: the summary that ends
a run, and the answers of its read store). Who is in them is made up. A folder is never changed.
"""

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
import redis.asyncio
from aiokafka import AIOKafkaProducer

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.audit import audit
from hotlead.router.audit.state import Dump, dump
from hotlead.router.clock import real_ms
from hotlead.router.embedded.running import Running
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kpis.escalations import escalations
from hotlead.router.kpis.measures import kpis
from hotlead.router.kpis.models import By
from hotlead.router.kpis.opening import follower_of, open_store
from hotlead.router.kpis.over_time import over_time
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.summary import Summary
from hotlead.router.policy.book import PolicyBook
from hotlead.router.provision.apply import apply_topics
from hotlead.router.settings import Settings
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.valid import read_chain
from hotlead.router.state.rebuild import rebuild_shards
from hotlead.topics.streams import CONTACTS, INBOX, JOURNAL, POLICIES
from tests.integration.conftest import empty

KEPT = sorted(file.parent for file in Path(__file__).parent.glob("*/*/told.json"))
SHARD = 0
#: Rungs that fired more than a second late: the demo was played on a machine that was busy.
LATE = {"demo": 13, "replay": 0}
BYS: tuple[By | None, ...] = (None, "channel", "pool", "rep")
#: Of an answer, what came after the revision that told it: of how many cases each figure is, and
#: the same in open time.
LATER_FIGURES = {
    *("bases", "open_p50_s", "open_p90_s", "followed_up_24h_open", "over_time_open"),
}
#: Of a rep, what the revision counted from the first capture, and not from when they had the lead.
FROM_THE_ASSIGNMENT = {"first_touch", "followed_up_24h", "hot_acknowledged_15min"}
#: Of a lead: how it was before it closed, for whoever takes that back, and who had it under which
#: epoch, for what comes late from a phone; what its pool's clock shows when timers fall due.
LATER_FIELDS = {
    *("closed_at", "closed_by", "was", "past"),
    *("expire_clock", "reopen_clock", "refusals_clock"),
}
#: Keys, too: the leads that a rep closed; the captures of an event id; turns by what was asked for;
#: who is on duty in a place; which log the inbox is. And of a rep where they are, and how many
#: leads they have taken.
LATER_KEYS = {"closed", "events", "turns", "duty", "inbox"}
LATER_OF_REPS = {"duty", "taken"}
#: The law of classes of hot leads, and the one under which they stood beside the others then.
HOT, THEN = ":hot|", ":0|"
#: What people are shown of a lead's past, and of each line of it.
LATER_LINES = {"assigned", "hot", "identity_conflict", "relaxed", "rescored", "rung", "withdrawn"}
LATER_WORDS = {"contacted", "former", "via"}
HANDED_OVER = ("left", "handed_over")
#: Of a summary: real milliseconds from sending to the phone, which no journal holds.
OF_THE_RUN = "capture_to_push_ms"


@dataclass(frozen=True)
class Kept:
    """A run's records on a Kafka of today, and what its own revision told of them."""

    folder: Path
    settings: Settings
    told: dict[str, Any]
    scratch: str


def records(folder: Path, topic: str) -> list[tuple[bytes | None, bytes]]:
    """Key and value of each record that was kept; no tombstone was."""
    lines = gzip.decompress((folder / f"{topic}.jsonl.gz").read_bytes()).splitlines()
    return [
        (None if key is None else key.encode(), value.encode())
        for key, value in map(orjson.loads, lines)
    ]


def last_entry(folder: Path) -> dict[str, Any]:
    found: list[dict[str, Any]] = [orjson.loads(value) for _, value in records(folder, JOURNAL)]
    return [record for record in found if record["type"] == "entry"][-1]


@pytest.fixture(params=KEPT, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
async def kept(
    request: pytest.FixtureRequest,
    kafka: Running,
    redis70: Running,
    valkey: Running,
    topic_prefix: str,
) -> Kept:
    """The state is rebuilt in Redis, and the audit folds its own in Valkey."""
    folder: Path = request.param
    told = orjson.loads((folder / "told.json").read_bytes())
    for running in (redis70, valkey):
        empty(running)
    settings = Settings(
        kafka=kafka.address,
        redis=redis70.url,
        topic_prefix=topic_prefix,
        shards=1,
        partitions=1,
        # The instant at which that revision looked: later, rungs would be missed.
        clock_origin_ms=told["kpis"]["all"]["as_of_ms"],
        clock_origin_real_ms=real_ms(),
    )
    await apply_topics(settings)
    async with AIOKafkaProducer(bootstrap_servers=kafka.address, acks="all") as producer:
        for topic in (JOURNAL, CONTACTS, POLICIES):
            for key, value in records(folder, topic):
                await producer.send(settings.topic(topic), value, key=key, partition=0)
        # The inbox is kept for a while only; a rebuild wants its length, and reads none of it.
        for _ in range(last_entry(folder)["next"]):
            await producer.send(settings.topic(INBOX), b"{}", partition=0)
        await producer.flush()
    return Kept(folder, settings, told, valkey.url)


async def test_the_state_is_rebuilt_and_the_audit_holds(kept: Kept) -> None:
    settings = kept.settings
    [rebuilt] = await rebuild_shards(settings, [SHARD], AGGREGATES, from_start=True)
    # One more than that revision wrote: which log the inbox is was not journalled then.
    assert (rebuilt.begun_with, rebuilt.entries) == (0, last_entry(kept.folder)["seq"] + 1)
    async with redis.asyncio.Redis.from_url(settings.redis) as client:
        state = await dump(client, ShardKeys(SHARD, settings.redis_prefix), AGGREGATES)
    then = orjson.loads(gzip.decompress((kept.folder / "state.json.gz").read_bytes()))
    state["shard"] |= {field: then["shard"][field] for field in ("seq", "tip")}
    assert as_kept(state) == as_told_since(then)
    report = await audit(settings, kept.scratch)
    told = kept.told["summary"]["audit"]
    # Of 7, keys are counted, and the policy that was put into force.
    assert told["7"] == {"checked": len(then) + 1, "breaches": 0}
    assert report.as_json() == told | {"7": {"checked": len(state) + 1, "breaches": 0}}
    assert sum(report.breaches.values()) == report.late == LATE[kept.folder.name]


async def test_the_summary_is_the_same(kept: Kept) -> None:
    told = kept.told["summary"]
    summary = Summary(told["rungs"])
    async with LogReader(kept.settings.kafka, kept.settings.topic(JOURNAL)) as journal:
        end = await journal.end(SHARD)
        async for valid in read_chain(journal, SHARD, Chain(), 0, end):
            for _, _, entry in valid:
                summary.take(entry, seen_ms=0.0)
    found = summary.result(dead_lettered=told["dead_lettered"], audit=told["audit"])
    assert set(found.pop(OF_THE_RUN).values()) == {None}
    assert found == {name: value for name, value in told.items() if name != OF_THE_RUN}


async def test_the_kpis_are_the_same(kept: Kept) -> None:
    settings, told = kept.settings, kept.told
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    store = open_store(settings)
    try:
        await follower_of(settings, store, idle=0.0).catch_up()
        found = answers(store, told, book.newest().costs)
    finally:
        store.close()
    then_told = {name: told[name] for name in found}
    assert without_times_of_reps(found) == without_times_of_reps(then_told)
    # The same leads were touched by the same reps; none of them is charged with more than before.
    for now, then in zip(of_reps(found), of_reps(told), strict=True):
        assert now["first_touch"]["touched"] == then["first_touch"]["touched"]
        for figure in ("followed_up_24h", "hot_acknowledged_15min"):
            assert (now[figure] is None) == (then[figure] is None)
            assert now[figure] is None or now[figure] >= then[figure]


def as_kept(state: Dump) -> Dump:
    """A state as the revision kept it, without what came later."""
    then: Dump = {}
    for key, value in state.items():
        match key.partition(":")[0]:
            case "captures":
                then[key] = [named(capture)[0] for capture in value]
            case "contact_of" | "contacts":
                then[key] = {named(capture)[0]: one for capture, one in value.items()}
            case "lead":
                then[key] = {
                    field: text.replace(HOT, THEN) if field == "class" else text
                    for field, text in value.items()
                    if field.partition(".")[0] not in LATER_FIELDS
                }
            case "story":
                then[key] = [
                    {word: said for word, said in line.items() if word not in LATER_WORDS}
                    for line in value
                    if line["kind"] not in LATER_LINES
                ]
            case "rep":
                then[key] = {one: text for one, text in value.items() if one not in LATER_OF_REPS}
            case "classes":
                then[key] = sorted({one.replace(HOT, THEN) for one in value})
            case "queue":
                then.setdefault(key.replace(HOT, THEN), {}).update(value)
            case "deadlines":
                timers: dict[str, float] = {}
                for timer, at in value.items():
                    whole = timer.replace(HOT, THEN)
                    timers[whole] = min(at, timers.get(whole, at))
                then[key] = timers
            case name if name not in LATER_KEYS:
                then[key] = value
    then["contact_id"] = dict(named(capture) for capture in state["contact_of"])
    return {key: value for key, value in then.items() if value}


def as_told_since(then: Dump) -> Dump:
    """A kept state without the one line that is told no more: who hands a lead over takes it."""
    return {
        key: [line for line in value if (line["kind"], line.get("reason")) != HANDED_OVER]
        if key.startswith("story:")
        else value
        for key, value in then.items()
    }


def named(capture: str) -> tuple[str, str]:
    """A capture's event and its own id, which came into its name when ids could be used again."""
    event, _, own = capture.rpartition("|")
    return event, own


def answers(store: ReadStore, told: dict[str, Any], costs: dict[str, float]) -> dict[str, Any]:
    asked = (store, told["tenant"], told["kpis"]["all"]["from_ms"], told["kpis"]["all"]["to_ms"])
    return {
        "kpis": {
            by or "all": as_told(kpis(*asked, by, costs=costs, test=True).model_dump())
            for by in BYS
        },
        "over_time": as_told(over_time(*asked, test=True).model_dump()),
        "escalations": as_told(escalations(*asked, test=True).model_dump()),
    }


def of_reps(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """What is told of each rep, in their order."""
    return [one["measures"] for one in answers["kpis"]["rep"]["slices"]]


def without_times_of_reps(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers without what of a rep is counted from another instant since."""
    slices = [
        one
        | {"measures": {k: v for k, v in one["measures"].items() if k not in FROM_THE_ASSIGNMENT}}
        for one in answers["kpis"]["rep"]["slices"]
    ]
    kpis_then = answers["kpis"]
    return answers | {"kpis": kpis_then | {"rep": kpis_then["rep"] | {"slices": slices}}}


def as_told(answer: Any) -> Any:
    """An answer as the revision told it, without what came later."""
    if isinstance(answer, dict):
        return {name: as_told(value) for name, value in answer.items() if name not in LATER_FIGURES}
    if isinstance(answer, list):
        return [as_told(one) for one in answer]
    return answer
