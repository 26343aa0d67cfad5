"""What actions are answered, and when they were done."""

from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Claim,
    ClosedReopened,
    Decline,
    HandOver,
    Release,
    Undo,
)
from tests.model.world import Answer, Lead, World

Held = Acknowledge | Decline | Release | Activity | Undo
OfLead = Held | Claim | HandOver | ClosedReopened


def yes(world: World, event: OfLead) -> str:
    """The action is done."""
    world.answer(event.action_id, 200, lead=event.lead, rep=event.rep)
    return "applied"


def no(world: World, event: OfLead, status: int, reason: str, lead: Lead | None = None) -> str:
    """It is not, and why; of a lead that is known, who has it and how it stands."""
    fields = {"holder": lead.rep, "state": lead.state} if lead is not None else {}
    if status != 404:
        fields |= {"lead": event.lead, "rep": event.rep}
    world.answer(event.action_id, status, reason, **fields)
    return "refused"


def again(world: World, event: OfLead, before: Answer, lead: Lead) -> str:
    """What the action was told before."""
    if before.status != 200:
        return no(world, event, before.status, before.reason or "", lead)
    return yes(world, event)


def has(event: Held, lead: Lead) -> bool:
    """Whether the rep holds the lead under the epoch that the action names."""
    return lead.rep == event.rep and lead.epoch == event.epoch


def had_since(lead: Lead) -> int:
    """Since when whoever has the lead could do something with it."""
    since = lead.assigned_at if lead.assigned_at is not None else lead.acknowledged_at
    assert since is not None
    return since


def done_at(world: World, event: Held, since: int) -> int:
    """When it was done: as the phone says, but neither before the push nor after now."""
    if event.done_at_ms is None:
        return world.now
    return min(world.now, max(event.done_at_ms, since))


def said(world: World, done: int) -> int | None:
    """That instant as the journal tells it: not when it is now."""
    return done if done < world.now else None
