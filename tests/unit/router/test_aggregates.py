"""Each event of the inbox has one aggregate, which makes its call."""

from datetime import datetime
from typing import Any

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Policy
from hotlead.router.shard.asked import asked
from hotlead.topics.event import ActionEvent
from hotlead.topics.inbox import (
    EVENTS,
    Acknowledge,
    Activity,
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
    call = AGGREGATES.call_for(event, POLICY, AT, "L")
    named = {"asked": asked(event)} if isinstance(event, ActionEvent) else {}
    assert (call.script, call.request) == (script, request_ | named)


def test_whatever_an_inbox_holds_is_taken_by_an_aggregate() -> None:
    assert AGGREGATES.events.keys() == set(EVENTS)
