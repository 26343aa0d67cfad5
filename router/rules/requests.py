"""From an event of the inbox to the script that takes it, and the request that the script reads.

Pure: what depends on the state is decided inside the script, in the order of the inbox.
"""

from hotlead.router.policy.document import FULL, Policy, Pool, Rung
from hotlead.router.privacy.masking import mask_text, mask_value
from hotlead.router.rules import scoring
from hotlead.router.rules.hours import shift_at
from hotlead.router.shard.asked import asked
from hotlead.router.shard.call import Call, Request
from hotlead.topics.captures import AttributeValue, value_text
from hotlead.topics.contacts import capture_key
from hotlead.topics.event import ActionEvent
from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    CaptureReceived,
    Decline,
    InboxEvent,
    Marker,
    NoticeSeen,
    NoticeSent,
    PolicyActivated,
    Release,
    RepRegistered,
    SignalReceived,
    SignedOut,
    StaffSignedOut,
    Undo,
)

HELD_SIGNALS_MAX = 1_000_000


def needs_of(pool: Pool, attributes: dict[str, AttributeValue]) -> dict[str, str]:
    """What each attribute asks of a rep, as the tokens that a class is made of."""
    needs: dict[str, str] = {}
    for name, rule in pool.requires.items():
        if name not in attributes:
            continue
        value, kept = value_text(attributes[name]), mask_value(attributes[name])
        tokens = []
        # The token itself is journalled.
        if rule.region and kept and not set(kept) & set("|,: "):
            tokens.append(f"region:{kept}")
        if value in rule.skills:
            tokens.append(f"skill:{rule.skills[value]}")
        if value in rule.tiers:
            tokens.append(f"tier:{rule.tiers[value]}")
        if tokens:
            needs[name] = ",".join(tokens)
    return needs


def points_of(policy: Policy, attributes: dict[str, AttributeValue]) -> dict[str, int]:
    """Profile micropoints by attribute, those the policy ignores left out.

    Counted from the value as text, numbers included, so that a lead scored anew earns the same.
    """
    return {
        name: scoring.micro(scoring.attribute_points(policy.scoring, name, value_text(value)))
        for name, value in attributes.items()
        if name in policy.scoring.profile
    }


def _capture(event: CaptureReceived, policy: Policy, lead: str) -> Call:
    attributes = event.attributes
    pool = policy.pool_for(
        asked=event.pool,
        channel=event.channel,
        attributes={name: value_text(value) for name, value in attributes.items()},
    )
    request: Request = {
        "tenant": event.tenant,
        "channel": event.channel,
        "event_id": event.event_id,
        "capture": capture_key(event.tenant, event.channel, event.event_id),
        "lead": lead,
        "at": event.at_ms,
        "received": event.received_ms,
        "masked": event.masked,
        "identities": event.identities,
        "pool": pool,
        "contact": event.contact_json(),
        "contact_id": event.contact_id,
        "attributes": {mask_text(name): mask_value(value) for name, value in attributes.items()},
        "points": points_of(policy, attributes),
        # A person who is known stays in their pool, whose rules say what this capture asks.
        "needs": {name: needs_of(policy.pools[name], attributes) for name in policy.pools},
    }
    if event.pulled_back:
        request["pulled_back"] = True
    if event.test:
        request["test"] = True
    if event.visitor is not None:
        request["visitor"] = event.visitor
    return Call("capture", request)


def _signal(event: SignalReceived, policy: Policy) -> Call:
    request: Request = {
        "tenant": event.tenant,
        "event_id": event.event_id,
        "visitor": event.visitor,
        "signal": mask_text(event.signal),
        "value": event.value,
        "at": event.at_ms,
        "held_max": HELD_SIGNALS_MAX,
    }
    earned = scoring.signal_points(policy.scoring, event.signal, event.value)
    if earned is not None:
        request["points"] = scoring.micro(earned.points)
        request["cap"] = scoring.micro(earned.cap)
    return Call("signal", request)


def _rep(event: RepRegistered, at_ms: int) -> Call:
    shift = shift_at(event.hours, at_ms)
    request: Request = {
        "by": event.by,
        "tenant": event.tenant,
        "rep": event.rep,
        "name": mask_text(event.name),
        "pools": ",".join(sorted(event.pools)),
        "skills": ",".join(sorted(event.skills)),
        "regions": ",".join(sorted(event.regions)),
        "tier": event.tier,
        "weight": event.weight,
        "capacity": event.capacity,
        "hours": event.hours.model_dump_json(),
        "on_shift": int(shift.on),
        "day": shift.day,
        "shift_next": shift.changes_at_ms,
    }
    if event.daily_cap is not None:
        request["daily_cap"] = event.daily_cap
    return Call("rep", request)


