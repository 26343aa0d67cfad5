"""Intake: captures and signals as they arrive, validated, normalised, kept, and sent to the inbox.

Stateless. A batch is acknowledged once Kafka has the contacts and the inbox events of all its
records; so each is delivered at least once, and duplicates are known by their event id further on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from secrets import token_hex
from time import monotonic
from typing import Any, TypeVar

from pydantic import ConfigDict, ValidationError

from hotlead.agents.batches import Batch, BatchApp, Record, batch_agent
from hotlead.agents.batches.where import where
from hotlead.agents.left_out import LeftOut
from hotlead.agents.tools import Tools
from hotlead.router.clock import real_ms
from hotlead.router.kafka.grown_batches import WHY, Packed
from hotlead.router.kafka.sends import acknowledged
from hotlead.router.privacy.masking import field_path, letters_only
from hotlead.router.rules.identity import BadPhone, keyed_hash, known_id, recognise
from hotlead.router.rules.json_bodies import TWICE, encoded_twice, read_json, why_not_json
from hotlead.router.settings import Settings
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.captures import Capture, Contact, Signal
from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.dead_letters import NO_TENANT, Reason
from hotlead.topics.inbox import CaptureReceived, SignalReceived
from hotlead.topics.inbox_records import inbox_record
from hotlead.topics.streams import CONTACTS, INBOX, SIGNALS, capture_topic

log = logging.getLogger(__name__)

EventT = TypeVar("EventT", CaptureReceived, SignalReceived)

OWN_ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class Unusable(Exception):
    """A record that cannot be processed, and why; `detail` holds no personal data."""

    reason: Reason
    detail: str
    tenant: str = NO_TENANT


class _SentContact(Contact):
    model_config = ConfigDict(frozen=True, extra="allow")


class _SentCapture(Capture):
    """A capture that also knows what was left out of it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    contact: _SentContact


class _SentSignal(Signal):
    model_config = ConfigDict(frozen=True, extra="allow")


def refusal(error: ValidationError, raw: bytes) -> Unusable:
    """The verdict on a record that is no event: the first field at fault and the mend."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return Unusable("bad_json", f"the record {why_not_json(raw)}")
    if first["type"] == "model_type" and encoded_twice(_read(raw)):
        return Unusable("bad_json", f"the record {TWICE}")
    reason: Reason = "no_contact" if "give one of phone" in first["msg"] else "bad_field"
    return Unusable(reason, f"${field_path(first['loc'])}: {first['msg']}")


def _read(raw: bytes) -> Any:
    try:
        return read_json(raw)
    except ValueError:
        return None


def to_inbox(
    record: Record, channel: str, settings: Settings, left_out: LeftOut | None = None
) -> CaptureReceived:
    """The inbox event of one capture record; `left_out` hears of fields that nobody knows.

    Raises Unusable.
    """
    raw = record.value or b""
    try:
        capture = _SentCapture.model_validate_json(raw)
    except ValidationError as error:
        raise refusal(error, raw) from None
    if left_out is not None and (capture.model_extra or capture.contact.model_extra):
        left_out.capture(channel, capture.model_extra or {}, capture.contact.model_extra or {})
    if capture.tenant not in settings.tenants:
        raise Unusable("unknown_tenant", "$.tenant: no such tenant; add it to HOTLEAD_TENANTS")
    key = settings.identity_key.encode()
    try:
        person = recognise(capture.contact, tenant=capture.tenant, key=key, test=capture.test)
    except BadPhone as error:
        detail = f"$.contact.phone: {error}"
        raise Unusable("bad_phone", detail, capture.tenant) from None
    at_ms, pulled_back = _instant(capture.occurred_at, record, settings)
    return CaptureReceived(
        tenant=capture.tenant,
        channel=channel,
        event_id=known_id(key, capture.tenant, capture.event_id),
        at_ms=at_ms,
        received_ms=_received_ms(record),
        pulled_back=pulled_back,
        contact=person.contact,
        contact_id=letters_only(token_hex(OWN_ID_BYTES)),
        masked=person.masked,
        identities=person.identities,
        visitor=_visitor(key, capture.tenant, capture.visitor_id) if capture.visitor_id else None,
        attributes=capture.attributes,
        pool=capture.pool,
        test=capture.test,
    )


def signal_to_inbox(
    record: Record, settings: Settings, left_out: LeftOut | None = None
) -> SignalReceived:
    """The inbox event of one signal record; see `to_inbox`. Raises Unusable."""
    raw = record.value or b""
    try:
        signal = _SentSignal.model_validate_json(raw)
    except ValidationError as error:
        raise refusal(error, raw) from None
    if left_out is not None and signal.model_extra:
        left_out.signal(signal.model_extra)
    if signal.tenant not in settings.tenants:
        raise Unusable("unknown_tenant", "$.tenant: no such tenant; add it to HOTLEAD_TENANTS")
    at_ms, _ = _instant(signal.occurred_at, record, settings)
    key = settings.identity_key.encode()
    return SignalReceived(
        tenant=signal.tenant,
        event_id=known_id(key, signal.tenant, signal.event_id),
        at_ms=at_ms,
        visitor=_visitor(key, signal.tenant, signal.visitor_id),
        signal=signal.kind,
        value=signal.value,
    )


def _visitor(key: bytes, tenant: str, visitor: str) -> str:
    return keyed_hash(key, tenant, "visitor", visitor)


def _received_ms(record: Record) -> int:
    """When Kafka took the record, as far as its timestamp can be believed; else now.

    On a topic with CreateTime it is whatever its sender wrote: none (-1), or one that is to come.
    """
    now = real_ms()
    return record.timestamp if 0 <= record.timestamp <= now else now


def _instant(occurred: datetime | None, record: Record, settings: Settings) -> tuple[int, bool]:
    """The event's instant, and whether it lay in the future and was pulled back to now."""
    now = settings.clock.now_ms()
    if occurred is None:
        return min(max(settings.clock.at(_received_ms(record)), 0), now), False
    at_ms = max(0, int(occurred.timestamp() * 1000))
    return (now, True) if at_ms > now else (at_ms, False)


