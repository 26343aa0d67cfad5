"""Which waiting lead goes to which free rep, and how an assignment begins and ends."""

from tests.model import clock
from tests.model.ladder import ladder_rules_at, relax_at, seconds
from tests.model.order import Credits, first_for
from tests.model.reps import Turn, best_turn, charge, look_at, refund
from tests.model.slower import look_who_is_left, set_clock, turn_down
from tests.model.world import Lead, Rep, World


def dispatch(world: World) -> None:
    """While a waiting lead may be served by a free rep, the first such lead goes to the best rep.

    After any change this looks at all leads and all reps: of what is the first for each free rep
    the first goes.
    """
    while True:
        free = (rep for rep in world.reps.values() if rep.free)
        firsts = [first for rep in free if (first := first_for(world, rep)) is not None]
        if not firsts:
            break
        lead = min(firsts, key=lambda first: first.order).lead
        turn = best_turn(world, lead)
        assert turn is not None
        theirs = first_for(world, turn.rep)
        assert theirs is not None
        assert theirs.lead is lead, "it is the first for whoever gets it"
        assign(world, lead, turn, owed=theirs.owed)
    for lead in world.came_back:
        look_who_is_left(world, lead)
    world.came_back.clear()


def assign(
    world: World,
    lead: Lead,
    turn: Turn,
    *,
    by_hand: bool = False,
    owed: Credits | None = None,
) -> None:
    """The lead is the rep's until it is acknowledged or taken back, under a new epoch."""
    pool, rep = world.pool(lead.pool), turn.rep
    lead.state, lead.rep, lead.epoch = "assigned", rep.id, world.issue_epoch()
    lead.assigned_at = world.now
    charge(world, lead, turn, by_hand=by_hand)
    world.credits |= owed or {}
    expires_at: int | None = clock.after(world, lead, pool.expiry_s)
    if ladder_rules_at(world, lead, clock.now(world, lead) + seconds(pool.expiry_s)):
        expires_at = None
    world.stop_timers(lead.id, "refusals", "relax")
    clock.set_timer(world, "expire", lead, expires_at)
    rep.today += 1
    pacing = pool.pacing
    if pacing is not None and world.now < rep.shift_at + seconds(pacing.window_s):
        rep.paced += 1
        if rep.paced >= pacing.assignments:
            rep.paced_until = rep.shift_at + seconds(pacing.window_s)
            world.set_timer("pace", rep.id, rep.paced_until)
    look_at(world, rep)
    world.tell(
        "assigned",
        lead=lead.id,
        rep=rep.id,
        ledger=turn.ledger,
        expires_at=expires_at,
        episode=lead.episode,
    )


def let_go(world: World, lead: Lead) -> Rep:
    """The lead has no rep any more; returns who it was."""
    rep = world.reps[lead.rep or ""]
    lead.rep = lead.epoch = lead.ledger = None
    lead.assigned_at = lead.acknowledged_at = lead.contacted_at = None
    lead.charge = 0
    return rep


def withdraw(
    world: World,
    lead: Lead,
    reason: str,
    *,
    missed: int | None = None,
    give_back: bool = False,
    set_away: bool = False,
) -> Rep:
    """A live assignment ends; returns whose it was."""
    rep = world.reps[lead.rep or ""]
    if give_back:
        refund(rep, lead)
    let_go(world, lead)
    lead.state = "waiting"
    world.stop_timers(lead.id, "expire")
    if missed is not None:
        rep.missed = missed
    look_at(world, rep)
    most = world.pool(lead.pool).misses_before_away if missed is not None else None
    away = True if set_away else None
    told = {"reason": reason, "missed": missed, "missed_most": most, "set_away": away}
    world.tell("withdrawn", lead=lead.id, rep=rep.id, **told)
    return rep


def refuse(world: World, lead: Lead, rep: Rep) -> None:
    """The lead does not go to this rep again before its refusals are cleared."""
    lead.refused.add(rep.id)
    again = clock.after(world, lead, world.pool(lead.pool).clear_refusals_s)
    clock.set_timer(world, "refusals", lead, again)


def put_back(world: World, lead: Lead, reason: str, *, missed: bool = False) -> None:
    """The lead waits again, and not for the same rep. Too many misses in a row set a rep away."""
    pool = world.pool(lead.pool)
    misses = world.reps[lead.rep or ""].missed + 1 if missed else None
    too_many = misses is not None and misses >= pool.misses_before_away
    away = too_many and world.reps[lead.rep or ""].presence == "idle"
    rep = withdraw(world, lead, reason, missed=misses, set_away=away)
    refuse(world, lead, rep)
    turn_down(world, lead)
    world.set_timer("relax", lead.id, relax_at(world, lead))
    set_clock(world, lead)
    if away:
        set_presence(world, rep, "away", "missed")


def set_presence(world: World, rep: Rep, presence: str, why: str) -> None:
    """Idle, busy or away; misses are counted anew."""
    rep.presence, rep.missed = presence, 0
    look_at(world, rep)
    world.tell("presence_changed", rep=rep.id, presence=presence, why=why)
