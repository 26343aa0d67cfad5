"""How digits are written: in any script and width, circled or raised, in Chinese numerals, and with
signs between them that nobody sees.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import category, numeric

#: Numerals that are letters to Unicode, digit by digit; the last of each are said on the phone.
_NUMERALS: Final = dict(
    zip(
        "零〇洞一壹弌幺么二贰貳弍兩两三叁參叄弎四肆五伍六陆陸七柒拐八捌九玖勾",
        "0001111122222233333445566677788999",
        strict=True,
    )
)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Me", "Mn"})
_SAID: Final = frozenset("洞么两拐勾")
_BELOW: Final = 100  # a sign for more is no digits of a number, so that each is two at most
_LEAST: Final = 7
_SEVEN: Final = re.compile(r"\d(?:\D*\d){6}")


def few_digits(text: str) -> bool:
    """Whether there are too few for any number; most texts are done with by this."""
    if text.isascii():
        return _SEVEN.search(text) is None
    return 2 * sum(one.isnumeric() or one in _SAID for one in text) < _LEAST


def plain(text: str) -> tuple[str, Sequence[int]]:
    """The text with all digits in ASCII and what is not seen left out; by sign of it, the place
    in the text that it came from.
    """
    if text.isascii():
        return text, range(len(text))
    read = [(one, at) for at, sign in enumerate(text) for one in _read(sign)]
    return "".join(one for one, _ in read), [at for _, at in read]


@lru_cache(maxsize=4096)
def _read(sign: str) -> str:
    kind = category(sign)
    if kind in _UNSEEN:
        return "" if kind != "Cc" else " "
    if kind[0] != "N":
        return _NUMERALS.get(sign, sign)
    worth = numeric(sign, -1.0)
    return str(int(worth)) if worth.is_integer() and 0 <= worth < _BELOW else sign
