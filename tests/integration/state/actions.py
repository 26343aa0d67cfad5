"""What reps and supervisors do to leads, each in one line of a test."""

from typing import Any

from hotlead.topics.inbox import Acknowledge, Activity, Claim, Decline, HandOver, Release
from hotlead.topics.journal import Change
from tests.integration.state.shard import Shard


async def _fields(shard: Shard, lead: str, fields: dict[str, Any]) -> dict[str, Any]:
    now = await shard.lead(lead)
    given = {"tenant": "main", "lead": lead, "action_id": shard.new_id("k")}
    held = {"rep": now.get("rep", "nobody"), "epoch": now.get("epoch", "none")}
    return given | held | fields


async def acknowledge(shard: Shard, lead: str, **fields: Any) -> Change:
    """Who has the lead takes it, unless told otherwise."""
    return await shard.act(Acknowledge(**await _fields(shard, lead, fields)))


async def decline(shard: Shard, lead: str, **fields: Any) -> Change:
    """Who has the lead declines it."""
    return await shard.act(Decline(**await _fields(shard, lead, fields)))


async def release(shard: Shard, lead: str, **fields: Any) -> Change:
    """Who acknowledged the lead gives it back."""
    return await shard.act(Release(**await _fields(shard, lead, fields)))


async def activity(shard: Shard, lead: str, **fields: Any) -> Change:
    """Who acknowledged the lead did something; a contact unless told otherwise."""
    return await shard.act(Activity(**await _fields(shard, lead, fields)))


async def close(shard: Shard, lead: str) -> Change:
    """Who acknowledged the lead won it."""
    return await activity(shard, lead, outcome="won")


async def finish(shard: Shard, lead: str) -> None:
    """Who has the lead acknowledges it and wins it, so that their room is free again."""
    await acknowledge(shard, lead)
    await close(shard, lead)


async def claim(shard: Shard, lead: str, rep: str, **fields: Any) -> Change:
    """A rep takes a lead that is open to all."""
    given = {"tenant": "main", "action_id": shard.new_id("k")} | fields
    return await shard.act(Claim(lead=lead, rep=rep, **given))


async def hand_over(shard: Shard, lead: str, rep: str, **fields: Any) -> Change:
    """A supervisor gives the lead to a rep."""
    given = {"tenant": "main", "action_id": shard.new_id("k"), "by": "sup"} | fields
    return await shard.act(HandOver(lead=lead, rep=rep, **given))
