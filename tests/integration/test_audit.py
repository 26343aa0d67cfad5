"""Each invariant broken on purpose, end to end: the audit says so. And the rebuild that it accepts.

Wrong decisions are forged: a valid entry of the journal that no script made, folded into Redis.
More of them, one by one, are in tests/unit/router/audit.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import orjson
import pytest

from hotlead.router.embedded.running import Running
from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.inbox import PresenceSet, RepRegistered
from hotlead.topics.streams import CONTACTS
from tests.integration.processes import Processes
from tests.integration.worker.claimant import Claimant, captured, claimant
from tests.integration.worker.site import TENANTS, open_site

MAIN = TENANTS[0]


@pytest.fixture
async def office(
    kafka: Running, redis70: Running, valkey: Running, topic_prefix: str, processes: Processes
) -> AsyncIterator[Claimant]:
    """Lead `first` is with rep r1, who has room for one; `best` and `next` wait; r2 is away."""
    async with (
        open_site(kafka.address, redis70.url, valkey.url, topic_prefix, processes) as site,
        claimant(site) as owner,
    ):
        for rep in ("r1", "r2"):
            fields = {"by": "sup", "tenant": MAIN, "rep": rep, "pools": ("main",)}
            await owner.act(RepRegistered.model_validate({"action_id": f"reg-{rep}", **fields}))
        await owner.act(
            PresenceSet(action_id="idle", tenant=MAIN, rep="r1", presence="idle"),
            captured("first", grade=95),
            captured("best", grade=60),
            captured("next", grade=40),
        )
        yield owner


async def breaches(owner: Claimant) -> set[int]:
    report = await owner.site.audit()
    return {number for number, count in report.breaches.items() if count}


async def test_it_holds_and_the_command_says_so(office: Claimant) -> None:
    report = await office.site.audit()
    assert report.findings == []
    assert {number for number, count in report.checked.items() if count} == {1, 2, 3, 4, 5, 7}
    told = await office.site.hotlead("audit", "--json")
    assert told.exit_code == 0
    assert orjson.loads(told.output) == report.as_json()


async def test_a_breach_makes_the_command_fail(office: Claimant) -> None:
    await office.store.redis.hset(office.store.keys.key("lead", "best"), "profile", "1")
    told = await office.site.hotlead("audit")
    assert told.exit_code == 1
    assert "invariant 7, shard 0: lead:best differs in 1 fields" in told.output
    assert "example.org" not in told.output


async def lost_lead(owner: Claimant) -> None:
    keys = owner.store.keys
    await owner.store.redis.delete(keys.key("lead", "best"))
    await owner.store.redis.srem(keys.key("leads"), "best")


async def capture_not_taken(owner: Claimant) -> None:
    key = contact_key(capture_key(MAIN, "web-form", "ghost"), "c1")
    await owner.producer.send_and_wait(owner.site.settings.topic(CONTACTS), b"{}", key=key.encode())


async def miscounted(owner: Claimant) -> None:
    await owner.store.redis.hincrby(owner.store.keys.key("ledger"), f"{MAIN}|captured", 1)


async def field_changed(owner: Claimant) -> None:
    await owner.store.redis.hset(owner.store.keys.key("rep", "r1"), "capacity", "9")


async def key_too_many(owner: Claimant) -> None:
    await owner.store.redis.sadd(owner.store.keys.key("open", "r1"), "best")


async def key_missing(owner: Claimant) -> None:
    await owner.store.redis.delete(owner.store.keys.key("deadlines"))


async def contact_missing(owner: Claimant) -> None:
    await owner.store.redis.delete(owner.store.keys.key("contacts"))


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        (lost_lead, {1, 7}),
        (capture_not_taken, {1}),
        (miscounted, {1, 7}),
        (field_changed, {7}),
        (key_too_many, {7}),
        (key_missing, {7}),
        (contact_missing, {7}),
    ],
)
async def test_damage_is_found(
    office: Claimant, damage: Callable[[Claimant], Awaitable[None]], broken: set[int]
) -> None:
    await damage(office)
    assert await breaches(office) == broken


@pytest.mark.parametrize(
    ("forged", "broken"),
    [
        ({"lead": "first", "rep": "r2"}, 2),
        ({"lead": "best", "rep": "r1"}, 3),
        ({"lead": "next", "rep": "r2"}, 4),
    ],
)
async def test_a_wrong_assignment_is_found(
    office: Claimant, forged: dict[str, str], broken: int
) -> None:
    await office.site.taken(capture_key(MAIN, "web-form", "next"))
    [real] = office.site.journal.changes("assigned")
    await office.forge(real | forged | {"epoch": "99-1"})
    assert await breaches(office) == {broken}


async def test_a_rung_out_of_turn_is_found(office: Claimant) -> None:
    await office.site.taken(capture_key(MAIN, "web-form", "next"))
    [hot] = office.site.journal.changes("hot")
    kept = {name: hot[name] for name in ("lead", "tenant", "pool", "score", "due", "episode")}
    rung = {"kind": "rung", "n": 2, "name": "reassign", "does": "", "late": 0}
    await office.forge(kept | rung | {"hot_at": hot["clock_at"]})
    assert await breaches(office) == {5}


async def test_a_field_of_another_type_is_found(office: Claimant) -> None:
    await office.forge({"kind": "position", "at_least": "1"})
    report = await office.site.audit()
    [finding] = report.findings
    assert finding.invariant == 7
    assert finding.text.endswith("position: at_least: Input should be a valid integer")


async def test_a_policy_that_is_not_the_published_one_is_found(office: Claimant) -> None:
    await office.site.taken(capture_key(MAIN, "web-form", "next"))
    [real] = office.site.journal.changes("policy_activated")
    pools = {name: fields | {"expiry": 1} for name, fields in real["pools"].items()}
    await office.forge(real | {"pools": pools})
    report = await office.site.audit()
    assert [finding.invariant for finding in report.findings] == [7] * len(pools)
    assert "it differs in expiry" in report.findings[0].text
    await office.forge(real | {"version": "never-published"})
    assert await breaches(office) == {7}


async def test_a_rebuild_of_an_empty_redis_is_accepted(office: Claimant) -> None:
    await office.site.redis.flushall()
    assert 7 in await breaches(office)
    told = await office.site.hotlead("rebuild")
    assert told.exit_code == 0
    assert "shard 0: " in told.output
    assert await breaches(office) == set()
