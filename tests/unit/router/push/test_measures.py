"""How much a message to a vendor may hold, in the vendor's own unit."""

import json
from bisect import bisect_left
from collections.abc import Callable

import pytest
from apprise import Apprise

from hotlead.router.push.measures import ENVELOPE_BYTES, MEASURES, measure_of

CHINESE = "预算：二十六万"


def most(fits: Callable[[int], bool], below: int) -> int:
    """The greatest number that fits."""
    return bisect_left(range(below), True, key=lambda n: not fits(n)) - 1


@pytest.mark.parametrize(
    ("schema", "at_most", "each"),
    [
        ("wecombot", 2048, 3),
        ("wechat", 2048, 3),
        ("dingtalk", 20_000, 6),
        ("feishu", 20_000, 3),
        ("lark", 20_000, 3),
        ("tgram", 4096, 1),
        ("discord", 2000, 1),
    ],
)
def test_a_chinese_character_is_what_the_vendor_counts_it_for(
    schema: str, at_most: int, each: int
) -> None:
    """The longest text that fits is full to the last character, and one more does not fit."""
    measure = MEASURES[schema]
    longest = most(lambda n: measure.fits("标", "客" * n), at_most)
    assert not measure.fits("标", "客" * (longest + 1))
    spare = ENVELOPE_BYTES if at_most == 20_000 else 0
    assert at_most - spare - 10 - each <= (longest + 1) * each <= at_most


def test_beyond_the_basic_plane_telegram_counts_two() -> None:
    assert MEASURES["tgram"].fits("", "\U00020bb7" * 2047)
    assert not MEASURES["tgram"].fits("", "\U00020bb7" * 2048)


@pytest.mark.parametrize("schema", ["dingtalk", "feishu", "lark"])
def test_the_whole_request_is_within_the_limit(schema: str) -> None:
    """As apprise writes it, with 20 receivers to be mentioned, and quotes that are escaped."""
    measure = MEASURES[schema]
    text = '客"' * most(lambda n: measure.fits("标", '客"' * n), 20_000)
    mobiles = ["13800138000"] * 20
    body = {"msgtype": "text", "at": {"atMobiles": mobiles, "isAtAll": False}}
    body |= {"text": {"content": f"标\r\n{text}"}}
    written = json.dumps(body, ensure_ascii=schema == "dingtalk").encode()
    assert 19_000 < len(written) <= 20_000


def test_of_all_others_apprises_figure_is_taken_for_bytes() -> None:
    plugin = Apprise.instantiate("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general")
    assert plugin is not None
    measure = measure_of("slack", plugin.body_maxlen, plugin.body_max_line_count)
    assert (measure.at_most, measure.lines) == (35_000, 0)
    assert measure.fits("", CHINESE * ((35_000 - 2) // len(CHINESE.encode())))
    assert not measure.fits("", CHINESE * (35_000 // len(CHINESE.encode()) + 1))
