"""Where a dead letter goes when it is replayed, and whose capture it was. Pure."""

from dataclasses import dataclass
from typing import TypeGuard

import orjson
from pydantic import ValidationError

from hotlead.router.rules.identity import known_id
from hotlead.router.settings import Settings
from hotlead.topics.captures import DEFAULT_TENANT
from hotlead.topics.dead_letters import DeadLetter
from hotlead.topics.inbox import CaptureReceived, InboxEvent, SignalReceived, decode_inbox
from hotlead.topics.streams import INBOX, JOURNAL, MESSAGE_BYTES_MAX, SIGNALS, capture_topic

#: No event of ours has a longer id or name.
_ID_MAX = 128


@dataclass(frozen=True, slots=True)
class WayBack:
    """The topic, and the partition where it matters, else None."""

    topic: str
    partition: int | None = None


@dataclass(frozen=True, slots=True)
class Stays:
    """It is not sent back, and why."""

    why: str


def way_back(letter: DeadLetter, settings: Settings) -> WayBack | Stays:
    """Where a letter goes: what came from outside, to where it came from.

    From an inbox only captures and signals go back. Who sent an action was told that its fate is
    unknown and has asked again or not; done now, it would surprise them.
    """
    if letter.parts > 1:
        return Stays(f"it is larger than the {MESSAGE_BYTES_MAX} bytes that a topic takes")
    if letter.reason == "grown":
        return Stays("it is a whole batch, which nothing unpacks; have it sent again in parts")
    sources = {settings.topic(SIGNALS), *_channels(settings)}
    if letter.topic in sources:
        return WayBack(letter.topic)
    if letter.topic == settings.topic(INBOX):
        event = _inbox_event(letter)
        if event is None:
            return Stays("it is no event that an inbox can hold")
        if not isinstance(event, CaptureReceived | SignalReceived):
            return Stays(f"it is an action ({event.kind}), whose sender asks again")
        return WayBack(letter.topic, letter.partition)
    if letter.topic == settings.topic(JOURNAL):
        return Stays("what is not valid in the journal never happened")
    return Stays("its topic is none that is read here; is its channel in HOTLEAD_CHANNELS?")


@dataclass(frozen=True, slots=True)
class CaptureName:
    """By what a capture is known from intake on: `event_id` without a phone number."""

    tenant: str
    channel: str
    event_id: str


def capture_of(letter: DeadLetter, settings: Settings) -> CaptureName | None:
    """The capture that a letter was, as far as its bytes can be read."""
    channel = _channels(settings).get(letter.topic)
    if channel is None:
        event = _inbox_event(letter) if letter.topic == settings.topic(INBOX) else None
        if not isinstance(event, CaptureReceived):
            return None
        return CaptureName(event.tenant, event.channel, event.event_id)
    try:
        body = orjson.loads(letter.raw)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, dict):
        return None
    event_id, tenant = body.get("event_id"), body.get("tenant", DEFAULT_TENANT)
    if type(event_id) is int:
        event_id = str(event_id)  # refused as no text, and looked for by its digits
    if not _is_id(event_id) or not _is_id(tenant):
        return None
    return capture_name(settings, tenant.strip(), channel, event_id.strip())


def capture_name(settings: Settings, tenant: str, channel: str, event_id: str) -> CaptureName:
    """The name of a capture that its source knows as `event_id`."""
    key = settings.identity_key.encode()
    return CaptureName(tenant, channel, known_id(key, tenant, event_id))


def _channels(settings: Settings) -> dict[str, str]:
    return {settings.topic(capture_topic(name)): name for name in settings.channels}


def _inbox_event(letter: DeadLetter) -> InboxEvent | None:
    try:
        return decode_inbox(letter.raw)
    except ValidationError:
        return None


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= _ID_MAX