def read_one(record: Record, read: Callable[[Record], EventT]) -> EventT:
    """What `read` makes of a record. Raises Unusable, whatever `read` raises.

    It reads and computes alone: what fails in it is the record's fault or a defect of ours, and
    fails the same each time. So that record is set aside, and those behind it go on.
    """
    if isinstance(record.value, Packed):
        raise Unusable("grown", WHY)
    try:
        return read(record)
    except Unusable:
        raise
    except Exception as error:  # noqa: BLE001  (no one record stops a stream)
        place = f"{record.topic}-{record.partition} offset {record.offset}"
        log.error("%s is set aside: %s", place, where(error))  # noqa: TRY400  (no payload)
        raise Unusable(
            "failed", f"a defect of hotlead's, {type(error).__name__}: replay it once it is mended"
        ) from None


class Intake:
    """The two agents of intake, on one producer."""

    def __init__(
        self,
        app: BatchApp,
        tools: Tools,
    ) -> None:
        settings = self._settings = tools.settings
        self._producer, self._metrics = tools.producer, tools.metrics
        self._dead_letters = tools.dead_letters
        self._left_out = LeftOut(tools.metrics)
        self._inbox, self._contacts = settings.topic(INBOX), settings.topic(CONTACTS)
        self._channels = {settings.topic(capture_topic(name)): name for name in settings.channels}
        batch_agent(app, tuple(self._channels), self._captures, name="captures")
        batch_agent(app, settings.topic(SIGNALS), self._signals, name="signals")

    async def _captures(self, batches: list[Batch]) -> None:
        began, events = monotonic(), list[CaptureReceived]()
        kept, apart = list[Awaitable[Any]](), list[Awaitable[Any]]()
        for batch in batches:
            channel = self._channels[batch.topic]
            read = partial(
                to_inbox, channel=channel, settings=self._settings, left_out=self._left_out
            )
            accepted = 0
            for record in batch.records:
                try:
                    event = read_one(record, read)
                except Unusable as verdict:
                    apart.append(self._put_aside(record, verdict, "captures"))
                    self._metrics.captures[channel, "dead_lettered"].inc()
                    continue
                accepted += 1
                events.append(event)
                kept.append(await self._keep_contact(event))
            self._metrics.captures[channel, "accepted"].inc(accepted)
        # First, for a repeat, which has a contact of its own, would not make up for a lost one.
        await acknowledged([asyncio.gather(*apart), *kept])
        await acknowledged([await self._send(event) for event in events])
        self._metrics.stage_duration["captures"].observe(monotonic() - began)

    async def _signals(self, batches: list[Batch]) -> None:
        began, sends, apart = monotonic(), list[Awaitable[Any]](), list[Awaitable[Any]]()
        read = partial(signal_to_inbox, settings=self._settings, left_out=self._left_out)
        for batch in batches:
            for record in batch.records:
                try:
                    event = read_one(record, read)
                except Unusable as verdict:
                    apart.append(self._put_aside(record, verdict, "signals"))
                    continue
                self._metrics.signals[event.signal].inc()
                sends.append(await self._send(event))
        await acknowledged([asyncio.gather(*apart), *sends])
        self._metrics.stage_duration["signals"].observe(monotonic() - began)

    def _put_aside(self, record: Record, verdict: Unusable, stage: str) -> Awaitable[Any]:
        return self._dead_letters.write(
            record, verdict.reason, verdict.detail, stage=stage, tenant=verdict.tenant
        )

    async def _keep_contact(self, event: CaptureReceived) -> Awaitable[Any]:
        capture = capture_key(event.tenant, event.channel, event.event_id)
        sent: Awaitable[Any] = await self._producer.send(
            self._contacts,
            event.contact_json().encode(),
            key=contact_key(capture, event.contact_id).encode(),
        )
        return sent

    async def _send(self, event: CaptureReceived | SignalReceived) -> Awaitable[Any]:
        shard = shard_of(event.tenant, self._settings.shards)
        value, headers = inbox_record(event, self._settings.identity_key.encode())
        sent: Awaitable[Any] = await self._producer.send(
            self._inbox, value, headers=headers, partition=shard
        )
        return sent
