"""What vendors' messages say."""

from collections.abc import Sequence

import pytest

from hotlead.router.push.measures import MEASURES, Measure
from hotlead.router.push.sentences import LINES_MAX, About, Language, message

SHOWN = {"pool": "main", "channel": "short-video", "score": "86.0"}
LONG = {
    "pool": "flagship-store",
    "region": "内蒙古自治区呼和浩特市赛罕区昭乌达路与鄂尔多斯大街交叉口东南角二号楼",
    "need": "三室两厅全屋定制，主卧衣柜加书房榻榻米，希望本周末上门量尺并给出报价方案",
    "note": "孩子九月入学前必须装完，材料要环保，预算可以再谈，白天开会请晚上七点后联系",
}


def sentences(about: Sequence[About], language: Language) -> tuple[str, str]:
    made = message(about, language)
    assert made.settles == tuple(range(len(about)))
    return made.title, made.text


def test_one_new_lead_in_chinese() -> None:
    assert sentences([About("assigned", SHOWN)], "zh") == (
        "新线索，请接下",
        "线索池：main，渠道：短视频，评分：86.0\n请打开接单页面处理。",
    )


def test_one_hot_lead_in_english() -> None:
    assert sentences([About("escalated", SHOWN, 10)], "en") == (
        "A hot lead is not taken",
        "pool: main, channel: short video, score: 86.0, waiting for 10 min\nOpen the board.",
    )


def test_many_are_one_message_named_by_the_most_urgent() -> None:
    both = [About("assigned", SHOWN), About("remind", SHOWN, 2)]
    title, text = sentences(both, "zh")
    assert title == "2 条线索等你处理，其中有的还没接下"
    assert text.count("线索池") == 2
    assert sentences([About("remind", {})] * 3, "en")[0] == "3 leads are not taken yet: act now"


def test_a_long_one_says_how_many_more() -> None:
    _, text = sentences([About("escalated", SHOWN)] * (LINES_MAX + 5), "zh")
    assert len(text.splitlines()) == LINES_MAX + 2
    assert "还有 5 条" in text


def test_nothing_but_what_is_shown() -> None:
    assert sentences([About("remind", {})], "zh") == (
        "线索还没接下，请马上处理",
        "请打开接单页面处理。",
    )


@pytest.mark.parametrize(
    "value",
    [
        '<at user_id="all"></at>',
        "@all **now** [here](http://evil.example/x)",
        "evil.example",
        "a\nb\r\u2028c\u202e",
        "长" * 500,
    ],
)
def test_an_outsiders_words_are_no_markup(value: str) -> None:
    title, text = sentences([About("assigned", {"region": value})], "zh")
    line, last = text.split("\n")
    assert (title, last) == ("新线索，请接下", "请打开接单页面处理。")
    said = line.removeprefix("地区：")
    assert len(said) <= 40
    assert said.isprintable()
    assert not set(said) & set("<>@*[]()/")
    assert "evil.example" not in said


def test_a_masked_number_keeps_its_stars() -> None:
    _, text = sentences([About("assigned", {"masked": "138****8000"})], "en")
    assert text.startswith("number: 138****8000\n")


def test_a_text_is_split_between_leads_never_inside_one() -> None:
    """Eight leads of WeCom's measure: none is cut, each is told once, and the rest is counted."""
    measure = MEASURES["wecombot"]
    about = [About("escalated", LONG | {"score": f"{n}.0"}, 10) for n in range(LINES_MAX)]
    told: list[str] = []
    while about:
        made = message(about, "zh", measure.fits)
        whole = f"{made.title}\r\n{made.text}"
        assert len(whole.encode()) <= 2048
        lines = made.text.split("\n")
        assert lines[-1] == "请打开看板处理。"
        left = len(about) - len(made.settles)
        assert lines[-2] == f"还有 {left} 条" or left == 0
        shown = lines[: len(made.settles)]
        assert all(line.endswith("，已等 10 分钟") and LONG["note"] in line for line in shown)
        told += [line.split("评分：")[1].split("，")[0] for line in shown]
        about = [one for place, one in enumerate(about) if place not in made.settles]
    assert told == [f"{n}.0" for n in range(LINES_MAX)]
    assert len(whole.encode()) > 2048 // 8


def test_a_flood_is_told_in_as_many_messages_as_eight_leads_need() -> None:
    about = [About("escalated", LONG, 10)] * 100
    made = message(about, "zh", MEASURES["wecombot"].fits)
    shown = made.text.count("线索池")
    assert 1 < shown < LINES_MAX
    assert f"还有 {100 - shown} 条" in made.text
    assert len(made.settles) == shown + 100 - LINES_MAX
    # The same message as if it were told of the eight alone, but for the number of the rest.
    assert message(about[:LINES_MAX], "zh", MEASURES["wecombot"].fits).text.count("线索池") == shown


def test_one_lead_that_is_too_long_by_itself_loses_its_last_fields() -> None:
    made = message([About("remind", LONG, 3)] * 2, "zh", Measure(300).fits)
    line, more, where = made.text.split("\n")
    assert line.startswith("线索池：flagship-store，地区：内蒙古")
    assert line.endswith("…")
    assert LONG["need"] not in line
    assert (more, where, made.settles) == ("还有 1 条", "请打开接单页面处理。", (0,))


def test_what_nothing_fits_into_says_where_to_look_all_the_same() -> None:
    made = message([About("remind", LONG, 3)], "zh", Measure(10).fits)
    assert made.text == "…\n请打开接单页面处理。"
