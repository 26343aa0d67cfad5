"""What every peer does with a capture: check it, normalise the number, score it.

The points are those of hotlead's default policy. Where a peer is asynchronous it calls Redis by
itself; the one script that must be atomic is `ASSIGN`.
"""

import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import phonenumbers

BUDGET_POINTS = ((200_000, 40), (100_000, 25), (50_000, 15))
HOUSE_POINTS = {"villa": 30, "duplex": 25, "apartment": 15}
OTHER_HOUSE_POINTS = 10
REGION_POINTS = 30
PROFILE_WEIGHT, FRESHNESS_WEIGHT = 0.30, 0.20
FULL, LOSS_PER_H = 100.0, 2.0
QUEUE_ORIGIN_S = 1_577_836_800

# KEYS: 1 assignments by lead, 2 reps by how much they have had, 3 the queue, 4 live leads by rep
# ARGV: 1 event id, 2 lead, 3 the lead as JSON, 4 the most that a rep may hold
# Returns the assignment as JSON, the same when the event comes again; '' for a person who has one
# by another event, or when nobody has room.
ASSIGN = """
local before = redis.call('HGET', KEYS[1], ARGV[2])
if before then return cjson.decode(before).event_id == ARGV[1] and before or '' end
local first = redis.call('ZRANGE', KEYS[2], 0, 0)
if #first == 0 then return '' end
local rep = first[1]
local live = redis.call('HINCRBY', KEYS[4], rep, 1)
if live >= tonumber(ARGV[4]) then redis.call('ZREM', KEYS[2], rep)
else redis.call('ZINCRBY', KEYS[2], 1, rep) end
redis.call('ZREM', KEYS[3], ARGV[2])
local told = cjson.decode(ARGV[3])
told.kind, told.rep = 'assigned', rep
local text = cjson.encode(told)
redis.call('HSET', KEYS[1], ARGV[2], text)
return text
"""
CAPACITY = 1000


class BadCapture(ValueError):
    """A record that cannot be processed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a peer finds its Kafka, its Redis and its topics."""

    kafka: str
    redis: str
    captures: str
    assignments: str
    dead_letters: str
    group: str
    prefix: str

    def key(self, name: str) -> str:
        """A key in Redis."""
        return self.prefix + name


def place() -> Place:
    """As the bench tells it, by the environment."""
    prefix = os.environ["HOTLEAD_TOPIC_PREFIX"]
    return Place(
        kafka=os.environ["HOTLEAD_KAFKA"],
        redis=os.environ["HOTLEAD_REDIS"],
        captures=f"{prefix}capture.web-form",
        assignments=f"{prefix}assignments",
        dead_letters=f"{prefix}dead-letters",
        group=os.environ["HOTLEAD_GROUP"],
        prefix=os.environ["HOTLEAD_REDIS_PREFIX"],
    )


@dataclass(frozen=True, slots=True)
class Lead:
    """A capture that was checked and scored."""

    event_id: str
    phone: str
    lead: str
    masked: str
    channel: str
    profile: float
    score: float
    queue_key: float

    def told(self) -> str:
        """What a rep is told, as JSON; no full number."""
        fields = asdict(self)
        del fields["phone"], fields["queue_key"]
        return json.dumps(fields)


def check(capture: Any, received_ms: float) -> Lead:
    """The lead of a decoded capture. Raises BadCapture, which names the field."""
    try:
        event_id, raw = capture["event_id"], capture["contact"]["phone"]
        attributes = capture.get("attributes") or {}
    except (KeyError, TypeError) as error:
        raise BadCapture(f"a field is missing: {error}") from None
    phone, masked = normal(raw)
    profile = min(FULL, points(attributes))
    age_h = max(0.0, time.time() - received_ms / 1000) / 3600
    freshness = max(0.0, FULL - LOSS_PER_H * age_h)
    score = PROFILE_WEIGHT * profile + FRESHNESS_WEIGHT * freshness
    since_h = (received_ms / 1000 - QUEUE_ORIGIN_S) / 3600
    queue_key = PROFILE_WEIGHT * profile + FRESHNESS_WEIGHT * LOSS_PER_H * since_h
    lead = "ld_" + hashlib.sha256(phone.encode()).hexdigest()[:20]
    return Lead(event_id, phone, lead, masked, "web-form", profile, score, queue_key)


@lru_cache(maxsize=65_536)
def normal(raw: str) -> tuple[str, str]:
    """A number in E.164, and masked. Raises BadCapture."""
    try:
        number = phonenumbers.parse(raw, "CN")
    except phonenumbers.NumberParseException as error:
        raise BadCapture(f"contact.phone: {error}") from None
    if not phonenumbers.is_valid_number(number):
        raise BadCapture("contact.phone: no such number can exist")
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return text, f"{text[:6]}****{text[-4:]}"


def points(attributes: dict[str, Any]) -> float:
    """Profile points by hotlead's default policy."""
    total = 0.0
    if "region" in attributes:
        total += REGION_POINTS
    budget = attributes.get("budget", 0)
    total += next((earned for least, earned in BUDGET_POINTS if budget >= least), 0)
    if "house_type" in attributes:
        total += HOUSE_POINTS.get(attributes["house_type"], OTHER_HOUSE_POINTS)
    return total
