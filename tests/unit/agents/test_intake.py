"""What intake makes of a record: no phone number where it would be journalled or told."""

import asyncio
import logging
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import orjson
import pytest
from faust.types import TP
from prometheus_client import CollectorRegistry

from hotlead.agents.batches import Batch, Record
from hotlead.agents.intake import Intake, Unusable, read_one, signal_to_inbox, to_inbox
from hotlead.agents.left_out import TOLD_MAX, LeftOut
from hotlead.router.clock import real_ms
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings
from hotlead.topics.inbox import CaptureReceived

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer

SETTINGS = Settings()
PHONE = "13800138000"


def record(body: Any) -> Record:
    return raw_record(orjson.dumps(body))


def raw_record(value: bytes) -> Record:
    return Record("t", 0, 0, 1, 0, None, value, None, -1, len(value), ())


def capture(**fields: Any) -> Record:
    return record({"event_id": "e", "contact": {"email": "a@example.org"}} | fields)


def test_a_field_at_fault_is_named_without_the_number_in_its_name() -> None:
    with pytest.raises(Unusable) as told:
        to_inbox(capture(attributes={PHONE: [1]}), "web-form", SETTINGS)
    assert told.value.reason == "bad_field"
    assert told.value.detail.startswith("$.attributes.********: ")


def test_an_id_that_is_a_phone_number_is_known_by_another() -> None:
    first = to_inbox(capture(event_id=PHONE), "web-form", SETTINGS)
    assert PHONE not in first.event_id
    assert to_inbox(capture(event_id=PHONE), "web-form", SETTINGS).event_id == first.event_id
    body = {"event_id": PHONE, "visitor_id": "v", "kind": "visit"}
    assert PHONE not in signal_to_inbox(record(body), SETTINGS).event_id


def test_a_test_is_another_person() -> None:
    real = to_inbox(capture(), "web-form", SETTINGS)
    test = to_inbox(capture(test=True), "web-form", SETTINGS)
    assert not set(real.identities) & set(test.identities)


def test_each_capture_has_an_id_of_its_own_and_no_lead() -> None:
    """An event id that is used again may be another person, whose lead is another."""
    one, other = (to_inbox(capture(), "web-form", SETTINGS) for _ in range(2))
    assert one.event_id == other.event_id
    assert one.contact_id != other.contact_id
    assert one.contact_id.isalpha()


async def test_the_contact_is_in_kafka_before_the_capture_is_in_the_inbox() -> None:
    sent: list[tuple[str, bytes | None]] = []
    acknowledged = asyncio.Event()

    async def send(topic: str, _: bytes, *, key: bytes | None = None, **__: Any) -> Any:
        sent.append((topic, key))
        return acknowledged.wait() if key else asyncio.sleep(0)

    intake = Intake.__new__(Intake)
    intake._settings, intake._metrics = SETTINGS, Metrics(CollectorRegistry())
    intake._left_out = LeftOut(intake._metrics)
    intake._producer = cast("AIOKafkaProducer", SimpleNamespace(send=send))
    intake._channels, intake._contacts, intake._inbox = {"t": "web-form"}, "contacts", "inbox"
    batch = Batch.of(TP("t", 0), [capture(event_id=one) for one in "ab"], generation=1)
    taking = asyncio.create_task(intake._captures([batch]))
    for _ in range(5):
        await asyncio.sleep(0)
    assert [topic for topic, _ in sent] == ["contacts"] * 2
    assert [key.rpartition(b"|")[0] for _, key in sent if key] == [
        b"main|web-form|a",
        b"main|web-form|b",
    ]
    acknowledged.set()
    await taking
    assert [topic for topic, _ in sent] == ["contacts"] * 2 + ["inbox"] * 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ('{"event_id": "李雷"}'.encode("gbk"), "the record is not UTF-8 but GBK: encode"),
        (b'\xef\xbb\xbf{"event_id": "1"}', "the record begins with a byte order mark"),
        (orjson.dumps('{"event_id": "1"}'), "the record is JSON inside a JSON text"),
        (b"event_id=1", "the record is a form"),
        (b"[" * 100_000, "the record is nested too deeply"),
        (b"[" * 100_000 + b"]" * 100_000, "the record is nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "the record is nested too deeply"),
        ("李雷".encode("gbk") + b"[" * 100_000, "the record is not UTF-8 (byte 1) and looks"),
    ],
)
def test_a_dead_letter_says_what_the_bytes_are(raw: bytes, said: str) -> None:
    for taken in (
        lambda: to_inbox(raw_record(raw), "web-form", SETTINGS),
        lambda: signal_to_inbox(raw_record(raw), SETTINGS),
    ):
        with pytest.raises(Unusable) as told:
            taken()
        assert told.value.reason == "bad_json"
        assert told.value.detail.startswith(said)


@pytest.mark.parametrize("timestamp", [-1, 2**62])
def test_a_timestamp_that_cannot_be_is_taken_for_now(timestamp: int) -> None:
    """Topics with CreateTime hold what the sender wrote there; kcat and others may write -1."""
    dated = replace(capture(), timestamp=timestamp)
    before = real_ms()
    event = to_inbox(dated, "web-form", SETTINGS)
    assert before <= event.received_ms <= real_ms()
    assert before <= event.at_ms <= real_ms()
    body = {"event_id": "e", "visitor_id": "v", "kind": "visit"}
    told = signal_to_inbox(replace(record(body), timestamp=timestamp), SETTINGS)
    assert before <= told.at_ms <= real_ms()


def test_an_old_timestamp_is_believed() -> None:
    event = to_inbox(replace(capture(), timestamp=1_700_000_000_000), "web-form", SETTINGS)
    assert event.received_ms == event.at_ms == 1_700_000_000_000


def test_what_fails_in_reading_sets_one_record_aside_without_its_content(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def read(_: Record) -> CaptureReceived:
        raise ZeroDivisionError(PHONE)

    with pytest.raises(Unusable) as told:
        read_one(capture(), read)
    assert told.value.reason == "failed"
    assert "ZeroDivisionError" in told.value.detail
    assert PHONE not in told.value.detail + caplog.text
    assert "t-0 offset 0 is set aside: ZeroDivisionError at test_intake.py" in caplog.text


def test_fields_that_nobody_knows_are_counted_each_time_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    registry = CollectorRegistry()
    left_out = LeftOut(Metrics(registry))
    caplog.set_level(logging.WARNING)
    contact = {"email": "a@example.org", "wecaht": "x"}
    for _ in range(2):
        taken = to_inbox(
            capture(contact=contact, attribtues={}, **{PHONE: 1}), "web-form", SETTINGS, left_out
        )
        assert taken.attributes == {}
    body = {"event_id": "e", "visitor_id": "v", "kind": "visit", "vlaue": 1}
    signal_to_inbox(record(body), SETTINGS, left_out)
    name = "hotlead_unknown_fields_total"
    assert registry.get_sample_value(name, {"stream": "captures"}) == 6
    assert registry.get_sample_value(name, {"stream": "signals"}) == 1
    told = [one.getMessage() for one in caplog.records]
    unknown = "is no field of a capture, and was left out"
    assert sorted(told) == [
        f"capture.web-form: attribtues {unknown}; did you mean `attributes`?",
        "capture.web-form: contact.wecaht is no field of a contact, and was left out; did you mean"
        " `wechat`?",
        f"capture.web-form: … {unknown}; see the fields in docs/topics.md",
        "signals: vlaue is no field of a signal, and was left out; did you mean `value`?",
    ]
    for number in range(TOLD_MAX + 5):
        left_out.signal([f"x{number}"])
    assert len(caplog.records) == TOLD_MAX
