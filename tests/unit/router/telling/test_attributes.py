"""Attributes that count 0 though they were meant to, and what to send instead."""

import pytest

from hotlead.router.leads.requests import points_of
from hotlead.router.policy.document import AttributePoints, Policy, Scoring
from hotlead.router.policy.labels import AttributeWords, Labels
from hotlead.router.telling.attributes import uncounted, written

POLICY = Policy(
    scoring=Scoring(
        profile={
            **Scoring().profile,
            "region": AttributePoints(values={"shanghai": 30, "beijing": 0}),
            "area_m2": Scoring().profile["budget"],
        }
    ),
    labels=Labels(attributes={"area_m2": AttributeWords(en="Floor area", zh="面积")}),
)


def said(**attributes: str) -> list[tuple[str, str]]:
    found = uncounted(POLICY, attributes)
    # What is said to count nothing counts nothing.
    points = points_of(POLICY, dict(attributes))
    assert all(not points.get(one.name) for one in found)
    return [(one.told.en, one.told.zh) for one in found]


def test_a_budget_in_words_is_no_number_and_the_number_is_proposed() -> None:
    assert said(budget="26万") == [
        (
            "budget “26万” is no number, so it counts 0; send 260000.",
            "预算「26万」不是数字，计 0 分，应发送 260000。",
        )
    ]
    assert said(budget="ask me")[0][0] == "budget “ask me” is no number, so it counts 0."


def test_a_name_that_people_use_is_told_as_the_policy_s() -> None:
    assert said(预算="26万") == [
        (
            "“预算” counts 0: the policy knows it as budget; send 260000.",
            "「预算」计 0 分：策略里的字段名是 budget，应发送 260000。",
        )
    ]
    assert said(面积="120")[0][1] == "「面积」计 0 分：策略里的字段名是 area_m2。"
    assert said(Budget="260000")[0][0] == "“Budget” counts 0: the policy knows it as budget."


def test_a_value_without_points_is_named() -> None:
    assert said(region="atlantis") == [
        (
            "region “atlantis” has no points in the policy, so it counts 0.",
            "策略里没有地区「atlantis」的分值，计 0 分。",
        )
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [("budget", "260000"), ("budget", "100"), ("region", "beijing"), ("wish", "a garden")],
)
def test_what_counts_as_the_policy_wants_is_left_alone(name: str, value: str) -> None:
    assert said(**{name: value}) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("26万", "260000"),
        ("¥260,000", "260000"),
        ("26.5万元", "265000"),
        ("30w", "300000"),
        ("200k", "200000"),
        ("20-30万", None),
        ("around", None),
        ("13800138000 call", None),
    ],
)
def test_a_number_is_proposed_only_where_it_is_clear(text: str, number: str | None) -> None:
    assert written(text) == number
