"""Why a score changed, in words: from the curve's own pieces, also through changes of policy."""

import re
import string
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.rules.decay import HOUR_MS, ScoreLine
from hotlead.router.rules.scoring import MICRO
from hotlead.router.telling import score_words
from hotlead.router.telling.score_change import (
    Piece,
    ScoreChange,
    change_of,
    shared,
    tenths,
    why_changed,
)
from hotlead.router.telling.wording import Sentence, Words

TEN_H = 10 * HOUR_MS


def piece(
    profile: float,
    heat: float,
    *,
    at_ms: int = 0,
    weights: tuple[float, float, float] = (0.3, 0.5, 0.2),
    fresh_at: int = -3 * HOUR_MS,
    **more: Any,
) -> Piece:
    """A piece whose freshness loses 2 points an hour since `fresh_at`."""
    base = round((weights[0] * profile + weights[1] * heat) * MICRO)
    line = ScoreLine(base, round(weights[2] * 100 * MICRO), round(weights[2] * 2 * MICRO), fresh_at)
    given = {"kind": "joined", "policy": "p1", "event": [{"signal": "inbound_call"}]} | more
    return Piece(
        at_ms=at_ms,
        line=line,
        profile=round(profile * MICRO),
        heat=round(heat * MICRO),
        weight_profile=weights[0],
        weight_heat=weights[1],
        **given,
    )


def why(*pieces: Piece, now_ms: int = TEN_H) -> Sentence:
    return why_changed(change_of(pieces, now_ms))


def test_the_worked_example() -> None:
    """Design: profile 80, heat 85, age 3 h gives 85.3; ten hours later 81.3."""
    reason = why(piece(80, 85))
    assert reason.en == (
        "The score fell by 4.0 from 85.3 to 81.3 since the last event (called, 10.0 h ago)."
        " Freshness fell from 94.0 to 74.0, which counts 20%: -4.0. Profile and heat did not"
        " change."
    )
    assert reason.zh == (
        "自上次事件（来电，10.0 小时前）以来分数由 85.3 下降 4.0，现为 81.3。"
        "新鲜度由 94.0 降至 74.0，权重 20%：-4.0。资料分、热度没有变化。"
    )


def test_frozen_at_no_freshness() -> None:
    reason = why(piece(80, 85, fresh_at=-60 * HOUR_MS))
    assert "stood at 66.5" in reason.en
    assert "freshness is 0" in reason.en
    assert "保持 66.5" in reason.zh


def test_hardly_moved() -> None:
    reason = why(piece(80, 85), now_ms=180_000)
    assert "hardly moved" in reason.en
    assert "3 min ago" in reason.en
    assert "3 分钟前" in reason.zh


def test_what_has_just_happened_is_no_number_of_minutes() -> None:
    reason = why(piece(80, 85), now_ms=14_000)
    assert "just now)" in reason.en
    assert "刚刚）" in reason.zh


def test_a_new_policy_is_told_with_what_it_changed() -> None:
    """From 100 to 32: the very case in which the headline said that nothing had changed."""
    full = {"region": 30 * MICRO, "budget": 70 * MICRO}
    before = piece(100, 100, fresh_at=0, points=full, heats={"inbound_call": 60 * MICRO})
    after = piece(
        40,
        30,
        at_ms=5 * HOUR_MS,
        kind="rescored",
        policy="p2",
        weights=(0.2, 0.3, 0.5),
        fresh_at=0,
        points={"region": 10 * MICRO, "budget": 30 * MICRO},
        heats={"inbound_call": 30 * MICRO},
    )
    after = replace(after, line=replace(after.line, start=16 * MICRO, slope=200_000))
    reason = why(before, after)
    assert reason.en.startswith(
        "The score fell by 69.0 from 100.0 to 31.0 since the last event (called, 10.0 h ago):"
        " -3.0 with time, -66.0 by the new policy p2. Profile was 100.0 and counted 30%, it is"
        " 40.0 and counts 20%: -22.0. Heat was 100.0 and counted 50%, it is 30.0 and counts 30%:"
        " -41.0."
    )
    assert reason.en.endswith(
        "Points now and before: budget 30 instead of 70, region 10 instead of 30, called 30"
        " instead of 60."
    )
    assert reason.zh.startswith(
        "自上次事件（来电，10.0 小时前）以来分数由 100.0 下降 69.0，现为 31.0："
        "随时间 -3.0，启用新策略 p2 -66.0。资料分由 100.0（权重 30%）变为 40.0（权重 20%）：-22.0。"
    )
    assert "计分变化：budget由 70 变为 30" in reason.zh
    assert "hardly" not in reason.en


