"""From an event of a lead to its transition.

Pure: what depends on the state is decided inside the transition, in the order of the inbox.
"""

from typing import Final

from hotlead.router.policy.document import Policy, Pool
from hotlead.router.privacy.masking import mask_text, mask_value
from hotlead.router.rules import scoring
from hotlead.router.shard.call import Call, Request
from hotlead.router.shard.requests import Given
from hotlead.topics.captures import AttributeValue, value_text
from hotlead.topics.contacts import capture_key
from hotlead.topics.inbox import CaptureReceived, SignalReceived

HELD_SIGNALS_MAX: Final = 1_000_000


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


def captured(event: CaptureReceived, given: Given[Policy]) -> Call:
    """A capture, with all that it may need whatever lead it comes to."""
    policy = given.policy
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
        "lead": given.new_id,
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


def signalled(event: SignalReceived, given: Given[Policy]) -> Call:
    """A signal, with what it earns."""
    policy = given.policy
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
