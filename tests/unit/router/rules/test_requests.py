"""From an event of the inbox to its script and request."""

from datetime import datetime
from typing import Any

import orjson
import pytest

from hotlead.router.policy.document import Policy, Pool, Requirement
from hotlead.router.rules.requests import call_for, needs_of, points_of
from hotlead.router.shard.asked import asked
from hotlead.topics.captures import AttributeValue
from hotlead.topics.event import ActionEvent
from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    CaptureReceived,
    Claim,
    ClosedReopened,
    Decline,
    HandOver,
    InboxEvent,
    Marker,
    NoticeSeen,
    NoticeSent,
    PresenceSet,
    PushSubscribed,
    PushUnsubscribed,
    Release,
    RepRegistered,
    SignalReceived,
    SignedOut,
    Undo,
)

POLICY = Policy()
AT = round(datetime.fromisoformat("2026-03-02T10:00:00+08:00").timestamp() * 1000)
ACTION: dict[str, Any] = {
    "action_id": "k",
    "tenant": "main",
    "lead": "L",
    "epoch": "7-1",
    "rep": "ann",
}
REP: dict[str, Any] = {"action_id": "k", "tenant": "main", "rep": "ann"}
ASKED = {"action": "k", "tenant": "main", "rep": "ann"}
GONE = {"subscription": "p"}
PHONE: dict[str, Any] = {"subscription": "p", "endpoint": "https://e", "p256dh": "k", "auth": "a"}
NOTICE = {"notice": "n", "lead": "L"}
SEEN: dict[str, Any] = {"tenant": "main", "rep": "ann", **NOTICE}
SENT: dict[str, Any] = {"tenant": "main", "to": "ann", "via": "web-push", "result": "gone"}
SENT |= {"attempts": 1, "subscription": "p", "notices": [NOTICE]}
CHOICE: dict[str, Any] = {"action_id": "k", "tenant": "main", "lead": "L", "rep": "ann"}
TOLD = {"action": "k", "tenant": "main", "lead": "L", "rep": "ann"}


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


@pytest.mark.parametrize(
    ("event", "script", "request_"),
    [
        (
            PresenceSet(action_id="k", tenant="main", rep="ann", presence="idle"),
            "presence",
            {"action": "k", "tenant": "main", "rep": "ann", "presence": "idle"},
        ),
        (Acknowledge(**ACTION), "acknowledge", TOLD | {"epoch": "7-1"}),
        (Release(**ACTION), "release", TOLD | {"epoch": "7-1"}),
        (
            Decline(**ACTION, reason="is 13800138000"),
            "decline",
            TOLD | {"epoch": "7-1", "reason": "is ********"},
        ),
        (
            Activity(**ACTION, note="to 13800138000", outcome="won", next_at_ms=5),
            "activity",
            TOLD
            | {"epoch": "7-1", "contacted": True, "note": "to ********", "outcome": "won"}
            | {"next_at": 5},
        ),
        (
            Activity(**ACTION, contacted=False),
            "activity",
            TOLD | {"epoch": "7-1", "contacted": False, "note": "", "outcome": "open"},
        ),
        (Claim(**CHOICE), "claim", TOLD),
        (
            HandOver(**CHOICE, by="sup", reason="13800138000"),
            "hand_over",
            TOLD | {"by": "sup", "reason": "********", "without_room": "refuse"},
        ),
        (
            ClosedReopened(**CHOICE, by="sup", reason="13800138000", without_room="over"),
            "reopen_closed",
            TOLD | {"by": "sup", "reason": "********", "without_room": "over"},
        ),
        (Undo(**ACTION, done_at_ms=5), "undo", TOLD | {"epoch": "7-1", "done_at": 5}),
        (PushSubscribed(**REP, **PHONE), "push_subscribed", ASKED | PHONE),
        (PushUnsubscribed(**REP, **GONE), "push_unsubscribed", ASKED | GONE),
        (
            SignedOut(**REP, by="sup", before_ms=7),
            "signed_out",
            ASKED | {"by": "sup", "before": 7},
        ),
        (NoticeSent(**SENT), "notice_sent", SENT | {"notices": (NOTICE,)}),
        (NoticeSeen(**SEEN), "notice_seen", SEEN),
        (Marker(at_ms=1, real_ms=1, sender="w"), "marker", {}),
    ],
)
def test_each_event_has_its_script(
    event: InboxEvent, script: str, request_: dict[str, Any]
) -> None:
    call = call_for(event, POLICY, AT, "L")
    named = {"asked": asked(event)} if isinstance(event, ActionEvent) else {}
    assert (call.script, call.request) == (script, request_ | named)


