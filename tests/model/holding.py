"""A lead in a rep's hands: taken, worked with, closed, taken back, and lost."""

from hotlead.topics.inbox import Activity, Undo
from tests.model import clock
from tests.model.answers import done_at, had_since, has, no, said, yes
from tests.model.dispatch import let_go
from tests.model.ladder import rung_due, seconds, was_opened
from tests.model.reps import look_at, wrap_up
from tests.model.world import MINUTE, Hold, Lead, Past, Rep, World

PAST_EACH = 5


def take(world: World, lead: Lead, rep: Rep, via: str, done: int) -> None:
    """The lead is acknowledged: the ladder stops, a contact is to follow in time."""
    lead.state, lead.rep, lead.owner = "acknowledged", rep.id, rep.id
    lead.open, lead.contacted_at, rep.missed = False, None, 0
    lead.acknowledged_at = done
    world.stop_timers(lead.id, "expire", "rung", "refusals", "relax", "slower")
    reopen_at = clock.after(world, lead, world.pool(lead.pool).reopen_after_s)
    clock.set_timer(world, "reopen", lead, reopen_at)
    look_at(world, rep)
    world.tell(
        "acknowledged",
        lead=lead.id,
        rep=rep.id,
        via=via,
        reopen_at=reopen_at,
        done_at=said(world, done),
    )


def leave(world: World, lead: Lead, reason: str, done: int | None = None) -> None:
    """An acknowledged lead leaves its rep. Before any contact the episode and its clock go on.

    What it was taken from is remembered, for who may still tell what they did.
    """
    contacted = lead.contacted_at is not None
    if reason in ("no_contact", "handed_over"):
        _remember(world, lead, reason)
    rep = let_go(world, lead)
    lead.state = "waiting"
    world.stop_timers(lead.id, "reopen")
    if reason in ("released", "handed_over") and not contacted:
        world.set_timer("rung", lead.id, rung_due(world, lead, lead.rung + 1))
        lead.open = was_opened(world, lead)
    look_at(world, rep)
    done_ = None if done is None else said(world, done)
    world.tell("left", lead=lead.id, rep=rep.id, reason=reason, done_at=done_)


def _remember(world: World, lead: Lead, reason: str) -> None:
    assert lead.rep is not None
    assert lead.epoch is not None
    if len(lead.past) == PAST_EACH:
        del lead.past[min(lead.past, key=lambda epoch: (lead.past[epoch].ended, epoch))]
    lead.past[lead.epoch] = Past(lead.rep, had_since(lead), world.now, reason, lead.episode)


def activity(world: World, event: Activity, lead: Lead, rep: Rep) -> str:
    """What the rep did with a lead that they have, or had when they did it."""
    if lead.state == "acknowledged" and has(event, lead):
        done, episode = done_at(world, event, had_since(lead)), lead.episode
    else:
        past = lead.past.get(event.epoch)
        if past is None or past.rep != rep.id:
            return no(world, event, 409, "too_late", lead)
        done, episode = done_at(world, event, past.pushed), past.episode
        if done >= past.ended:
            return no(world, event, 409, "too_late", lead)
        told_in_vain = not (event.contacted or event.outcome != "open")
        elsewhere = lead.state != "waiting" and lead.rep != rep.id
        if past.reason == "handed_over" or told_in_vain or elsewhere:
            _tell(world, event, "late_activity", done, episode)
            return no(world, event, 409, "too_late", lead)
        lead.epoch = lead.epoch or world.issue_epoch()
        if lead.state != "acknowledged":
            take(world, lead, rep, "late_contact", world.now)
    _tell(world, event, "activity", done, lead.episode)
    hold = Hold(
        epoch=lead.epoch or "",
        assigned_at=lead.assigned_at,
        acknowledged_at=lead.acknowledged_at,
        contacted_at=lead.contacted_at,
        next_at=lead.next_at,
        reopen_clock=world.meant[f"reopen|{lead.id}"] if lead.contacted_at is None else None,
    )
    lead.next_at = event.next_at_ms
    first = event.contacted and lead.contacted_at is None
    if first:
        lead.contacted_at = done
        world.stop_timers(lead.id, "reopen")
        look_at(world, rep)
        world.tell("contacted", lead=lead.id, rep=rep.id, done_at=said(world, done))
    if event.outcome != "open":
        leave(world, lead, "closed")
        lead.state, lead.outcome = "closed", event.outcome
        lead.closed_at, lead.closed_by, lead.was = world.now, rep.id, hold
        world.tell("closed", lead=lead.id, rep=rep.id, outcome=event.outcome)
    if first or event.outcome != "open":
        wrap_up(world, rep, lead, done)
    return yes(world, event)


def _tell(world: World, event: Activity, kind: str, done: int, episode: int) -> None:
    world.tell(
        kind,
        lead=event.lead,
        rep=event.rep,
        outcome=event.outcome,
        contacted=event.contacted,
        episode=episode,
        done_at=said(world, done),
        entered_after=world.now - done if world.now - done > 10 * MINUTE else None,
    )


def undo(world: World, event: Undo, lead: Lead, rep: Rep) -> str:
    """The lead is what it was before its outcome, if nothing came between and it was just now."""
    if lead.state == "acknowledged" and has(event, lead):
        return yes(world, event)
    before = world.answer_to(event.action_id)
    if before is not None:
        return no(world, event, 409, before.reason or "moved_on", lead)
    was, closed_at = lead.was, lead.closed_at
    theirs = was is not None and (lead.closed_by, was.epoch) == (rep.id, event.epoch)
    if was is None or closed_at is None or not theirs:
        return no(world, event, 409, "moved_on", lead)
    done, short = done_at(world, event, closed_at), seconds(world.pool(lead.pool).undo_s)
    if done > closed_at + short:
        return no(world, event, 409, "undo_over", lead)
    outcome, reopen_at = lead.outcome, None
    lead.state, lead.rep, lead.epoch, lead.outcome = "acknowledged", rep.id, was.epoch, None
    lead.assigned_at, lead.acknowledged_at = was.assigned_at, was.acknowledged_at
    lead.contacted_at, lead.next_at = was.contacted_at, was.next_at
    lead.closed_at = lead.closed_by = lead.was = None
    if was.contacted_at is None:
        reopen_at = max(clock.when(world, lead.pool, was.reopen_clock or 0), world.now + short)
        clock.set_timer(world, "reopen", lead, reopen_at)
    look_at(world, rep)
    world.tell(
        "outcome_undone",
        lead=lead.id,
        rep=rep.id,
        outcome=outcome,
        contacted=was.contacted_at is not None,
        reopen_at=reopen_at,
        done_at=said(world, done),
    )
    return yes(world, event)
