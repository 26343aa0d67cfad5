"""Names and keys of queues are read as the scripts write them."""

import pytest

from hotlead.router.rules.queues import EPOCH0_MS, Member, QueueClass

HOUR, MINUTE = 3_600_000, 60_000
SINCE = EPOCH0_MS + 1_000 * HOUR
NAME = "main/east|400000:1000|region:shanghai,skill:villa|wang,zhao"


def test_a_class_says_what_is_asked_and_who_is_passed_over() -> None:
    asked = QueueClass.of(NAME)
    assert (asked.place, asked.slope, asked.wait) == ("main/east", 400_000, 1_000)
    assert asked.needs == ("region:shanghai", "skill:villa")
    assert asked.refused == ("wang", "zhao")
    open_to_all = QueueClass.of("main/main|400000:0||")
    assert (open_to_all.needs, open_to_all.refused) == ((), ())


@pytest.mark.parametrize("name", ["", "main/main|400000|region:x|", "main/main|4:1|region:x"])
def test_no_class_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        QueueClass.of(name)


def test_a_member_says_who_waits_since_when() -> None:
    assert Member.of("01580000000000:ld_7-1:x") == (1_580_000_000_000, "ld_7-1:x")


def test_what_a_decaying_key_is_worth() -> None:
    """The key as 22_queues.lua makes it; the value as DESIGN has it: score and waiting points."""
    law, base, start = QueueClass.of(NAME), 50_000_000, 20_000_000
    waited = law.wait * (SINCE - EPOCH0_MS) / MINUTE
    key = -(base + start + law.slope * (SINCE - EPOCH0_MS) / HOUR - waited)
    for hours in (0, 3, 30):
        decays, _ = law.worth(SINCE + hours * HOUR)
        score = base + start - hours * law.slope
        assert decays - key == pytest.approx(score + hours * 60 * law.wait, abs=1)


def test_what_a_still_key_is_worth() -> None:
    law, base = QueueClass.of(NAME), 50_000_000
    key = law.still_key(base, SINCE)
    for hours in (0, 60, 600):
        _, stands = law.worth(SINCE + hours * HOUR)
        assert stands - key == pytest.approx(base + hours * 60 * law.wait, abs=1)
