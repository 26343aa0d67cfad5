"""An action's id belongs to what was first asked under it; under anything else nothing happens."""

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.topics.inbox import (
    ContactRevealed,
    InboxEvent,
    PolicyActivated,
    PresenceSet,
    PushUnsubscribed,
    RepRegistered,
)
from tests.integration.state.policies import policy
from tests.integration.state.shard import Shard, decode
from tests.unit.router.shard.test_asked import EVENTS, Asking

USED = PresenceSet(action_id="used", tenant="main", rep="ann", presence="busy")


async def kinds(shard: Shard, event: InboxEvent) -> list[str]:
    """What the journal tells of an event."""
    await shard.send(event)
    return [change["kind"] for change in decode(shard.entries[-1]).raw]


async def test_another_call_under_a_used_id_does_nothing(shard: Shard) -> None:
    await shard.rep("ann", presence="away")
    await shard.capture("L")
    assert (await shard.act(USED))["status"] == 200
    for event in EVENTS:
        if not isinstance(event, PresenceSet):
            again = event.model_copy(update={"action_id": "used"})
            assert await kinds(shard, again) == ["answered"], event.kind
            answer = shard.changes("answered")[-1]
            assert (answer["status"], answer["reason"]) == (422, "id_used"), event.kind
    # The id is still whose it was.
    assert (await shard.act(USED))["status"] == 200


async def test_an_id_of_each_call_is_no_other_ones(shard: Shard) -> None:
    await shard.rep("ann", presence="away")
    await shard.capture("L")
    for event in EVENTS:
        mine = event.model_copy(update={"action_id": f"of-{event.kind}"})
        first = await shard.act(mine)
        other = RepRegistered(
            action_id=mine.action_id, tenant="main", rep="bob", by="sup", pools=("main",)
        )
        assert (await shard.act(other))["reason"] == "id_used", event.kind
        assert (await shard.act(mine))["status"] == first["status"], event.kind
    assert await shard.rep_fields("bob") == {}


async def test_a_reveal_under_one_id_shows_one_lead(shard: Shard) -> None:
    for lead in ("L1", "L2"):
        await shard.capture(lead)
    asks = [
        ContactRevealed(action_id="k", tenant="main", by="sup", lead=lead, reason="asked")
        for lead in ("L1", "L2", "L1")
    ]
    assert [(await shard.act(ask))["status"] for ask in asks] == [200, 422, 200]
    assert [change["lead"] for change in shard.changes("revealed")] == ["L1"]


# Where nothing is subscribed there is nothing to end.
DOING = [event for event in EVENTS if not isinstance(event, PushUnsubscribed)]


@pytest.mark.parametrize("event", DOING, ids=lambda event: event.kind)
async def test_what_was_refused_once_is_not_said_to_be_done(shard: Shard, event: Asking) -> None:
    """Refused for want of the rep or the lead, which then come: no yes for nothing."""
    if isinstance(event, PolicyActivated):
        await shard.run(AGGREGATES.call_for(event, shard.policy, shard.now, "", lambda _: None))
        first = shard.changes("answered")[-1]
    else:
        first = await shard.act(event)
    await shard.rep("ann")
    await shard.capture("L")
    before = len(shard.changes())
    second = await shard.act(event)
    done = [c["kind"] for c in shard.changes()[before:] if c["kind"] != "answered"]
    assert first["status"] == 200 or second["status"] != 200 or done, "a yes for nothing"


async def test_a_policy_under_one_id_comes_into_force_once(shard: Shard) -> None:
    event = PolicyActivated(action_id="k", version="p2")
    shard.policy = policy(version="p2")
    await shard.act(event)
    await shard.activate(policy(version="p3"))
    assert (await shard.act(event))["status"] == 200
    in_force = [change["version"] for change in shard.changes("policy_activated")]
    assert in_force[-2:] == ["p2", "p3"]
    assert await shard.store.policy() == "p3"
    other = PolicyActivated(action_id="k", version="p4")
    assert (await shard.act(other))["reason"] == "id_used"


async def test_what_a_caller_made_up_is_not_journalled(shard: Shard) -> None:
    """A lead, a rep and an epoch that are none may be a number; so may a note, a reason, a name."""
    await shard.rep("ann", presence="away")
    await shard.capture("L")
    for field in ("lead", "rep", "epoch", "note", "reason", "name"):
        for event in EVENTS:
            if field in type(event).model_fields and (field, event.kind) != ("rep", "rep"):
                fields = {field: "13977712345", "action_id": shard.new_id("k")}
                await shard.send(event.model_copy(update=fields))
    assert b"13977712345" not in b"".join(shard.entries)