def _action(event: Acknowledge | Decline | Release | Activity | Undo) -> Call:
    request: Request = {
        "tenant": event.tenant,
        "lead": event.lead,
        "epoch": event.epoch,
        "rep": event.rep,
    }
    if event.done_at_ms is not None:
        request["done_at"] = event.done_at_ms
    if isinstance(event, Decline):
        request["reason"] = mask_text(event.reason)
    if isinstance(event, Activity):
        request["contacted"] = event.contacted
        request["note"] = mask_text(event.note)
        request["outcome"] = event.outcome
        if event.next_at_ms is not None:
            request["next_at"] = event.next_at_ms
    return Call(event.kind, request)


def _asked(event: ActionEvent) -> Call:
    """What its script takes as it is asked."""
    request: Request = event.model_dump(exclude={"kind", "action_id"}, exclude_none=True)
    for typed in ("reason", "name"):
        if typed in request:
            request[typed] = mask_text(request[typed])
    if isinstance(event, SignedOut | StaffSignedOut):
        request["before"] = request.pop("before_ms")
    return Call(event.kind, request)


def _rung_text(rung: Rung) -> str:
    does = [
        name
        for name, on in (("remind", rung.remind), ("reassign", rung.reassign), ("open", rung.open))
        if on
    ]
    if rung.notify != "nobody":
        does.append(rung.notify)
    return f"{rung.name}:{round(rung.after_s * 1000)}:{'+'.join(does)}"


def pool_fields(policy: Policy, name: str, at_ms: int) -> Request:
    """A pool as the scripts read it: times in ms, points in micropoints."""
    pool, rules = policy.pools[name], policy.scoring
    decays = rules.decay == "linear"
    lasts_ms = round(FULL / rules.freshness_loss_per_h * scoring.HOUR_MS) if decays else 0
    shift = shift_at(pool.hours, at_ms)
    fields: Request = {
        "weight_profile": rules.weights.profile,
        "weight_heat": rules.weights.heat,
        "start": scoring.micro(rules.weights.freshness * FULL) if decays else 0,
        "slope": scoring.micro(rules.weights.freshness * rules.freshness_loss_per_h)
        if decays
        else 0,
        "lasts": lasts_ms,
        "wait": scoring.micro(pool.waiting_points_per_min),
        "hot": scoring.micro(pool.hot),
        "high_intent": scoring.micro(pool.high_intent),
        "expiry": round(pool.expiry_s * 1000),
        "longest_wait": round(pool.longest_wait_s * 1000),
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
    }
    if pool.relax:
        fields["relax"] = ",".join(
            f"{round(step.after_s * 1000)}:{'+'.join(step.drop)}" for step in pool.relax
        )
    if pool.pacing is not None:
        fields["pace"] = pool.pacing.assignments
        fields["pace_window"] = round(pool.pacing.window_s * 1000)
    return fields


def activate(policy: Policy, at_ms: int, *, rescore: bool) -> Call:
    """Puts a policy into force in a shard."""
    request: Request = {
        "version": policy.version,
        "pools": {name: pool_fields(policy, name, at_ms) for name in policy.pools},
    }
    if rescore:
        request["rescore"] = True
    return Call("policy", request)


def without_policy(event: PolicyActivated) -> Call:
    """The answer to who wants a version that nobody published."""
    return _under_its_id(event, Call("policy", {"missing": True}))


def call_for(event: InboxEvent, policy: Policy, at_ms: int, lead: str) -> Call:
    """The script and request for one event of the inbox.

    `policy` is the one in force; for PolicyActivated the owner has looked the new one up already.
    `lead` is the id of the lead that comes of a new person's capture: one that nobody had before.
    """
    call = _call_for(event, policy, at_ms, lead)
    return _under_its_id(event, call) if isinstance(event, ActionEvent) else call


def _under_its_id(event: ActionEvent, call: Call) -> Call:
    return Call(call.script, call.request | {"action": event.action_id, "asked": asked(event)})


def _call_for(event: InboxEvent, policy: Policy, at_ms: int, lead: str) -> Call:
    match event:
        case CaptureReceived():
            return _capture(event, policy, lead)
        case SignalReceived():
            return _signal(event, policy)
        case RepRegistered():
            return _rep(event, at_ms)
        case Acknowledge() | Decline() | Release() | Activity() | Undo():
            return _action(event)
        case NoticeSent() | NoticeSeen():
            return Call(event.kind, event.model_dump(exclude={"kind"}, exclude_none=True))
        case PolicyActivated():
            return activate(policy, at_ms, rescore=True)
        case Marker():
            return Call("marker", {})
        case ActionEvent():
            return _asked(event)
        case _:
            raise TypeError(f"no script takes {event.kind}")
