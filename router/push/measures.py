"""How much one message to a vendor may hold, in what the vendor counts.

Vendors count bytes of UTF-8, bytes of the request, or characters, which are UTF-16's units for
some. apprise knows one figure for each and takes all for characters. Where a vendor's own unit is
not known, apprise's figure is taken for bytes: no unit gives more. docs/push.md has the sources.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

# What a request holds beside the text, with room for the numbers of those whom a robot mentions.
ENVELOPE_BYTES: Final = 500
TITLE_END: Final = "\r\n"


def utf8(text: str) -> int:
    """Bytes of UTF-8: 3 for a Chinese character."""
    return len(text.encode())


def utf16(text: str) -> int:
    """Units of UTF-16: 1 for a Chinese character, 2 for what lies beyond the basic plane."""
    return len(text.encode("utf-16-le")) // 2


def json_utf8(text: str) -> int:
    """Bytes of the text within a JSON request in UTF-8: 3 for a Chinese character."""
    return utf8(json.dumps(text, ensure_ascii=False))


def json_ascii(text: str) -> int:
    """Bytes of the text within a JSON request in ASCII: 6 for a Chinese character."""
    return len(json.dumps(text))


@dataclass(frozen=True, slots=True)
class Measure:
    """At most so many of what `count` counts, title and text together.

    `lines` is how many lines of text are shown; 0: all.
    """

    at_most: int
    count: Callable[[str], int] = utf8
    lines: int = 0

    def fits(self, title: str, text: str) -> bool:
        """Whether a message is not cut or refused for its length."""
        return self.count(f"{title}{TITLE_END}{text}") <= self.at_most


MEASURES: Final = {
    "dingtalk": Measure(20_000 - ENVELOPE_BYTES, json_ascii),
    "wecombot": Measure(2048, utf8),
    # WeCom cuts the rest off, and says that all went well.
    "wechat": Measure(2048, utf8),
    "feishu": Measure(20_000 - ENVELOPE_BYTES, json_utf8),
    "lark": Measure(20_000 - ENVELOPE_BYTES, json_utf8),
    "tgram": Measure(4096, utf16),
    "discord": Measure(2000, utf16),
}


def measure_of(schema: str, apprise_at_most: int, apprise_lines: int) -> Measure:
    """The measure of a vendor, given apprise's own figures for it; 0 lines stand for any number."""
    return MEASURES.get(schema) or Measure(apprise_at_most, utf8, apprise_lines)
