"""What came of notices outside, and what was seen of them, as the journal tells it."""

from hotlead.topics.journal import RawChange
from tests.integration.state.actions import acknowledge, seen, sent, subscribe
from tests.integration.state.phones import ended, phones
from tests.integration.state.shard import Shard


def told(shard: Shard) -> list[RawChange]:
    return [
        {name: value for name, value in change.items() if name != "entry_at"}
        for kind in ("notice_sent", "notice_seen")
        for change in shard.changes(kind)
    ]


async def test_what_came_of_notices_is_told_of_each_lead(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    await shard.capture("L1")
    await shard.capture("L2")
    assert await sent(shard, "ann", "L1", "nothing", "L2") == "applied"
    assert await seen(shard, "ann", "L2") == "applied"
    same: RawChange = {"tenant": "main", "kind": "notice_sent", "to": "ann", "via": "web-push"}
    same |= {"result": "accepted", "attempts": 1}
    assert told(shard) == [
        same | {"lead": "L1", "notice": "0-0-0-ann"},
        same | {"lead": "L2", "notice": "0-2-0-ann"},
        {"kind": "notice_seen", "tenant": "main", "rep": "ann"}
        | {"lead": "L2", "notice": "0-1-0-ann"},
    ]


async def test_a_person_of_the_policy_is_no_rep(shard: Shard) -> None:
    await shard.capture("L1")
    assert await sent(shard, "boss", "L1", via="dingtalk", attempts=3) == "applied"
    assert await sent(shard, "boss", "L1") == "dropped"
    (change,) = told(shard)
    assert (change["to"], change["via"], change["attempts"]) == ("boss", "dingtalk", 3)


async def test_what_nobody_knows_changes_nothing_and_is_passed(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("cat", tenant="other")
    await shard.capture("L1")
    count = len(shard.entries)
    assert await sent(shard, "ann", "nothing") == "dropped"
    assert await sent(shard, "ann", "L1", tenant="other") == "dropped"
    assert await sent(shard, "cat", "L1", tenant="other") == "dropped"
    assert await sent(shard, "cat", "L1") == "dropped"
    assert await seen(shard, "ann", "nothing") == "dropped"
    assert await seen(shard, "nobody", "L1") == "dropped"
    assert await seen(shard, "cat", "L1") == "dropped"
    assert len(shard.entries) == count
    assert await shard.redis.hget(shard.store.keys.key("shard"), "next") == (
        str(shard.position).encode()
    )


async def test_a_phone_that_is_gone_takes_no_more(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await subscribe(shard, "ann", "p1")
    await sent(shard, "ann", "L1", result="refused", subscription="p1")
    await sent(shard, "ann", "L1", result="gone", subscription="p2")
    assert await phones(shard, "ann") == ["p1"]
    assert await sent(shard, "ann", "nothing", result="gone", subscription="p1") == "applied"
    assert ended(shard) == [("ann", "p1", "gone")]
    await sent(shard, "ann", "L1", result="gone", subscription="p1")
    assert len(ended(shard)) == 1, "the same word again"


async def test_notices_move_no_lead(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    before = await shard.lead("L1")
    await sent(shard, "ann", "L1")
    await seen(shard, "ann", "L1")
    assert await shard.lead("L1") == before
    assert (await acknowledge(shard, "L1"))["status"] == 200
