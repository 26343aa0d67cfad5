"""Two tenants in one shard: neither meets the other's leads, reps or turns."""

from typing import Any

from hotlead.topics.inbox import RepRegistered
from tests.integration.state.actions import acknowledge, claim, hand_over
from tests.integration.state.policies import HOT
from tests.integration.state.shard import Shard


async def test_a_lead_never_goes_to_another_tenants_rep(shard: Shard) -> None:
    await shard.rep("theirs", tenant="other")
    await shard.capture("ours")
    assert await shard.state("ours") == "waiting"
    await shard.rep("ann")
    assert await shard.holder("ours") == "ann"


async def test_a_rep_who_comes_takes_no_other_tenants_lead(shard: Shard) -> None:
    await shard.capture("ours")
    await shard.rep("theirs", tenant="other")
    assert await shard.state("ours") == "waiting"


async def test_turns_are_counted_apart(shard: Shard) -> None:
    await shard.rep("ann", capacity=9)
    for i in range(5):
        await shard.capture(f"L{i}")
    await shard.rep("theirs", tenant="other")
    assert (await shard.rep_fields("theirs"))["tag.main.all"] == "0"


async def test_no_action_reaches_another_tenants_lead(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("theirs", tenant="other")
    await shard.capture("ours", HOT)
    for answer in (
        await acknowledge(shard, "ours", tenant="other", rep="theirs"),
        await claim(shard, "ours", "theirs", tenant="other"),
        await hand_over(shard, "ours", "theirs", tenant="other"),
        await hand_over(shard, "ours", "theirs"),
    ):
        assert (answer["code"], answer["status"]) == ("refused", 404)
    assert await shard.holder("ours") == "ann"


async def test_an_id_of_another_tenants_rep_is_taken(shard: Shard) -> None:
    await shard.rep("ann")
    fields: dict[str, Any] = {"pools": ("main",), "tenant": "other", "by": "sup", "rep": "ann"}
    await shard.send(RepRegistered(action_id="theirs", **fields))
    answer = shard.changes("answered")[-1]
    assert (answer["status"], answer["reason"]) == (409, "taken_rep")


async def test_a_registration_seen_twice_does_nothing(shard: Shard) -> None:
    fields: dict[str, Any] = {"pools": ("main",), "tenant": "main", "by": "sup", "rep": "ann"}
    first = RepRegistered(action_id="k", **fields, capacity=1)
    await shard.send(first)
    await shard.rep("ann", capacity=5)
    assert await shard.send(first) == ["applied"]
    assert (await shard.rep_fields("ann"))["capacity"] == "5"
    assert shard.changes("answered")[-1]["status"] == 200


async def test_a_rep_belongs_to_the_tenant_that_registered_them(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("ann", tenant="other", name="Eve")
    assert (await shard.rep_fields("ann"))["tenant"] == "main"
    assert (await shard.rep_fields("ann"))["name"] == ""
