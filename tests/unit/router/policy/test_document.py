"""The policy document: strict defaults, clear refusals, and which pool a lead belongs to."""

from typing import Any

import pytest
from pydantic import ValidationError

from hotlead.router.policy.document import DEFAULT_LADDER, DEFAULT_POLICY, Policy, Pool


def test_an_empty_document_is_the_strict_default() -> None:
    assert Policy.model_validate({}) == DEFAULT_POLICY
    pool = DEFAULT_POLICY.pools["main"]
    assert (pool.hot, pool.high_intent, pool.expiry_s, pool.misses_before_away) == (72, 85, 300, 3)
    assert [(r.name, r.after_s) for r in DEFAULT_LADDER] == [
        ("reminder", 120),
        ("reassign", 300),
        ("supervisors", 600),
        ("duty-manager", 900),
    ]


def rung(name: str, after_s: float) -> dict[str, Any]:
    return {"name": name, "after_s": after_s}


def pool(**fields: Any) -> dict[str, Any]:
    return {"pools": {"main": fields}}


@pytest.mark.parametrize(
    ("document", "where", "why"),
    [
        ({"scoring": {"weights": {"profile": 0.5}}}, "scoring.weights", "add up to 1.2"),
        ({"scoring": {"weights": {"profile": -1}}}, "scoring.weights.profile", "greater than"),
        ({"scoring": {"decay": "magic"}}, "scoring.decay", "linear"),
        ({"scoring": {"freshness_loss_per_h": 0}}, "scoring.freshness_loss_per_h", "greater"),
        ({"scoring": {"heat": {"a": {"points": 101}}}}, "scoring.heat.a.points", "100"),
        ({"pols": {}}, "pols", "not permitted"),
        (pool(expiry=5), "pools.main.expiry", "not permitted"),
        (pool(expiry_s=0), "pools.main.expiry_s", "greater than"),
        (pool(ladder=[]), "pools.main.ladder", "at least one rung"),
        (pool(ladder=[rung("a", 60), rung("b", 30)]), "pools.main.ladder", "in the order"),
        (pool(ladder=[rung("a", 60), rung("b", 60)]), "pools.main.ladder", "no two alike"),
        (pool(ladder=[rung("a", 901)]), "pools.main.ladder", "within 900 s"),
        (pool(ladder=[rung("a", 1), rung("a", 2)]), "pools.main.ladder", "same name"),
        (pool(ladder=[{"name": "a", "after_s": 1, "ring": True}]), "pools.main.ladder.0.ring", ""),
        (pool(hours={"zone": "Mars/Olympus"}), "pools.main.hours", "unknown"),
        (pool(hours={"days": {"0": ["9am"]}}), "pools.main.hours", "09:00-18:00"),
        (pool(hours={"days": {"0": ["9-5"]}}), "pools.main.hours", "like 17:00"),
        (pool(relax=[{"after_s": 60, "drop": []}]), "pools.main.relax.0.drop", "at least 1"),
        (pool(pacing={"assignments": 0}), "pools.main.pacing.assignments", "greater than"),
        ({"pools": {}}, "pools", "at least 1"),
        ({"pools": {"a|b": {}}}, "pools.a|b", "pattern"),
        (
            {"supervisors": [{"id": "s", "channels": [{"url": "ftp://x"}]}]},
            "supervisors.0.channels.0.webhook.url",
            "pattern",
        ),
    ],
)
def test_a_wrong_document_is_refused_and_the_field_named(
    document: dict[str, Any], where: str, why: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(document)
    (error,) = refused.value.errors()
    assert ".".join(str(part) for part in error["loc"]).startswith(where)
    assert why in error["msg"]


POOLS = Policy(
    pools={
        "rest": Pool(),
        "calls": Pool(channels=("call-center",)),
        "villas": Pool(match={"house_type": ("villa", "duplex")}),
        "east": Pool(match={"region": ("shanghai",)}, channels=("web-form", "short-video")),
    }
)


@pytest.mark.parametrize(
    ("asked", "channel", "attributes", "expected"),
    [
        (None, "web-form", {}, "rest"),
        ("east", "call-center", {}, "east"),
        ("nowhere", "call-center", {}, "calls"),
        (None, "call-center", {"house_type": "villa"}, "calls"),
        (None, "web-form", {"house_type": "duplex"}, "villas"),
        (None, "web-form", {"region": "shanghai"}, "east"),
        (None, "api", {"region": "shanghai"}, "rest"),
        (None, "web-form", {"region": "beijing"}, "rest"),
    ],
)
def test_a_lead_belongs_to_the_first_pool_that_matches(
    asked: str | None, channel: str, attributes: dict[str, str | float | bool], expected: str
) -> None:
    assert POOLS.pool_for(asked=asked, channel=channel, attributes=attributes) == expected


def test_a_capture_of_a_channel_has_a_cost_that_is_not_below_nothing() -> None:
    assert Policy().costs == {}
    assert Policy(costs={"web-form": 60, "short-video": 25.5}).costs["short-video"] == 25.5
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate({"costs": {"web-form": -1}})
    assert refused.value.errors()[0]["loc"] == ("costs", "web-form")
