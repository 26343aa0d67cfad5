"""Captures: new leads, repeats, people who are known, closed leads that return."""

from hotlead.router.state.views.contacts import full_contact
from hotlead.router.state.views.leads import leads_of_event
from hotlead.router.state.views.place import Place
from tests.integration.state.actions import acknowledge, close, finish
from tests.integration.state.policies import COLD, HOT, WARM
from tests.integration.state.shard import HOUR, Shard


async def test_a_new_lead_waits(shard: Shard) -> None:
    assert await shard.capture("L1", HOT, attributes={"region": "shanghai"}) == "applied"
    lead = await shard.lead("L1")
    assert (lead["state"], lead["n.region"]) == ("waiting", "region:shanghai")
    assert [c["kind"] for c in shard.changes(lead="L1")] == ["captured", "queued", "hot"]
    assert await shard.ledger() == {"captured": 1, "waiting": 1}


async def test_the_same_event_twice_changes_nothing(shard: Shard) -> None:
    await shard.capture("L1", event_id="e")
    entries = len(shard.entries)
    assert await shard.capture("L2", event_id="e") == "duplicate"
    assert len(shard.entries) == entries
    assert await shard.lead("L2") == {}


async def test_an_event_id_belongs_to_its_channel_and_tenant(shard: Shard) -> None:
    assert await shard.capture("L1", event_id="e") == "applied"
    assert await shard.capture("L2", event_id="e", channel="call-center") == "applied"
    assert await shard.capture("L3", event_id="e", tenant="other") == "applied"


async def test_a_repeat_is_known_for_72_hours_to_the_millisecond(shard: Shard) -> None:
    await shard.capture("L1", event_id="e")
    await shard.signal("v", event_id="s")
    await acknowledge(shard, "L1", action_id="k")
    await shard.set_time(shard.now + 72 * HOUR - 1)
    assert await shard.capture("L2", event_id="e") == "duplicate"
    assert await shard.signal("v", event_id="s") == "duplicate"
    assert (await acknowledge(shard, "L2", action_id="k"))["reason"] == "id_used"
    await shard.set_time(shard.now + 1)
    # Nothing else came meanwhile, so nothing was purged.
    assert await shard.capture("L3", event_id="e", person="L1") == "applied"
    assert await shard.lead("L3") == {}, "the person is known all the same"
    assert await shard.signal("v", event_id="s") == "applied"
    assert (await acknowledge(shard, "L2", action_id="k"))["reason"] == "unknown_lead"


async def test_an_event_id_used_again_leaves_the_other_person_alone(shard: Shard) -> None:
    """A shop whose order numbers start anew: the second had the first one's lead and contact."""
    await shard.rep("ann", capacity=2)
    await shard.capture("L1", event_id="order-1", contact={"phone": "+8613800138001"})
    await acknowledge(shard, "L1")
    before = await shard.lead("L1")
    await shard.set_time(shard.now + 72 * HOUR)
    other = {"phone": "+8613800138002"}
    assert await shard.capture("L2", event_id="order-1", contact=other) == "applied"
    assert await shard.lead("L1") == before
    assert await shard.state("L2") == "assigned"
    place = Place(shard.redis, shard.store.keys, "main")
    shown = [(await full_contact(place, lead)).phone for lead in ("L1", "L2")]
    assert shown == ["+8613800138001", "+8613800138002"]
    assert await leads_of_event(place, "web-form", "order-1") == ["L2", "L1"]
    assert await leads_of_event(place, "web-form", "order-2") == []


async def test_a_repeat_of_a_person_is_merged(shard: Shard) -> None:
    await shard.capture("L1", COLD)
    await shard.capture("L2", HOT, person="L1")
    assert await shard.lead("L2") == {}
    assert (await shard.lead("L1"))["profile"] == "75000000"
    assert await shard.ledger() == {"captured": 2, "merged": 1, "waiting": 1}


async def test_a_merge_ranks_the_lead_anew(shard: Shard) -> None:
    await shard.capture("first", WARM)
    await shard.capture("second", COLD)
    await shard.capture("-", HOT, person="second")
    await shard.rep("ann")
    assert await shard.holder("second") == "ann"


async def test_a_merge_makes_a_lead_fresh_and_never_older(shard: Shard) -> None:
    await shard.capture("L1")
    await shard.jump(hours=10)
    await shard.capture("-", person="L1")
    assert (await shard.lead("L1"))["captured_at"] == str(shard.now)
    await shard.capture("-", person="L1", age_h=20)
    assert (await shard.lead("L1"))["captured_at"] == str(shard.now)


