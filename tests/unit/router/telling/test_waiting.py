"""Why nobody has a lead that waits: each reason, in both languages, with what would help."""

import string
from collections.abc import Mapping
from typing import Any

import pytest

from hotlead.router.telling import waiting_words
from hotlead.router.telling.waiting import Line, Waits, why_it_waits
from hotlead.router.telling.wording import Words
from tests.unit.router.kpis.crew import AT, ask, rep

LATER = AT + 240_000
OFF: dict[str, Any] = {"on_shift": False}


def waits(*reps: Any, line: Line | None = None, **asked: Any) -> Waits:
    return why_it_waits(ask(**asked), reps, line or Line())


def test_nobody_serves_the_pool() -> None:
    found = waits()
    assert found.code == "no_reps"
    assert found.told.en == "Nobody serves the pool main: a rep needs it in their pools."
    assert found.told.zh == "没有销售负责线索池 main：请给销售加上这个线索池。"


@pytest.mark.parametrize(
    ("needs", "english", "chinese"),
    [
        (("skill:english",), "nobody has the skill english", "没人具备技能「english」"),
        (("region:east",), "nobody serves east", "没人负责「east」"),
        (("tier:2",), "nobody is of tier 2 or above", "没人达到 2 级"),
        (
            ("skill:sea", "region:west", "tier:1"),
            "nobody has all that it asks for (sea, west, 1)",
            "没人同时满足全部要求（sea, west, 1）",
        ),
    ],
)
def test_nobody_has_what_it_asks_for(needs: tuple[str, ...], english: str, chinese: str) -> None:
    reps = (rep("ann", regions=("west",), tier=1), rep("bob", skills=("sea",), regions=("north",)))
    found = waits(*reps, needs=needs, line=Line(relax_at=LATER))
    assert found.code == "nobody_fits"
    assert found.told.en == (
        f"None of the 2 reps of the pool may serve it: {english}."
        " From {relax_at} on it asks less."
    )
    assert found.told.zh == (
        f"线索池里的 2 位销售都不符合要求：{chinese}。{{relax_at}} 起放宽要求。"
    )
    assert found.told.times == {"relax_at": LATER}


def test_all_have_let_it_go() -> None:
    found = waits(rep("ann", name="Ann"), refused={"ann": ""}, line=Line(clears_at=LATER))
    assert (found.code, found.hindered) == ("all_refused", {"refused_it": 1})
    assert found.told.en == (
        "All 1 who may serve it have let it go: Ann."
        " From {clears_at} on it may go again to who let it go."
    )
    assert found.told.times == {"clears_at": LATER}


@pytest.mark.parametrize(
    ("fields", "code", "english", "chinese", "times"),
    [
        (OFF, "off_shift", "Ann off shift", "Ann不在班", {}),
        (
            OFF | {"shift_next": LATER},
            "off_shift until",
            "Ann off shift until {shift_at}",
            "Ann不在班（{shift_at} 上班）",
            {"shift_at": LATER},
        ),
        (
            {"wrap_until": LATER},
            "wrap_up",
            "Ann in wrap-up until {wrap_until}",
            "Ann正在整理（到 {wrap_until}）",
            {"wrap_until": LATER},
        ),
        ({"reachable": False}, "offline", "Ann offline", "Ann离线", {}),
        ({"presence": "away"}, "away", "Ann away", "Ann离开", {}),
        (
            {"presence": "away", "presence_why": "missed"},
            "away_missed",
            "Ann set away for missing too many",
            "Ann因连续漏接被设为离开",
            {},
        ),
        ({"presence": "busy"}, "busy", "Ann busy", "Ann忙碌", {}),
        ({"daily_cap": 3, "today": 3}, "daily_cap", "Ann at the daily cap", "Ann已到每日上限", {}),
        (
            {"paced_until": LATER, "paced": 3},
            "paced",
            "Ann paced at the start of the shift until {paced_until}",
            "Ann处于上班限速期（到 {paced_until}）",
            {"paced_until": LATER},
        ),
    ],
)
def test_why_who_may_serve_it_is_not_free(
    fields: dict[str, Any], code: str, english: str, chinese: str, times: dict[str, int]
) -> None:
    found = waits(rep("ann", name="Ann", **fields), needs=())
    assert (found.code, found.hindered) == ("nobody_free", {code: 1})
    assert found.told.en == f"None of the 1 who may serve it is free: {english}."
    assert found.told.zh == f"符合要求的 1 位销售都没空：{chinese}。"
    assert found.told.times == times


def test_who_rings_and_who_has_no_room() -> None:
    rings = rep("ann", name="Ann", live={"L9": ("main", "all")})
    works = rep("bob", name="Bob", uncontacted=["L8"])
    found = waits(rings, works, rep("cai", presence="busy"), line=Line(place=4, rung_at=LATER))
    assert found.hindered == {"no_room": 2, "busy": 1}
    assert found.told.en == (
        "None of the 3 who may serve it is free: Ann, Bob without room (1 ringing, 1 without a"
        " recorded contact); cai busy. A first contact that is recorded makes room."
        " The next escalation is at {rung_at}. 3 others wait before it in line."
    )
    assert found.told.zh.endswith("前面还有 3 条在排队。")


def test_others_go_first() -> None:
    found = waits(rep("ann", name="Ann"), rep("bob", presence="busy"), line=Line(place=2))
    assert (found.code, found.hindered) == ("in_line", {"busy": 1})
    assert found.told.en.startswith("Ann may take it now: it goes out as soon as those before it")
    assert "1 others wait before it" in found.told.en


def test_a_closed_pool_says_when_it_opens() -> None:
    found = waits(rep("ann", **OFF), line=Line(opens_at=LATER))
    assert "The pool is closed until {opens_at}." in found.told.en
    assert "{opens_at} 才开放" in found.told.zh
    assert found.told.times == {"opens_at": LATER}


def test_of_many_names_some_are_told() -> None:
    reps = [rep(f"r{n}", presence="busy") for n in range(5)]
    assert "r0, r1, r2 and 2 more busy" in waits(*reps).told.en
    assert "r0、r1、r2等 5 人忙碌" in waits(*reps).told.zh


def test_whoever_refused_it_is_told_beside_those_who_are_not_free() -> None:
    found = waits(
        rep("ann", name="Ann"),
        rep("bob", name="Bob", presence="busy"),
        refused={"ann": ""},
        line=Line(clears_at=LATER),
    )
    assert found.hindered == {"refused_it": 1, "busy": 1}
    assert "Ann let it go" in found.told.en
    assert "clears_at" in found.told.times


@pytest.mark.parametrize("table", ["HEADS", "LACKS", "HINDERED", "HELPS"])
def test_both_languages_tell_the_same_facts(table: str) -> None:
    found: Mapping[str, Words] = getattr(waiting_words, table)

    def holes(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    assert [key for key, (en, zh) in found.items() if holes(en) != holes(zh)] == []
