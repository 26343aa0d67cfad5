"""Why a score changed, in words."""

from hotlead.router.rules.explain import Reason, Shares, why_changed
from hotlead.router.rules.scoring import Parts

SHARES = Shares(profile=0.3, heat=0.5, freshness=0.2)


def why(then: Parts, now: Parts, hours: float = 10) -> Reason:
    return why_changed(then=then, now=now, shares=SHARES, event="inbound_call", hours=hours)


def test_the_worked_example() -> None:
    """Design: profile 80, heat 85, age 3 h gives 85.3; ten hours later 81.3."""
    reason = why(Parts(80, 85, 94, 85.3), Parts(80, 85, 74, 81.3))
    assert reason.en == (
        "The score fell by 4.0 to 81.3 since the last event (called, 10.0 h ago). Freshness"
        " fell from 94.0 to 74.0, which counts 20%: -4.0. Profile and heat did not change."
    )
    assert reason.zh == (
        "自上次事件（来电，10.0 小时前）以来分数下降 4.0，现为 81.3。"
        "新鲜度由 94.0 降至 74.0，权重 20%：-4.0。资料分、热度没有变化。"
    )


def test_frozen_at_no_freshness() -> None:
    frozen = Parts(80, 85, 0, 66.5)
    reason = why(frozen, frozen, hours=60)
    assert "stood at 66.5" in reason.en
    assert "freshness is 0" in reason.en
    assert "保持 66.5" in reason.zh


def test_hardly_moved() -> None:
    reason = why(Parts(80, 85, 94, 85.3), Parts(80, 85, 93.9, 85.28), hours=0.05)
    assert "hardly moved" in reason.en
    assert "3 min ago" in reason.en
    assert "3 分钟前" in reason.zh


def test_what_has_just_happened_is_no_number_of_minutes() -> None:
    reason = why(Parts(80, 85, 94, 85.3), Parts(80, 85, 94, 85.3), hours=0.004)
    assert "just now)" in reason.en
    assert "刚刚）" in reason.zh


def test_what_rose_is_told_as_risen() -> None:
    reason = why(Parts(80, 25, 100, 56.5), Parts(80, 85, 90, 84.5))
    assert reason.en.startswith("The score rose by 28.0 to 84.5")
    assert "Heat rose from 25.0 to 85.0, which counts 50%: +30.0." in reason.en
    assert "Freshness fell from 100.0 to 90.0" in reason.en
