"""What an action asks, in one word: whatever differs in it makes another word."""

from typing import Any, Final

import pytest

from hotlead.router.shard.asked import asked
from hotlead.topics import inbox
from hotlead.topics.event import ActionEvent, TenantAction
from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Claim,
    ClosedReopened,
    ContactRevealed,
    Decline,
    HandOver,
    PolicyActivated,
    PresenceSet,
    PushSubscribed,
    PushUnsubscribed,
    Ready,
    Release,
    RepRegistered,
    SignedOut,
    StaffRegistered,
    StaffSignedOut,
    Undo,
)

REP: Final[dict[str, Any]] = {"action_id": "k", "tenant": "main", "rep": "ann"}
HELD: Final = REP | {"lead": "L", "epoch": "7-1", "done_at_ms": 5}
BY_HAND: Final = REP | {"lead": "L", "by": "sup", "reason": "r", "without_room": "over"}
STAFF: Final[dict[str, Any]] = {"action_id": "k", "tenant": "main", "by": "sup", "id": "may"}
PHONE: Final = {"endpoint": "https://e", "p256dh": "k", "auth": "a"}
Asking = TenantAction | PolicyActivated
EVENTS: Final[tuple[Asking, ...]] = (
    RepRegistered(**REP, by="sup", name="Ann", pools=("main",), skills=("en",), capacity=2),
    PresenceSet(**REP, presence="idle"),
    Ready(**REP),
    Acknowledge(**HELD),
    Decline(**HELD, reason="r"),
    Release(**HELD),
    Activity(**HELD, note="n", outcome="won", next_at_ms=6),
    Undo(**HELD),
    Claim(**REP, lead="L"),
    HandOver(**BY_HAND, epoch="7-1"),
    ClosedReopened(**BY_HAND),
    PushSubscribed(**REP, **PHONE, subscription="p"),
    PushUnsubscribed(**REP, subscription="p"),
    SignedOut(**REP, by="sup", before_ms=7),
    StaffRegistered(**STAFF, name="May", role="viewer"),
    StaffSignedOut(**STAFF, before_ms=7),
    ContactRevealed(action_id="k", tenant="main", by="sup", lead="L", reason="r"),
    PolicyActivated(action_id="k", version="v"),
)
OTHERWISE: Final = {str: "other", int: 1_000, float: 3.0, bool: False, tuple: ("other",)}


def changed(event: ActionEvent, field: str) -> ActionEvent:
    """The event with another value there; its kind of value, checked or not."""
    old = getattr(event, field)
    new = OTHERWISE.get(type(old), "other")
    return event.model_copy(update={field: new if new != old else not old})


def test_each_action_is_here() -> None:
    acting = {kind for kind in inbox.EVENTS if "action_id" in kind.model_fields}
    assert acting == {type(event) for event in EVENTS}
    assert all(isinstance(event, ActionEvent) for event in EVENTS)


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_whatever_differs_makes_another_word(event: ActionEvent) -> None:
    word = asked(event)
    for field in type(event).model_fields:
        same = field in ("action_id", "before_ms")
        assert (asked(changed(event, field)) == word) is same, field


def test_each_call_has_a_word_of_its_own_which_holds_no_digit() -> None:
    words = {asked(event) for event in EVENTS}
    assert len(words) == len(EVENTS)
    assert all(word.isalpha() for word in words)


def test_numbers_in_notes_do_not_count_for_nobody_shall_find_them_by_trying() -> None:
    one, other = (Decline(**HELD, reason=f"call {number}") for number in (13800138000, 13900139000))
    assert asked(one) == asked(other) != asked(Decline(**HELD, reason="call"))
