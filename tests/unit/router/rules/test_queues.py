"""Names of queues are read as the scripts write them."""

import pytest

from hotlead.router.rules.queues import Member, QueueClass, needs_of

NAME = "main/east|400000:1000|region:shanghai,skill:villa|wang,zhao"


def test_a_class_says_what_is_asked_and_who_is_passed_over() -> None:
    asked = QueueClass.of(NAME)
    assert (asked.place, asked.law) == ("main/east", (400_000, 1_000))
    assert asked.needs == ("region:shanghai", "skill:villa")
    assert asked.refused == ("wang", "zhao")
    open_to_all = QueueClass.of("main/main|400000:0||")
    assert (open_to_all.needs, open_to_all.refused) == ((), ())


def test_a_class_of_hot_leads_has_a_law_without_waiting_points() -> None:
    asked = QueueClass.of("main/main|400000:hot|region:hot|")
    assert (asked.hot, asked.law.slope, asked.law.wait) == (True, 400_000, 0)
    assert not QueueClass.of("main/main|400000:0|region:hot|").hot
    assert needs_of(NAME) == "region:shanghai,skill:villa"


@pytest.mark.parametrize("name", ["", "main/main|400000|region:x|", "main/main|4:1|region:x"])
def test_no_class_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        QueueClass.of(name)


def test_a_member_says_who_waits_since_when() -> None:
    assert Member.of("01580000000000:ld_7-1:x") == (1_580_000_000_000, "ld_7-1:x")
