"""What a lead's events bring to their transitions."""

from datetime import datetime
from typing import Any

import orjson
import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.leads.requests import needs_of, points_of
from hotlead.router.policy.document import Policy, Pool, Requirement
from hotlead.topics.captures import AttributeValue
from hotlead.topics.inbox import (
    CaptureReceived,
    SignalReceived,
)

POLICY = Policy()
AT = round(datetime.fromisoformat("2026-03-02T10:00:00+08:00").timestamp() * 1000)


def capture(**fields: Any) -> CaptureReceived:
    given = {
        "tenant": "main",
        "channel": "web-form",
        "event_id": "e",
        "contact_id": "c",
        "at_ms": AT - 1,
        "received_ms": AT,
        "contact": {"phone": "+8613800138000"},
        "masked": "138****8000",
        "identities": ("h",),
    }
    return CaptureReceived(**(given | fields))


def test_a_capture_brings_points_needs_and_contact() -> None:
    attributes: dict[str, AttributeValue] = {
        "region": "shanghai",
        "budget": 260000.0,
        "house_type": "villa",
        "shoe_size": 44.0,
    }
    event = capture(attributes=attributes, visitor="v", test=True, pulled_back=True)
    call = AGGREGATES.call_for(event, POLICY, AT, "L")
    assert call.script == "capture"
    assert call.request == {
        "tenant": "main",
        "channel": "web-form",
        "event_id": "e",
        "capture": "main|web-form|e",
        "lead": "L",
        "at": AT - 1,
        "received": AT,
        "masked": "138****8000",
        "identities": ("h",),
        "pool": "main",
        "contact": '{"phone": "+8613800138000"}',
        "contact_id": "c",
        "attributes": {
            "region": "shanghai",
            "budget": "260000",
            "house_type": "villa",
            "shoe_size": "44",
        },
        "points": {"region": 30_000_000, "budget": 40_000_000, "house_type": 30_000_000},
        "needs": {"main": {"region": "region:shanghai"}},
        "pulled_back": True,
        "test": True,
        "visitor": "v",
    }


def test_a_plain_capture_leaves_out_what_is_not_so() -> None:
    request = AGGREGATES.call_for(capture(), POLICY, AT, "L").request
    assert not {"pulled_back", "test", "visitor"} & request.keys()
    orjson.dumps(request)


def test_a_number_typed_into_an_attribute_is_hidden() -> None:
    request = AGGREGATES.call_for(
        capture(attributes={"house_type": "13800138000"}), POLICY, AT, "L"
    ).request
    assert request["attributes"] == {"house_type": "********"}


def test_a_signal_brings_what_it_earns() -> None:
    fields: dict[str, Any] = {"tenant": "main", "event_id": "s", "visitor": "v", "at_ms": AT}
    earns = AGGREGATES.call_for(
        SignalReceived(**fields, signal="page_dwell", value=150), POLICY, AT, "L"
    )
    assert earns.script == "signal"
    assert (earns.request["points"], earns.request["cap"]) == (25_000_000, 50_000_000)
    short = AGGREGATES.call_for(
        SignalReceived(**fields, signal="page_dwell", value=90), POLICY, AT, "L"
    )
    assert "points" not in short.request


NEEDY = Pool(
    requires={
        "region": Requirement(region=True),
        "language": Requirement(skills={"en": "english", "true": "sign"}),
        "budget": Requirement(region=True, tiers={"900000": 2, "9000000": 3, "2026-01-05": 4}),
    }
)


@pytest.mark.parametrize(
    ("attributes", "needs"),
    [
        ({}, {}),
        ({"region": "上海"}, {"region": "region:上海"}),
        ({"region": "a|b"}, {}),
        ({"region": "new york"}, {}),
        ({"region": ""}, {}),
        ({"language": "en"}, {"language": "skill:english"}),
        ({"language": "fr"}, {}),
        ({"language": True}, {"language": "skill:sign"}),
        ({"budget": 900000.0}, {"budget": "region:900000,tier:2"}),
        ({"budget": 9000000.0}, {"budget": "region:9000000,tier:3"}),
        ({"budget": "2026-01-05"}, {"budget": "region:********,tier:4"}),
    ],
)
def test_what_attributes_ask_of_a_rep(
    attributes: dict[str, AttributeValue], needs: dict[str, str]
) -> None:
    assert needs_of(NEEDY, attributes) == needs


@pytest.mark.parametrize("value", ["2600000", "1000000", "260000.00", 2600000.0, 26_000_000_000.0])
def test_an_amount_earns_its_points_however_it_is_written(value: AttributeValue) -> None:
    event = capture(attributes={"budget": value})
    assert AGGREGATES.call_for(event, POLICY, AT, "L").request["points"] == {"budget": 40_000_000}
    assert points_of(POLICY, {"budget": value}) == {"budget": 40_000_000}


def test_a_pool_matches_the_value_that_was_sent() -> None:
    pools = {"main": Pool(), "big": Pool(match={"zip": ("2000000", "13800138000")})}
    policy = Policy(pools=pools)
    for value in ("2000000", 2000000.0, "13800138000"):
        event = capture(attributes={"zip": value})
        assert AGGREGATES.call_for(event, policy, AT, "L").request["pool"] == "big"


def test_no_name_and_no_token_keeps_a_phone_number() -> None:
    policy = Policy(pools={"main": Pool(requires={"region": Requirement(region=True)})})
    attributes: dict[str, AttributeValue] = {"13800138000": "x", "region": "138/0013/8000"}
    request = AGGREGATES.call_for(capture(attributes=attributes), policy, AT, "L").request
    assert request["attributes"] == {"********": "x", "region": "********"}
    assert request["needs"] == {"main": {"region": "region:********"}}
    kind = SignalReceived(
        event_id="s", tenant="main", visitor="v", at_ms=AT, signal="13800138000", value=1
    )
    assert AGGREGATES.call_for(kind, policy, AT, "L").request["signal"] == "********"