def test_a_capture_brings_points_needs_and_contact() -> None:
    attributes: dict[str, AttributeValue] = {
        "region": "shanghai",
        "budget": 260000.0,
        "house_type": "villa",
        "shoe_size": 44.0,
    }
    event = capture(attributes=attributes, visitor="v", test=True, pulled_back=True)
    call = call_for(event, POLICY, AT, "L")
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
    request = call_for(capture(), POLICY, AT, "L").request
    assert not {"pulled_back", "test", "visitor"} & request.keys()
    orjson.dumps(request)


def test_a_number_typed_into_an_attribute_is_hidden() -> None:
    request = call_for(capture(attributes={"house_type": "13800138000"}), POLICY, AT, "L").request
    assert request["attributes"] == {"house_type": "********"}


def test_a_signal_brings_what_it_earns() -> None:
    fields: dict[str, Any] = {"tenant": "main", "event_id": "s", "visitor": "v", "at_ms": AT}
    earns = call_for(SignalReceived(**fields, signal="page_dwell", value=150), POLICY, AT, "L")
    assert earns.script == "signal"
    assert (earns.request["points"], earns.request["cap"]) == (25_000_000, 50_000_000)
    short = call_for(SignalReceived(**fields, signal="page_dwell", value=90), POLICY, AT, "L")
    assert "points" not in short.request


def test_a_rep_brings_the_state_of_their_shift() -> None:
    hours = WorkingHours(days={0: ("09:00-18:00",)})
    event = RepRegistered(
        action_id="k",
        by="sup",
        tenant="main",
        rep="ann",
        pools=("b", "a"),
        skills=("z", "y"),
        regions=("south", "north"),
        hours=hours,
        daily_cap=5,
    )
    call = call_for(event, POLICY, AT, "L")
    request = call.request
    assert call.script == "rep"
    assert (request["pools"], request["skills"], request["regions"]) == (
        "a,b",
        "y,z",
        "north,south",
    )
    assert (request["on_shift"], request["day"]) == (1, "2026-03-02")
    assert request["shift_next"] == AT + 8 * 3_600_000
    assert WorkingHours.model_validate_json(request["hours"]) == hours
    assert request["daily_cap"] == 5
    uncapped = call_for(event.model_copy(update={"daily_cap": None}), POLICY, AT, "L")
    assert "daily_cap" not in uncapped.request


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
    assert call_for(event, POLICY, AT, "L").request["points"] == {"budget": 40_000_000}
    assert points_of(POLICY, {"budget": value}) == {"budget": 40_000_000}


def test_a_pool_matches_the_value_that_was_sent() -> None:
    pools = {"main": Pool(), "big": Pool(match={"zip": ("2000000", "13800138000")})}
    policy = Policy(pools=pools)
    for value in ("2000000", 2000000.0, "13800138000"):
        event = capture(attributes={"zip": value})
        assert call_for(event, policy, AT, "L").request["pool"] == "big"


def test_no_name_and_no_token_keeps_a_phone_number() -> None:
    policy = Policy(pools={"main": Pool(requires={"region": Requirement(region=True)})})
    attributes: dict[str, AttributeValue] = {"13800138000": "x", "region": "138/0013/8000"}
    request = call_for(capture(attributes=attributes), policy, AT, "L").request
    assert request["attributes"] == {"********": "x", "region": "********"}
    assert request["needs"] == {"main": {"region": "region:********"}}
    kind = SignalReceived(
        event_id="s", tenant="main", visitor="v", at_ms=AT, signal="13800138000", value=1
    )
    assert call_for(kind, policy, AT, "L").request["signal"] == "********"
