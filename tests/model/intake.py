"""What comes in: captures, signals, policies, and leads scored anew under a new policy."""

from hotlead.router.policy.document import Policy
from hotlead.topics.inbox import CaptureReceived, SignalReceived
from tests.integration.state.shard import lead_named
from tests.model import clock
from tests.model.dispatch import dispatch
from tests.model.hours import shift_of
from tests.model.ladder import (
    UNACKNOWLEDGED,
    check_hot,
    end_expiry,
    new_episode,
    new_wait,
    relax_at,
    rung_due,
)
from tests.model.scoring import add_heat, micro, needs_of, profile_points, score_by, signal_rule
from tests.model.slower import set_clock
from tests.model.world import HELD_FOR, Lead, PoolHours, Signal, World

SIGNALS_EACH, HELD_EACH = 100, 100


def capture(world: World, event: CaptureReceived) -> str:
    """A person leaves a contact: a new lead, a merge, or one that was closed and returns."""
    seen = f"c|{event.tenant}|{event.channel}|{event.event_id}"
    if world.recalls(seen):
        return "duplicate"
    attributes = {name: str(value) for name, value in event.attributes.items()}
    known = [world.identities[i] for i in event.identities if i in world.identities]
    at = min(event.at_ms, world.now)
    if known:
        lead = world.leads[known[0]]
        lead.captured_at = max(lead.captured_at, at)
        world.merged[event.tenant] += 1
    else:
        pool = world.policy.pool_for(
            asked=event.pool, channel=event.channel, attributes=dict(attributes)
        )
        lead = Lead(lead_named(event), event.tenant, pool, world.now, at, world.policy)
        clock.wait_from_now(world, lead)
        world.leads[lead.id] = lead
    world.captured[event.tenant] += 1
    world.remember(seen)
    for identity in event.identities:
        world.identities.setdefault(identity, lead.id)
    others = [other for other in known if other != lead.id]
    if others:
        world.tell("identity_conflict", lead=lead.id, other=others[-1])
    lead.attributes |= attributes
    lead.points |= profile_points(world.policy, attributes)
    needs = needs_of(world.pool(lead.pool), attributes)
    lead.needs = {n: asked for n, asked in lead.needs.items() if n not in attributes} | needs
    if event.visitor is not None:
        world.visitors[event.visitor] = lead.id
        world.held_at.pop(event.visitor, None)
        for signal in world.held.pop(event.visitor, []):
            _join(lead, signal)
    score_by(lead, world.policy)
    if lead.state == "closed":
        new_episode(world, lead, "returned")
        new_wait(world, lead)
    elif not known:
        new_wait(world, lead)
    check_hot(world, lead)
    dispatch(world)
    return "applied"


def _join(lead: Lead, signal: Signal) -> None:
    lead.signals = [*lead.signals, signal][-SIGNALS_EACH:]
    add_heat(lead.heats, signal)


def signal(world: World, event: SignalReceived, held_max: int) -> str:
    """A visitor does something: joined to their newest lead, or held until they leave a contact."""
    seen = f"s|{event.tenant}|{event.event_id}"
    if world.recalls(seen):
        return "duplicate"
    rule = signal_rule(world.policy, event.signal, event.value)
    points, cap = (micro(rule.points), micro(rule.cap)) if rule else (None, None)
    new = Signal(event.signal, event.value, points, cap)
    if event.visitor not in world.visitors:
        return _hold(world, event.visitor, new, seen, held_max)
    world.remember(seen)
    lead = world.leads[world.visitors[event.visitor]]
    _join(lead, new)
    score_by(lead, world.policy)
    check_hot(world, lead)
    dispatch(world)
    return "applied"


def _hold(world: World, visitor: str, new: Signal, seen: str, held_max: int) -> str:
    full = sum(map(len, world.held.values())) >= held_max
    if not full:
        world.held[visitor] = [*world.held.get(visitor, []), new][-HELD_EACH:]
        world.held_at[visitor] = world.now
    old = sorted((at, v) for v, at in world.held_at.items() if at <= world.now - HELD_FOR)
    for _, forgotten in old[:2]:
        del world.held[forgotten], world.held_at[forgotten]
    world.remember(seen)
    return "dropped" if full else "applied"


def policy(world: World, new: Policy, action: str | None, *, rescore: bool) -> str:
    """A policy comes into force; all leads are to be scored anew."""
    if action is not None and world.acted(action):
        world.answer(action, 200)
        return "applied"
    shown = {name: clock.total(world, name, world.now) for name in new.pools}
    world.policy = new
    for name, pool in new.pools.items():
        before = world.pools.get(name)
        has_one = clock.stands_still(pool) or (before is not None and before.clock is not None)
        shift = shift_of(pool.hours, world.now)
        world.pools[name] = PoolHours(
            shift.on,
            shift.opens_at,
            world.now,
            shift.changes_at,
            world.open_ms(name, world.now),
            (shown[name], world.now) if has_one else None,
        )
        world.set_timer("hours", name, shift.changes_at)
    if rescore:
        world.rescore = set(world.leads)
        most = new.open_leads_max
        world.bounds = {rep.id for rep in world.reps.values() if rep.open_most != most}
    if action is not None:
        world.answer(action, 200)
    return "applied"


def rescore(world: World, name: str) -> str:
    """One lead is scored by the policy in force, from its attributes and signals as kept.

    If it is on the ladder it climbs the new one; if it waits it relaxes by the new steps.
    """
    world.rescore.discard(name)
    lead = world.leads.get(name)
    if lead is None:
        return "dropped"
    lead.points = profile_points(world.policy, lead.attributes)
    lead.needs = needs_of(world.pool(lead.pool), lead.attributes)
    lead.heats = {}
    for kept in lead.signals:
        rule = signal_rule(world.policy, kept.kind, kept.value)
        if rule is not None:
            add_heat(lead.heats, Signal(kept.kind, kept.value, micro(rule.points), micro(rule.cap)))
    score_by(lead, world.policy)
    clock.move_timers(world, lead)
    if lead.hot_at is not None and lead.state in UNACKNOWLEDGED:
        due = rung_due(world, lead, lead.rung + 1)
        world.set_timer("rung", lead.id, due)
        if due is not None:
            end_expiry(world, lead)
        elif lead.state == "assigned":
            expires_at = clock.after(world, lead, world.pool(lead.pool).expiry_s)
            clock.set_timer(world, "expire", lead, expires_at)
    if lead.state == "waiting":
        world.set_timer("relax", lead.id, relax_at(world, lead))
    set_clock(world, lead)
    check_hot(world, lead)
    dispatch(world)
    return "applied"
