"""What is remembered of an attribute is what its policy makes of it."""

import pytest

from hotlead.router.leads.worth import POLICIES_MAX, worths
from hotlead.router.policy.document import DEFAULT_POLICY, Policy, Pool, Requirement

NEEDY = Policy(pools={"main": Pool(requires={"flag": Requirement(skills={"true": "a", "1": "b"})})})


@pytest.mark.parametrize(
    ("value", "text", "asked"),
    [(True, "true", "skill:a"), (1.0, "1", "skill:b"), ("1", "1", "skill:b"), (2.0, "2", None)],
)
def test_values_that_are_equal_to_python_are_told_apart(
    value: str | float | bool, text: str, asked: str | None
) -> None:
    worth = worths(NEEDY).of("flag", value)
    assert (worth.text, worth.needs.get("main")) == (text, asked)


def test_another_policy_makes_something_else_of_the_same_value() -> None:
    free = DEFAULT_POLICY.model_copy()
    assert worths(NEEDY).of("flag", True).needs == {"main": "skill:a"}
    assert worths(free).of("flag", True).needs == {}


def test_policies_are_remembered_up_to_a_bound_and_made_anew_behind_it() -> None:
    first = worths(NEEDY)
    others = [DEFAULT_POLICY.model_copy() for _ in range(POLICIES_MAX)]
    assert all(worths(other).policy is other for other in others)
    assert worths(NEEDY) is not first
    assert worths(NEEDY).policy is NEEDY
