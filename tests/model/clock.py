"""A pool's clock: open time where its policy waits outside hours, plain time where it runs on.

The hours of the policy are read anew whenever the clock is asked; what it had counted at its newest
turn stands, and what it had reached by then falls due then at the earliest.
"""

from hotlead.router.policy.document import Pool
from tests.model.hours import on_for, open_between
from tests.model.world import Lead, World

BY_THE_CLOCK = ("expire", "reopen", "refusals")


def stands_still(pool: Pool) -> bool:
    """Whether it ever does."""
    hours = pool.hours
    return pool.outside_hours == "wait" and bool(hours.days or hours.closed)


def total(world: World, name: str, at: int) -> int:
    """What the clock shows at an instant: the instant itself where none ever stood still."""
    known = world.pools.get(name)
    if known is None or known.clock is None:
        return at
    shown, since = known.clock
    if at <= since:
        return shown
    pool = world.pool(name)
    return shown + (open_between(pool.hours, since, at) if stands_still(pool) else at - since)


def when(world: World, name: str, shows: int) -> int:
    """When it shows that."""
    clock = world.pools[name].clock
    if clock is None:
        return shows
    shown, since = clock
    left, pool = max(0, shows - shown), world.pool(name)
    if left == 0 or not stands_still(pool):
        return since + left
    return on_for(pool.hours, since, left)


def now(world: World, lead: Lead) -> int:
    """What the lead's pool's shows now."""
    return total(world, lead.pool, world.now)


def after(world: World, lead: Lead, span_s: float) -> int:
    """When so many seconds more have passed by it."""
    return when(world, lead.pool, now(world, lead) + round(span_s * 1000))


def wait_from_now(world: World, lead: Lead) -> None:
    """The lead's wait begins."""
    lead.since, lead.since_clock = world.now, now(world, lead)


def set_timer(world: World, kind: str, lead: Lead, at: int | None) -> None:
    """Sets a timer that goes by the clock, or takes it away."""
    world.set_timer(kind, lead.id, at)
    if at is not None:
        world.meant[f"{kind}|{lead.id}"] = total(world, lead.pool, at)


def is_ahead(world: World, kind: str, lead: Lead, horizon: int) -> bool:
    """Whether a timer that went off is not due as the clock stands now; then it is set anew."""
    due = when(world, lead.pool, world.meant[f"{kind}|{lead.id}"])
    if due > horizon:
        world.set_timer(kind, lead.id, due)
    return due > horizon


def move_timers(world: World, lead: Lead) -> None:
    """Under other hours what is still ahead comes at another instant."""
    for kind in BY_THE_CLOCK:
        member = f"{kind}|{lead.id}"
        if world.timers.get(member, 0) > world.now:
            world.set_timer(kind, lead.id, when(world, lead.pool, world.meant[member]))
