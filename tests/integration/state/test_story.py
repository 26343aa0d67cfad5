"""What happened with a lead, as its history shows it."""

from typing import Any

from hotlead.router.state.views.history import history
from hotlead.router.state.views.place import Place
from tests.integration.state.actions import (
    acknowledge,
    activity,
    decline,
    hand_over,
    release,
    seen,
    sent,
)
from tests.integration.state.shard import Shard


async def told(shard: Shard, lead: str = "L1") -> list[dict[str, Any]]:
    """The entries of a lead's history, without their instants."""
    found = await history(Place(shard.redis, shard.store.keys, "main"), lead)
    assert found is not None
    assert found.lead == lead
    assert [entry.at_ms for entry in found.entries] == sorted(e.at_ms for e in found.entries)
    return [entry.model_dump(exclude={"at_ms"}, exclude_none=True) for entry in found.entries]


async def test_a_lead_tells_its_story(shard: Shard) -> None:
    await shard.rep("ann", name="Ann")
    await shard.rep("bob", presence="away", name="Bob")
    await shard.capture("L1", visitor="v1")
    await shard.jump(seconds=1)
    await shard.signal("v1", value=2.5)
    await shard.jump(seconds=1)
    await decline(shard, "L1", reason="no time, call 13800138000")
    await shard.presence("bob", "idle")
    await acknowledge(shard, "L1")
    await shard.jump(seconds=1)
    await release(shard, "L1")
    await shard.presence("ann", "busy")
    await hand_over(shard, "L1", "ann", reason="a friend")
    await acknowledge(shard, "L1")
    await activity(shard, "L1", note="", next_at_ms=shard.now + 5)
    await shard.capture("L1-again", person="L1", channel="call-center")
    await shard.jump(seconds=1)
    await shard.signal("v1", "dwell")
    await shard.jump(seconds=1)
    await activity(shard, "L1", note="sold", outcome="won")
    ann, bob = ({"rep": rep.lower(), "rep_name": rep} for rep in ("Ann", "Bob"))
    assert await told(shard) == [
        {"kind": "captured", "channel": "web-form"},
        {"kind": "signal", "signal": "visit", "value": 2.5},
        {"kind": "declined", "reason": "no time, call ********", **ann},
        {"kind": "acknowledged", **bob},
        {"kind": "left", "reason": "released", **bob},
        {"kind": "handed_over", "reason": "a friend", "by": "sup", **ann},
        {"kind": "acknowledged", **ann},
        {"kind": "activity", "outcome": "open", "next_at_ms": shard.now - 1995, **ann},
        {"kind": "merged", "channel": "call-center"},
        {"kind": "signal", "signal": "dwell", "value": 1},
        {"kind": "activity", "outcome": "won", "note": "sold", **ann},
        {"kind": "closed", "outcome": "won", **ann},
    ]


async def test_who_forgot_to_call_and_who_came_back(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await acknowledge(shard, "L1")
    await shard.wait(hours=2)
    assert [(e["kind"], e.get("reason")) for e in await told(shard)] == [
        ("captured", None),
        ("acknowledged", None),
        ("left", "no_contact"),
        ("reopened", "no_contact"),
    ]


async def test_notices_and_assignments_are_no_part_of_it(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await sent(shard, "ann", "L1")
    await seen(shard, "ann", "L1")
    await shard.wait(minutes=6)
    assert await told(shard) == [{"kind": "captured", "channel": "web-form"}]
    assert await shard.redis.exists(shard.store.keys.key("story", "L1")) == 0


async def test_the_newest_fifty_are_kept(shard: Shard) -> None:
    await shard.capture("L1")
    for number in range(52):
        await shard.capture("again", person="L1", channel=f"c{number}")
    channels = [entry["channel"] for entry in await told(shard)]
    assert channels == ["web-form", *(f"c{number}" for number in range(2, 52))]


async def test_only_the_tenants_own_leads_have_one(shard: Shard) -> None:
    await shard.capture("L1")
    for tenant, lead in (("main", "nothing"), ("other", "L1")):
        assert await history(Place(shard.redis, shard.store.keys, tenant), lead) is None
