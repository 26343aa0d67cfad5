"""What a source probably meant: said with the name that is near, and with nothing of a person."""

from typing import Any

import pytest

from hotlead.router.policy.document import DEFAULT_POLICY
from hotlead.router.rules.hints import attributes_of, capture_hints, shown_name, signal_hints

KNOWN = attributes_of(DEFAULT_POLICY)
CAPTURE: dict[str, Any] = {"event_id": "1", "contact": {"phone": "13800138000"}}
SIGNAL: dict[str, Any] = {"event_id": "1", "visitor_id": "v", "kind": "page_dwell", "value": 150}


def test_what_is_right_has_no_hint() -> None:
    right = {"region": "shanghai", "budget": 1, "our_own_number": 7}
    assert list(capture_hints(CAPTURE | {"attributes": right}, KNOWN)) == []
    assert list(signal_hints(SIGNAL, DEFAULT_POLICY)) == []


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (
            {"attribtues": {}},
            (
                "attribtues",
                "is no field of a capture, and was left out; did you mean `attributes`?",
            ),
        ),
        (
            {"contact": {"phone": "13800138000", "wechat_id": "x"}},
            (
                "contact.wechat_id",
                "is no field of a contact, and was left out; did you mean `wechat`?",
            ),
        ),
        (
            {"utm": "x"},
            ("utm", "is no field of a capture, and was left out; see the fields in docs/topics.md"),
        ),
        (
            {"attributes": {"bugdet": 26}},
            (
                "attributes.bugdet",
                "is not known to the policy, so it counts nothing; did you mean `budget`?",
            ),
        ),
    ],
)
def test_what_is_near_is_named(change: dict[str, Any], hint: tuple[str, str]) -> None:
    assert list(capture_hints(CAPTURE | change, KNOWN)) == [hint]


def test_a_kind_without_points_and_a_value_in_another_unit() -> None:
    ((at, said),) = signal_hints(SIGNAL | {"kind": "page_dwel"}, DEFAULT_POLICY)
    assert at == "kind"
    assert said.startswith("`page_dwel` has no points in policy ")
    assert said.endswith("so it counts nothing; did you mean `page_dwell`?")
    ((_, said),) = signal_hints(SIGNAL | {"kind": "wheel"}, DEFAULT_POLICY)
    assert said.endswith("it has inbound_call, page_dwell, repeat_visit, video_complete")
    ((at, said),) = signal_hints(SIGNAL | {"value": 150_000}, DEFAULT_POLICY)
    assert at == "value"
    assert "more than 1000 times what the policy asks of `page_dwell` (120)" in said


def test_without_a_policy_fields_are_still_looked_at() -> None:
    assert len(list(signal_hints(SIGNAL | {"kind": "wheel", "vlaue": 1}, None))) == 1
    assert len(list(capture_hints(CAPTURE | {"attributes": {"bugdet": 1}}, None))) == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("attribtues", "attribtues"),
        ("预算", "预算"),
        ("13800138000", "…"),
        ("x13800138000", "…"),
        ("a b", "…"),
        ("x" * 41, "…"),
    ],
)
def test_a_name_that_may_be_of_a_person_is_not_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown
