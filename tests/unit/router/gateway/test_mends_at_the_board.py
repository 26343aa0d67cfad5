"""The board knows every mend that a bad value of a rep or of staff can be refused with."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import BaseModel, ValidationError

from hotlead.router.gateway.refusals import _MENDS, problems_of
from hotlead.router.reps.http_calls import RepBody
from hotlead.router.staff.http_calls import StaffBody

WORDS: Final = Path(__file__).parents[4] / "router" / "web" / "src" / "words" / "board" / "team"
BAD: Final[tuple[tuple[type[BaseModel], dict[str, Any]], ...]] = (
    (RepBody, {"pools": ["a b", "\x07"], "weight": 0, "capacity": "many", "tier": 1.5}),
    (RepBody, {"pools": [], "weight": "x", "capacity": 1001, "name": "x" * 300, "more": 1}),
    (RepBody, {"pools": ["main"], "skills": ["x" * 65, ""], "regions": "x", "hours": 3}),
    (RepBody, {"pools": ["main"], "hours": {"zone": "Mars", "closed": ["tomorrow"]}}),
    (
        RepBody,
        {
            "pools": ["main"],
            "hours": {"days": {"1": ["9 to 5"], "2": ["18:00-18:00", "1:00-25:00", "9-5"]}},
        },
    ),
    (RepBody, {"pools": ["main"], "hours": {"days": {"0": []}, "calendar": "zz"}}),
    (
        RepBody,
        {"pools": ["main"], "hours": {"days": {"0": ["9-12", "11-13"]}, "calendar": "China"}},
    ),
    (RepBody, {"pools": ["main"], "hours": {"days": {"0": ["9-12", "11-13"]}}}),
    (RepBody, {"pools": ["main"], "hours": {"closed": "2026-2-1", "dates": {"2026-2-1": []}}}),
    (RepBody, {"name": 1}),
    (StaffBody, {"role": "boss", "active": "perhaps"}),
)


def mends(language: str) -> dict[str, str]:
    """The board's sentences, by key."""
    text = (WORDS / f"{language}.ts").read_text("utf-8")
    return dict(re.findall(r"^  '(mend\.\w+)': '(.*)',$", text, flags=re.MULTILINE))


def known(problem: str) -> list[str]:
    """The keys whose sentence it is, as state/mends.ts looks for them."""
    return [
        key
        for key, sentence in mends("en").items()
        if re.fullmatch("(.+)".join(map(re.escape, sentence.split("{n}"))), problem)
    ]


def test_each_mend_of_the_gateway_is_one_of_the_boards() -> None:
    limits = {"max_length": 5, "min_length": 2, "expected": "'a' or 'b'"}
    limits |= dict.fromkeys(("le", "lt", "ge", "gt"), 3)
    for mend in _MENDS.values():
        assert len(known(mend.format(**limits))) == 1, mend


@pytest.mark.parametrize(("body", "given"), BAD)
def test_each_bad_value_is_told_by_one(body: type[BaseModel], given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        body.model_validate(given)
    problems = problems_of(refused.value, "$")
    assert problems
    for one in problems:
        assert len(known(one["problem"])) == 1, one


def test_what_is_said_beside_the_models_is_known() -> None:
    router = Path(problems_of.__code__.co_filename).parents[1]
    for name, said in (("reps", "is no pool of the policy"), ("staff", "would shut you out")):
        assert said in (router / name / "http_calls.py").read_text("utf-8")
        assert any(sentence.startswith(said) for sentence in mends("en").values())


def test_both_languages_have_the_same_places() -> None:
    english, chinese = mends("en"), mends("zh")
    assert english.keys() == chinese.keys()
    for key, sentence in english.items():
        assert sentence.count("{n}") == chinese[key].count("{n}") <= 1
        assert sentence != chinese[key]
