"""The words of decisions: every code has some, in both languages, with all numbers filled in."""

import string
from typing import get_args

import pytest

from hotlead.router.kpis import decision_words
from hotlead.router.kpis.decision_sentences import of_elsewhere, of_verdict, why_it_went
from hotlead.router.kpis.decision_words import HOW_LEFT, REASONS, STEPS, VERDICTS, WITHOUT
from hotlead.router.kpis.otherwise import Elsewhere, Step, StepCode
from hotlead.router.rules.verdicts import Code, Finding, obstacles
from hotlead.router.telling.wording import Words
from tests.unit.router.kpis.crew import AT, MICRO, ask, rep

TABLES = ("VERDICTS", "HOW_LEFT", "WITHOUT", "STEPS", "ENDINGS", "REASONS", "RULES")


def holes(text: str) -> set[str]:
    """The names that a text leaves to be filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_tell_the_same_facts(table: str) -> None:
    words: dict[str, Words] = getattr(decision_words, table)
    assert [key for key, (en, zh) in words.items() if holes(en) != holes(zh)] == []
    assert [key for key, (en, zh) in words.items() if not en.isascii() and "“" not in en] == []
    assert [key for key, (_, zh) in words.items() if zh.isascii()] == []


def test_every_code_has_words() -> None:
    assert set(get_args(Code)) <= set(VERDICTS)
    assert set(get_args(StepCode)) - {"without_obstacle"} <= set(STEPS)
    anybody = rep(
        "ann",
        presence="busy",
        on_shift=False,
        reachable=False,
        daily_cap=1,
        today=1,
        paced_until=AT + 1,
        wrap_until=AT + 1,
        open_most=1,
        live={"L7": ("main", "all")},
        capacity=0,
        regions=("west",),
    )
    asked = ask(needs=("region:east", "skill:english", "tier:1"), refused={"ann": "expired"})
    found = obstacles(anybody, asked) + obstacles(rep("bob", presence="away"), ask())
    assert {one.code for one in found} == set(WITHOUT)
    for one in found:
        told = of_verdict(one, "Ann", "Bob")
        step = Step("without_obstacle", "ann", (), one)
        other = of_elsewhere(Elsewhere("ann", (step,)), "bob", str.title)
        for text in (told.en, told.zh, other.en, other.zh):
            assert "Ann" in text
            assert not holes(text)


def test_numbers_are_told_as_people_count() -> None:
    turns = Finding("later_turn", {"paid": 2_500_000, "chosen_paid": 1_000_000})
    assert "Ann has paid 2.50 turns by weight, Bob 1.00" in of_verdict(turns, "Ann", "Bob").en
    idle = Finding("less_idle", {"idle_ms": 125_000, "chosen_idle_ms": 7_320_000})
    told = of_verdict(idle, "Ann", "Bob")
    assert "idle for 2 min 5 s, Bob for 2 h 2 min" in told.en
    assert "空闲了 2 分钟 5 秒，Bob已空闲 2 小时 2 分钟" in told.zh
    short = of_verdict(Finding("offline", {"for_ms": 40}), "Ann", "Bob")
    assert short.en == "Ann had been offline for 0.04 s."


def test_a_score_just_below_a_threshold_is_not_shown_as_reaching_it() -> None:
    numbers = {"score": 85 * MICRO - 1, "high_intent": 85 * MICRO}
    told = why_it_went("best lead for a free rep", numbers, {"chosen": ("Ann", "Ann")})
    assert "(84.9 points)" in told.en
    step = Step("score_below", "", (("high_intent", 85 * MICRO), ("by_points", 40_001)))
    other = of_elsewhere(Elsewhere("bob", (step,)), "ann", str.title)
    assert other.en == (
        "If the score had been 0.1 points lower, below 85.0, it would have gone to Bob."
    )


def test_how_a_rep_lost_the_lead_before_is_told() -> None:
    for how, (english, chinese) in HOW_LEFT.items():
        told = of_verdict(Finding("refused_it", {"how": how}), "Ann", "Bob")
        assert (told.en, told.zh) == (f"Ann {english}.", f"Ann{chinese}。")
    unheard = of_verdict(Finding("refused_it", {"how": "some new reason"}), "Ann", "Bob")
    assert unheard.en == f"Ann {HOW_LEFT[''][0]}."


def test_away_and_paced_are_told_by_their_cause() -> None:
    missed = of_verdict(Finding("away", {"why": "missed"}), "Ann", "Bob")
    assert "missing too many" in missed.en
    assert of_verdict(Finding("away", {"why": "set"}), "Ann", "Bob").en == "Ann was away."
    over = of_verdict(Finding("paced", {"paced": 2, "for_ms": 0}), "Ann", "Bob")
    assert "just ended" in over.en


@pytest.mark.parametrize(
    ("elsewhere", "english", "chinese"),
    [
        (
            Elsewhere(None, (Step("not_free", "ann"),)),
            "If Ann had not been free, it would have gone on waiting.",
            "如果Ann当时不空闲，就会继续等待。",
        ),
        (
            Elsewhere("bob", (Step("more_turns", "ann", (("turns", 1),)),)),
            "If Ann had already had one more turn in this pool, it would have gone to Bob.",
            "如果Ann此前在本池多轮到 1 次，就会分给Bob。",
        ),
        (
            Elsewhere("bob", (Step("no_claim", "ann"),), stays=True),
            "If Ann had not claimed it, it would have stayed with Bob.",
            "如果Ann没有认领，就会留在Bob手中。",
        ),
        (
            Elsewhere("ann", (Step("no_hand", "", (("by", "sup"),)),)),
            "If sup had not chosen by hand, it would have gone to Ann all the same.",
            "如果sup没有手动指派，也会分给Ann。",
        ),
        (
            Elsewhere(
                "bob",
                (
                    Step("without_obstacle", "bob", (), Finding("off_shift")),
                    Step("not_free", "ann"),
                ),
            ),
            "If Bob had been on shift and Ann had not been free, it would have gone to Bob.",
            "如果Bob在班、且Ann当时不空闲，就会分给Bob。",
        ),
    ],
)
def test_what_would_have_had_to_be_otherwise(
    elsewhere: Elsewhere, english: str, chinese: str
) -> None:
    told = of_elsewhere(elsewhere, "ann", str.title)
    assert (told.en, told.zh) == (english, chinese)


def test_text_that_people_typed_is_no_format() -> None:
    texts: dict[str, Words] = {
        "chosen": ("{by}", "{by}"),
        "by": ("sup", "sup"),
        "reason": ("{0} <b>", "{0} <b>"),
        "how": ("", ""),
    }
    told = why_it_went("handed over, told why", {}, texts)
    assert told.en == "sup gave it to {by} by hand: “{0} <b>”."
    assert set(REASONS) >= {"handed over, told why"}