async def test_a_merge_freshens_a_lead_that_stood_still(shard: Shard) -> None:
    await shard.capture("L1")
    await shard.wait(hours=60)
    await shard.capture("-", person="L1")
    assert (await shard.lead("L1"))["freezes_at"] == str(shard.now + 50 * HOUR)
    await shard.wait(hours=60)
    assert len(shard.changes("froze")) == 2


async def test_a_merge_changes_what_is_asked_of_a_rep(shard: Shard) -> None:
    await shard.rep("ann", regions=("beijing",))
    await shard.capture("L1", attributes={"region": "shanghai"})
    await shard.capture("-", person="L1", attributes={"region": "beijing"})
    assert await shard.holder("L1") == "ann"


async def test_a_merge_into_an_assigned_lead_leaves_it_there(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", COLD)
    epoch = await shard.epoch("L1")
    await shard.capture("-", HOT, person="L1")
    assert (await shard.holder("L1"), await shard.epoch("L1")) == ("ann", epoch)
    assert (await shard.lead("L1"))["hot_at"] == str(shard.now)


async def test_a_merge_into_an_acknowledged_lead_starts_no_clock(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", COLD)
    await acknowledge(shard, "L1")
    await shard.capture("-", HOT, person="L1")
    assert await shard.state("L1") == "acknowledged"
    assert "hot_at" not in await shard.lead("L1")


async def test_a_closed_lead_that_returns_starts_a_new_episode(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await finish(shard, "L1")
    assert await shard.state("L1") == "closed"
    await shard.presence("ann", "away")
    await shard.jump(hours=1)
    await shard.capture("-", HOT, person="L1")
    lead = await shard.lead("L1")
    assert (lead["state"], lead["episode"], lead["since"]) == ("waiting", "2", str(shard.now))
    assert lead["hot_at"] == str(shard.now)
    assert "outcome" not in lead


async def test_a_returning_lead_goes_to_its_former_owner(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await finish(shard, "L1")
    await shard.rep("bob")
    await shard.rep("ann", weight=0.1)
    await shard.capture("L2")
    await shard.capture("-", person="L1")
    assert await shard.holder("L2") == "bob", "his turn"
    assert await shard.holder("L1") == "ann", "her lead"
    assert shard.changes("assigned", "L1")[-1]["why"] == "former owner"


async def test_a_former_owner_who_is_not_there_is_passed_over(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await finish(shard, "L1")
    await shard.presence("ann", "away")
    await shard.rep("bob")
    await shard.capture("-", person="L1")
    assert await shard.holder("L1") == "bob"


async def test_two_known_people_in_one_capture_are_a_conflict(shard: Shard) -> None:
    await shard.capture("L1", identities=("phone:1",))
    await shard.capture("L2", identities=("wechat:2",))
    await shard.capture("L3", identities=("phone:1", "wechat:2"))
    (conflict,) = shard.changes("identity_conflict")
    assert (conflict["lead"], conflict["other"]) == ("L1", "L2")
    assert await shard.lead("L3") == {}
    await shard.capture("L4", identities=("wechat:2",))
    assert shard.changes("merged")[-1]["lead"] == "L2", "what was known stays"


async def test_a_later_identity_leads_to_the_same_person(shard: Shard) -> None:
    await shard.capture("L1", identities=("phone:1",))
    await shard.capture("-", identities=("phone:1", "wechat:1"))
    await shard.capture("-", identities=("wechat:1",))
    assert (await shard.ledger())["merged"] == 2


async def test_a_capture_without_a_phone_hides_no_number(shard: Shard) -> None:
    await shard.capture("L1")
    await shard.capture("-", person="L1", masked="****")
    assert (await shard.lead("L1"))["masked"] == "138****8000"


async def test_no_contact_is_in_the_journal(shard: Shard) -> None:
    await shard.capture("L1")
    await shard.rep("ann")
    await acknowledge(shard, "L1")
    await close(shard, "L1")
    assert not any(b"13800138000" in entry for entry in shard.entries)


async def test_a_test_capture_is_marked_to_the_end(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT, test=True)
    await shard.wait(minutes=2)
    assert shard.changes("assigned")[0]["test"] is True
    assert shard.changes("rung")[0]["test"] is True