def test_two_policies_that_cancel_each_other_are_told() -> None:
    there = piece(10, 10, at_ms=1, kind="rescored", policy="p2")
    back = piece(80, 85, at_ms=2, kind="rescored", policy="p1")
    reason = why(piece(80, 85), there, back, now_ms=3)
    assert "is 85.3, as at the last event" in reason.en
    assert ": -58.5 by the new policy p2, +58.5 by the new policy p1." in reason.en


def test_a_lead_of_which_only_a_new_policy_is_known_is_told_since_then() -> None:
    reason = why(piece(80, 85, kind="rescored", policy="p2"))
    assert "since the last event (new policy p2, 10.0 h ago)" in reason.en


percents = st.integers(0, 1000).map(lambda tenth: tenth / 10)


@st.composite
def lives(draw: st.DrawFn) -> list[Piece]:
    """A lead's pieces: events and policies with any weights, at any distance."""
    at_ms, pieces = 0, []
    for number in range(draw(st.integers(1, 6))):
        at_ms += draw(st.integers(0, 40 * HOUR_MS))
        share = draw(st.integers(0, 100))
        weights = (share / 100, draw(st.integers(0, 100 - share)) / 100)
        kind = "captured" if not number else draw(st.sampled_from(["joined", "rescored"]))
        pieces.append(
            piece(
                draw(percents),
                draw(percents),
                at_ms=at_ms,
                kind=kind,
                policy=f"p{number}",
                weights=(*weights, 1 - sum(weights)),
                fresh_at=at_ms - draw(st.integers(0, 60 * HOUR_MS)),
            )
        )
    return pieces


def parts_of(change: ScoreChange, by: int) -> list[int]:
    return shared(by, list(change.parts.values()))


@given(lives(), st.integers(0, 100 * HOUR_MS))
def test_the_headline_is_the_curve_s(pieces: list[Piece], later_ms: int) -> None:
    now_ms = pieces[-1].at_ms + later_ms
    change = change_of(pieces, now_ms)
    events = [one for one in pieces if one.kind != "rescored"]
    assert change.since is events[-1]
    # From and to are points of the curve, and all that is told adds up to the difference.
    assert change.from_ == change.since.line.at(change.since.at_ms)
    assert change.to == pieces[-1].line.at(now_ms)
    whole = change.to - change.from_
    assert change.by_time + sum(step.by for step in change.steps) == whole
    assert sum(change.parts.values()) == whole
    # So it does as it is shown.
    by = tenths(change.to) - tenths(change.from_)
    assert sum(parts_of(change, by)) == by
    told = why_changed(change)
    for text in (told.en, told.zh):
        if re.search("fell by|rose by|下降|上升", text):
            assert f"{tenths(change.from_) / 10:.1f}" in text
            assert f"{abs(by) / 10:.1f}" in text
        assert f"{tenths(change.to) / 10:.1f}" in text
    # "Hardly" is said only of what neither moved nor was moved about.
    if "hardly moved" in told.en:
        assert by == 0
        assert all(abs(step.by) < MICRO / 20 for step in change.steps)


@given(st.lists(st.integers(-100 * MICRO, 100 * MICRO), min_size=1, max_size=5))
def test_rounded_shares_add_up_and_are_near(amounts: list[int]) -> None:
    total = tenths(sum(amounts))
    found = shared(total, amounts)
    assert sum(found) == total or not any(amounts)
    for tenth, amount in zip(found, amounts, strict=True):
        assert abs(tenth * MICRO / 10 - amount) <= 2 * MICRO / 10


TABLES = [name for name, found in vars(score_words).items() if name.isupper()]


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_tell_the_same_facts(table: str) -> None:
    found: Mapping[str, Words] | Words = getattr(score_words, table)
    both = list(found.values()) if isinstance(found, dict) else [found]
    # A part of a sentence may name the event once in one language, in `since` in the other.
    told = [(holes(en) - {"since"}, holes(zh) - {"since"}) for en, zh in both]
    assert [one for one in told if one[0] != one[1]] == []
