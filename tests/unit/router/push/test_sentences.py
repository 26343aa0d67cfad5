"""What vendors' messages say."""

import pytest

from hotlead.router.push.sentences import LINES_MAX, About, sentences

SHOWN = {"pool": "main", "channel": "short-video", "score": "86.0"}


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
