"""From an event of a lead to its transition.

Pure: what depends on the state is decided inside the transition, in the order of the inbox.
"""

from typing import Final

from hotlead.router.leads.worth import micropoints, tokens_of, worths
from hotlead.router.policy.document import Policy, Pool
from hotlead.router.privacy.masking import mask_text
from hotlead.router.rules import scoring
from hotlead.router.shard.call import Call, Request
from hotlead.router.shard.requests import Given
from hotlead.topics.captures import AttributeValue
from hotlead.topics.contacts import capture_key
from hotlead.topics.inbox import CaptureReceived, SignalReceived

HELD_SIGNALS_MAX: Final = 1_000_000


def needs_of(pool: Pool, attributes: dict[str, AttributeValue]) -> dict[str, str]:
    """What each attribute asks of a rep, as the tokens that a class is made of."""
    return {
        name: tokens
        for name, rule in pool.requires.items()
        if name in attributes and (tokens := tokens_of(rule, attributes[name]))
    }


def points_of(policy: Policy, attributes: dict[str, AttributeValue]) -> dict[str, int]:
    """Profile micropoints by attribute, those the policy ignores left out."""
    return {
        name: points
        for name, value in attributes.items()
        if (points := micropoints(policy, name, value)) is not None
    }


def captured(event: CaptureReceived, given: Given[Policy]) -> Call:
    """A capture, with all that it may need whatever lead it comes to."""
    policy = given.policy
    of = worths(policy).of
    found = {name: of(name, value) for name, value in event.attributes.items()}
    pool = policy.pool_for(
        asked=event.pool,
        channel=event.channel,
        attributes={name: worth.text for name, worth in found.items()},
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
        "attributes": {worth.name: worth.kept for worth in found.values()},
        "points": {name: worth.points for name, worth in found.items() if worth.points is not None},
        # A person who is known stays in their pool, whose rules say what this capture asks.
        "needs": {
            pool: {
                name: found[name].needs[pool]
                for name in rules.requires
                if name in found and pool in found[name].needs
            }
            for pool, rules in policy.pools.items()
        },
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
