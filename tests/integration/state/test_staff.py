"""People at the board, whose number they were shown, and what they overrule."""

import orjson
import pytest

from hotlead.router.state.views.models import StaffView
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.staff import staff, staff_member
from hotlead.topics.inbox import ContactRevealed, StaffRegistered, StaffSignedOut
from tests.integration.state.actions import acknowledge, hand_over
from tests.integration.state.shard import Shard


def place(shard: Shard, tenant: str = "main") -> Place:
    return Place(shard.redis, shard.store.keys, tenant)


def member(shard: Shard, id_: str, *, tenant: str = "main", active: bool = True) -> StaffRegistered:
    return StaffRegistered(
        action_id=shard.new_id("k"),
        by="boss",
        tenant=tenant,
        id=id_,
        name=id_.title(),
        role="viewer",
        active=active,
    )


async def test_people_at_the_board_are_kept_whole(shard: Shard) -> None:
    assert await staff(place(shard)) == []
    assert (await shard.act(member(shard, "may")))["status"] == 200
    await shard.act(member(shard, "ann"))
    await shard.act(member(shard, "zoe", tenant="other"))
    await shard.act(member(shard, "may", active=False))
    assert await staff(place(shard)) == [
        StaffView(id="ann", name="Ann", role="viewer", active=True),
        StaffView(id="may", name="May", role="viewer", active=False),
    ]
    out = StaffSignedOut(
        action_id=shard.new_id("k"), by="boss", tenant="main", id="ann", before_ms=77
    )
    assert (await shard.act(out))["status"] == 200
    view, before = await staff_member(place(shard), "ann")
    assert (view, before) == (StaffView(id="ann", name="Ann", role="viewer", active=True), 77)
    # One who was never registered can be signed out, and is no member for it.
    await shard.act(out.model_copy(update={"id": "boss", "action_id": shard.new_id("k")}))
    assert await staff_member(place(shard), "boss") == (None, 77)
    assert [one.id for one in await staff(place(shard))] == ["ann", "may"]
    assert await staff_member(place(shard, "other"), "ann") == (None, 0)


async def test_who_was_shown_a_number_is_told(shard: Shard) -> None:
    await shard.capture("l1")
    lead = "l1"
    asked = ContactRevealed(
        action_id=shard.new_id("k"),
        by="boss",
        tenant="main",
        lead=lead,
        reason="13800138000 called again",
    )
    for _ in range(2):
        assert (await shard.act(asked))["status"] == 200
    (change,) = shard.changes("revealed")
    assert (change["by"], change["lead"]) == ("boss", lead)
    assert "13800138000" not in change["reason"]
    story = await shard.redis.lrange(shard.store.keys.key("story", lead), 0, -1)
    assert orjson.loads(story[-1])["by"] == "boss"
    other = asked.model_copy(update={"tenant": "other", "action_id": shard.new_id("k")})
    assert (await shard.act(other))["status"] == 404


@pytest.mark.parametrize("seen", ["", "0-0"])
async def test_a_hand_over_is_fenced_by_what_was_seen(shard: Shard, seen: str) -> None:
    await shard.rep("ann", presence="idle")
    await shard.rep("bob", presence="busy")
    await shard.capture("l1")
    lead = "l1"
    held = (await shard.lead(lead))["epoch"]
    assert held not in ("", "0-0")
    late = await hand_over(shard, lead, "bob", epoch=seen)
    assert (late["status"], late["reason"], late["holder"]) == (409, "too_late", "ann")
    assert (await hand_over(shard, lead, "bob", epoch=held))["status"] == 200
    await acknowledge(shard, lead)
    # Without an epoch whatever holds is overruled.
    assert (await hand_over(shard, lead, "ann"))["status"] == 200
