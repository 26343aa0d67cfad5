"""What reps and supervisors do to leads, each in one line of a test."""

from typing import Any

from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Claim,
    ClosedReopened,
    Decline,
    HandOver,
    NoticeSeen,
    NoticeSent,
    PushSubscribed,
    PushUnsubscribed,
    Release,
    SignedOut,
    Undo,
)
from hotlead.topics.journal import RawChange
from tests.integration.state.shard import Shard


async def _fields(shard: Shard, lead: str, fields: dict[str, Any]) -> dict[str, Any]:
    now = await shard.lead(lead)
    given = {"tenant": "main", "lead": lead, "action_id": shard.new_id("k")}
    held = {"rep": now.get("rep", "nobody"), "epoch": now.get("epoch", "none")}
    return given | held | fields


async def acknowledge(shard: Shard, lead: str, **fields: Any) -> RawChange:
    """Who has the lead takes it, unless told otherwise."""
    return await shard.act(Acknowledge(**await _fields(shard, lead, fields)))


async def decline(shard: Shard, lead: str, **fields: Any) -> RawChange:
    """Who has the lead declines it."""
    return await shard.act(Decline(**await _fields(shard, lead, fields)))


async def release(shard: Shard, lead: str, **fields: Any) -> RawChange:
    """Who acknowledged the lead gives it back."""
    return await shard.act(Release(**await _fields(shard, lead, fields)))


async def activity(shard: Shard, lead: str, **fields: Any) -> RawChange:
    """Who acknowledged the lead did something; a contact unless told otherwise."""
    return await shard.act(Activity(**await _fields(shard, lead, fields)))


async def close(shard: Shard, lead: str) -> RawChange:
    """Who acknowledged the lead won it."""
    return await activity(shard, lead, outcome="won")


async def finish(shard: Shard, lead: str) -> None:
    """Who has the lead acknowledges it and wins it, so that their room is free again."""
    await acknowledge(shard, lead)
    await close(shard, lead)


async def claim(shard: Shard, lead: str, rep: str, **fields: Any) -> RawChange:
    """A rep takes a lead that is open to all."""
    given = {"tenant": "main", "action_id": shard.new_id("k")} | fields
    return await shard.act(Claim(lead=lead, rep=rep, **given))


async def hand_over(shard: Shard, lead: str, rep: str, **fields: Any) -> RawChange:
    """A supervisor gives the lead to a rep."""
    given = {"tenant": "main", "action_id": shard.new_id("k"), "by": "sup"} | fields
    return await shard.act(HandOver(lead=lead, rep=rep, **given))


async def undo(shard: Shard, lead: str, rep: str, epoch: str, **fields: Any) -> RawChange:
    """A rep takes back the outcome that they recorded under an epoch."""
    given = {"tenant": "main", "action_id": shard.new_id("k")} | fields
    return await shard.act(Undo(lead=lead, rep=rep, epoch=epoch, **given))


async def reopen(shard: Shard, lead: str, **fields: Any) -> RawChange:
    """A supervisor reopens a closed lead."""
    given = {"tenant": "main", "action_id": shard.new_id("k"), "by": "sup", "reason": "a mistake"}
    return await shard.act(ClosedReopened(lead=lead, **(given | fields)))


async def subscribe(shard: Shard, rep: str, phone: str, **fields: Any) -> RawChange:
    """A phone of the rep's takes pushes."""
    given = {"tenant": "main", "action_id": shard.new_id("k"), "auth": "aa", "p256dh": "pp"}
    given["endpoint"] = f"https://push.example.org/{phone}"
    return await shard.act(PushSubscribed(rep=rep, subscription=phone, **(given | fields)))


async def unsubscribe(shard: Shard, rep: str, phone: str, **fields: Any) -> RawChange:
    """A phone of the rep's takes no more."""
    given = {"tenant": "main", "action_id": shard.new_id("k")} | fields
    return await shard.act(PushUnsubscribed(rep=rep, subscription=phone, **given))


async def sign_out(shard: Shard, rep: str, before_ms: int, **fields: Any) -> RawChange:
    """A supervisor signs the rep out everywhere."""
    given = {"tenant": "main", "action_id": shard.new_id("k"), "by": "sup"} | fields
    return await shard.act(SignedOut(rep=rep, before_ms=before_ms, **given))


async def sent(shard: Shard, to: str, *leads: str, **fields: Any) -> str:
    """One push about these leads was sent, and accepted; returns the code."""
    given = {"tenant": "main", "via": "web-push", "result": "accepted", "attempts": 1} | fields
    notices = [{"notice": f"0-{i}-0-{to}", "lead": lead} for i, lead in enumerate(leads)]
    return (await shard.send(NoticeSent(to=to, notices=notices, **given)))[0]


async def seen(shard: Shard, rep: str, lead: str, **fields: Any) -> str:
    """The rep's phone has shown a push; returns the code."""
    given = {"tenant": "main", "notice": f"0-1-0-{rep}"} | fields
    return (await shard.send(NoticeSeen(rep=rep, lead=lead, **given)))[0]
