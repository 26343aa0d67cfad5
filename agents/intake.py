"""Intake: captures and signals as they arrive, validated, normalised, kept, and sent to the inbox.

Stateless. A batch is acknowledged once Kafka has the contacts and the inbox events of all its
records; so each is delivered at least once, and duplicates are known by their event id further on.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from pydantic import ValidationError

from hotlead.agents.batches import Batch, BatchApp, Record, batch_agent
from hotlead.agents.tools import Tools
from hotlead.router.rules.identity import BadPhone, keyed_hash, known_id, recognise
from hotlead.router.rules.masking import field_path
from hotlead.router.rules.sharding import shard_of
from hotlead.router.settings import Settings
from hotlead.topics.captures import Capture, Signal
from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.dead_letters import NO_TENANT, Reason
from hotlead.topics.inbox import CaptureReceived, SignalReceived, encode_inbox
from hotlead.topics.streams import CONTACTS, INBOX, SIGNALS, capture_topic

LEAD_ID_HEX = 20
CONTACT_ID_HEX = 12


@dataclass(frozen=True, slots=True)
class Unusable(Exception):
    """A record that cannot be processed, and why; `detail` holds no personal data."""

    reason: Reason
    detail: str
    tenant: str = NO_TENANT


def refusal(error: ValidationError) -> Unusable:
    """The verdict on a record that is no event: the first field at fault and the mend."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return Unusable("bad_json", "the bytes are not JSON; send one JSON object a record")
    reason: Reason = "no_contact" if "give one of phone" in first["msg"] else "bad_field"
    return Unusable(reason, f"${field_path(first['loc'])}: {first['msg']}")


def to_inbox(record: Record, channel: str, settings: Settings) -> CaptureReceived:
    """The inbox event of one capture record. Raises Unusable."""
    try:
        capture = Capture.model_validate_json(record.value or b"")
    except ValidationError as error:
        raise refusal(error) from None
    if capture.tenant not in settings.tenants:
        raise Unusable("unknown_tenant", "$.tenant: no such tenant; add it to HOTLEAD_TENANTS")
    key = settings.identity_key.encode()
    try:
        person = recognise(capture.contact, tenant=capture.tenant, key=key, test=capture.test)
    except BadPhone as error:
        detail = f"$.contact.phone: {error}"
        raise Unusable("bad_phone", detail, capture.tenant) from None
    at_ms, pulled_back = _instant(capture.occurred_at, record, settings)
    lead = keyed_hash(key, capture.tenant, "lead", channel, capture.event_id)[:LEAD_ID_HEX]
    return CaptureReceived(
        tenant=capture.tenant,
        channel=channel,
        event_id=known_id(key, capture.tenant, capture.event_id),
        lead=f"ld_{lead}",
        at_ms=at_ms,
        received_ms=record.timestamp,
        pulled_back=pulled_back,
        contact=person.contact,
        contact_id=keyed_hash(key, *person.contact.values())[:CONTACT_ID_HEX],
        masked=person.masked,
        identities=person.identities,
        visitor=_visitor(key, capture.tenant, capture.visitor_id) if capture.visitor_id else None,
        attributes=capture.attributes,
        pool=capture.pool,
        test=capture.test,
    )


def signal_to_inbox(record: Record, settings: Settings) -> SignalReceived:
    """The inbox event of one signal record. Raises Unusable."""
    try:
        signal = Signal.model_validate_json(record.value or b"")
    except ValidationError as error:
        raise refusal(error) from None
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


def _instant(occurred: datetime | None, record: Record, settings: Settings) -> tuple[int, bool]:
    """The event's instant, and whether it lay in the future and was pulled back to now."""
    now = settings.clock.now_ms()
    if occurred is None:
        return min(max(settings.clock.at(record.timestamp), 0), now), False
    at_ms = max(0, int(occurred.timestamp() * 1000))
    return (now, True) if at_ms > now else (at_ms, False)


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
        self._inbox, self._contacts = settings.topic(INBOX), settings.topic(CONTACTS)
        self._channels = {settings.topic(capture_topic(name)): name for name in settings.channels}
        batch_agent(app, tuple(self._channels), self._captures, name="captures")
        batch_agent(app, settings.topic(SIGNALS), self._signals, name="signals")

    async def _captures(self, batches: list[Batch]) -> None:
        began, sends = monotonic(), []
        for batch in batches:
            channel = self._channels[batch.topic]
            accepted = 0
            for record in batch.records:
                try:
                    event = to_inbox(record, channel, self._settings)
                except Unusable as verdict:
                    sends.append(self._put_aside(record, verdict, "captures"))
                    self._metrics.captures[channel, "dead_lettered"].inc()
                    continue
                accepted += 1
                sends.append(await self._keep_contact(event))
                sends.append(await self._send(event))
            self._metrics.captures[channel, "accepted"].inc(accepted)
        await asyncio.gather(*sends)
        self._metrics.stage_duration["captures"].observe(monotonic() - began)

    async def _signals(self, batches: list[Batch]) -> None:
        began, sends = monotonic(), []
        for batch in batches:
            for record in batch.records:
                try:
                    event = signal_to_inbox(record, self._settings)
                except Unusable as verdict:
                    sends.append(self._put_aside(record, verdict, "signals"))
                    continue
                self._metrics.signals[event.signal].inc()
                sends.append(await self._send(event))
        await asyncio.gather(*sends)
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
            key=contact_key(capture, event.contact_id),
        )
        return sent

    async def _send(self, event: CaptureReceived | SignalReceived) -> Awaitable[Any]:
        shard = shard_of(event.tenant, self._settings.shards)
        sent: Awaitable[Any] = await self._producer.send(
            self._inbox, encode_inbox(event), partition=shard
        )
        return sent
