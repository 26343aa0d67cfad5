"""What the inbox holds, as it is written beside other records."""

import json
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from hotlead.topics.inbox import (
    EVENTS,
    CaptureReceived,
    InboxEvent,
    NoticeSeen,
    NoticeSent,
    PushSubscribed,
    PushUnsubscribed,
    SignedOut,
    decode_inbox,
    decoder,
    encode_inbox,
)

WHO: dict[str, Any] = {"action_id": "k", "tenant": "main", "rep": "ann"}
PUSHED: dict[str, Any] = {"tenant": "main", "to": "ann", "via": "web-push", "attempts": 1}
NOTICE = {"notice": "0-1-0-ann", "lead": "L"}
PHONE: dict[str, Any] = {"subscription": "p", "endpoint": "https://e", "p256dh": "k", "auth": "a"}


def test_a_contact_is_written_in_one_way_whatever_the_order_of_its_fields() -> None:
    contact = {"phone": "+8613800138000", "name": '李"雷\n\u2028', "email": "a@b.cn"}
    texts = set()
    for fields in (contact, dict(reversed(contact.items()))):
        event = CaptureReceived(
            tenant="main",
            channel="web-form",
            event_id="e",
            at_ms=1,
            received_ms=1,
            contact=fields,
            contact_id="c",
            masked="138****8000",
            identities=("h",),
        )
        texts.add(event.contact_json())
    assert texts == {json.dumps(contact, ensure_ascii=False, sort_keys=True)}


@pytest.mark.parametrize(
    "event",
    [
        PushSubscribed(**WHO, **PHONE),
        PushUnsubscribed(**WHO, subscription="p"),
        SignedOut(**WHO, by="sup", before_ms=7),
        NoticeSent(**PUSHED, result="accepted", notices=[NOTICE]),
        NoticeSent(**PUSHED, result="gone", subscription="p", notices=[NOTICE] * 100),
        NoticeSeen(tenant="main", rep="ann", **NOTICE),
    ],
)
def test_what_phones_send_is_read_as_it_was_written(event: InboxEvent) -> None:
    assert decode_inbox(encode_inbox(event)) == event


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        (PUSHED | {"result": "delivered", "notices": [NOTICE]}, "result"),
        (PUSHED | {"result": "accepted", "notices": []}, "notices"),
        (PUSHED | {"result": "accepted", "notices": [NOTICE] * 101}, "notices"),
        (PUSHED | {"result": "accepted", "notices": [NOTICE], "attempts": -1}, "attempts"),
    ],
)
def test_no_other_result_is_known(fields: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NoticeSent(**fields)
    assert {error["loc"][0] for error in refused.value.errors()} == {what}


@pytest.mark.parametrize("name", ["endpoint", "p256dh", "auth"])
def test_what_a_phone_gives_is_bounded(name: str) -> None:
    for wrong in ("", "x" * 2049):
        with pytest.raises(ValidationError):
            PushSubscribed(**WHO, **(PHONE | {name: wrong}))


class Reminded(InboxEvent):
    """Of an aggregate that hotlead does not have."""

    kind: Literal["reminded"] = "reminded"
    lead: str


class Other(InboxEvent):
    kind: Literal["reminded"] = "reminded"


def test_another_aggregates_events_are_read_beside_ours() -> None:
    event = Reminded(lead="L")
    with pytest.raises(ValidationError):
        decode_inbox(encode_inbox(event))
    read = decoder((*EVENTS, Reminded))
    assert read(encode_inbox(event)) == event
    assert read(encode_inbox(NoticeSeen(tenant="main", rep="ann", **NOTICE))).kind == "notice_seen"


def test_two_events_of_one_kind_are_refused() -> None:
    with pytest.raises(TypeError, match="reminded"):
        decoder((*EVENTS, Reminded, Other))
