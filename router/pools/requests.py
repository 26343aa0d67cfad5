"""A policy as a shard's pools take it. Pure."""

from hotlead.router.policy.document import Policy, Pool, Rung
from hotlead.router.rules import scoring
from hotlead.router.rules.decay import HOUR_MS
from hotlead.router.rules.hours import shift_at, spans_ahead
from hotlead.router.rules.pool_clock import spans_text
from hotlead.router.shard.call import Call, Request
from hotlead.router.shard.requests import Given
from hotlead.topics.inbox import PolicyActivated


def _rung_text(rung: Rung) -> str:
    does = [
        name
        for name, on in (("remind", rung.remind), ("reassign", rung.reassign), ("open", rung.open))
        if on
    ]
    if rung.notify != "nobody":
        does.append(rung.notify)
    return f"{rung.name}:{round(rung.after_s * 1000)}:{'+'.join(does)}"


def clock_fields(pool: Pool, at_ms: int) -> Request:
    """When the pool's clock runs, where it ever stands still: the open spans ahead."""
    if pool.outside_hours != "wait" or not pool.hours.limited:
        return {}
    return {"spans": spans_text(spans_ahead(pool.hours, at_ms))}


def pool_fields(policy: Policy, name: str, at_ms: int) -> Request:
    """A pool as the scripts read it: times in ms, points in micropoints, shares in millionths."""
    pool, rules = policy.pools[name], policy.scoring
    shift = shift_at(pool.hours, at_ms)
    fields: Request = {
        "weight_profile": rules.weights.profile,
        "weight_heat": rules.weights.heat,
        "start": scoring.micro(rules.fresh_at_first),
        "slope": scoring.micro(rules.fresh_loss_per_h),
        "lasts": round(rules.fresh_for_h * HOUR_MS),
        "wait": scoring.micro(pool.waiting_points_per_min),
        "hot": scoring.micro(pool.hot),
        "high_intent": scoring.micro(pool.high_intent),
        "expiry": round(pool.expiry_s * 1000),
        "longest_wait": round(pool.longest_wait_s * 1000),
        "overdue_share": round(pool.overdue_share * 1_000_000),
        "reopen_after": round(pool.reopen_after_s * 1000),
        "undo": round(pool.undo_s * 1000),
        "clear_refusals": round(pool.clear_refusals_s * 1000),
        "misses_before_away": pool.misses_before_away,
        "reassign_hold": round(pool.reassign_hold_s * 1000),
        "top_tier": pool.top_tier,
        "ladder": ",".join(_rung_text(rung) for rung in pool.ladder),
        "first_rung": round(pool.ladder[0].after_s * 1000),
        "clock_waits": int(pool.outside_hours == "wait"),
        "is_open": int(shift.on),
        "opens_at": shift.opens_at_ms or at_ms,
        "next": shift.changes_at_ms,
        **clock_fields(pool, at_ms),
    }
    if pool.relax:
        fields["relax"] = ",".join(
            f"{round(step.after_s * 1000)}:{'+'.join(step.drop)}" for step in pool.relax
        )
    if pool.pacing is not None:
        fields["pace"] = pool.pacing.assignments
        fields["pace_window"] = round(pool.pacing.window_s * 1000)
    if pool.wrap_up_s > 0:
        fields["wrap_up"] = round(pool.wrap_up_s * 1000)
    slower, unserved = pool.slower_ladder, pool.unserved
    if slower.notify != "nobody":
        fields["slower_notify"] = slower.notify
        fields["slower_refused"] = int(slower.all_refused)
        if slower.waited_s > 0:
            fields["slower_waited"] = round(slower.waited_s * 1000)
    if unserved.notify != "nobody":
        fields["unserved_notify"] = unserved.notify
        fields["unserved_after"] = round(unserved.after_s * 1000)
    return fields


def activate(policy: Policy, at_ms: int, *, rescore: bool) -> Call:
    """Puts a policy into force in a shard."""
    request: Request = {
        "version": policy.version,
        "pools": {name: pool_fields(policy, name, at_ms) for name in policy.pools},
    }
    if policy.open_leads_max is not None:
        request["open_leads_max"] = policy.open_leads_max
    if rescore:
        request["rescore"] = True
    return Call("policy", request)


def activated(event: PolicyActivated, given: Given[Policy]) -> Call:
    """Puts the version that was asked for into force; who wants one unpublished is told so."""
    found = given.find(event.version)
    if found is None:
        return Call("policy", {"missing": True})
    return activate(found, given.now_ms, rescore=True)


def first_activated(given: Given[Policy]) -> Call:
    """The first policy of a shard: nothing was scored by another."""
    return activate(given.policy, given.now_ms, rescore=False)
