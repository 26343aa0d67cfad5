"""What intake makes of a record: no phone number where it would be journalled or told."""

from typing import Any

import orjson
import pytest

from hotlead.agents.batches import Record
from hotlead.agents.intake import Unusable, signal_to_inbox, to_inbox
from hotlead.router.settings import Settings

SETTINGS = Settings()
PHONE = "13800138000"


def record(body: dict[str, Any]) -> Record:
    value = orjson.dumps(body)
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
