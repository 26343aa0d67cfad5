"""What the inbox holds, as it is written beside other records."""

import json

from hotlead.topics.inbox import CaptureReceived


def test_a_contact_is_written_in_one_way_whatever_the_order_of_its_fields() -> None:
    contact = {"phone": "+8613800138000", "name": '李"雷\n\u2028', "email": "a@b.cn"}
    texts = set()
    for fields in (contact, dict(reversed(contact.items()))):
        event = CaptureReceived(
            tenant="main",
            channel="web-form",
            event_id="e",
            lead="L",
            at_ms=1,
            received_ms=1,
            contact=fields,
            contact_id="c",
            masked="138****8000",
            identities=("h",),
        )
        texts.add(event.contact_json())
    assert texts == {json.dumps(contact, ensure_ascii=False, sort_keys=True)}
