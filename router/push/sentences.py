"""What a message through a vendor says, in the person's language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]
Matter = Literal["assigned", "remind", "escalated"]

LINES_MAX: Final = 8
VALUE_CHARS_MAX: Final = 40
# What some vendor takes for markup, a mention or a link. Attributes are an outsider's words.
MARKUP: Final = str.maketrans(dict.fromkeys("<>@&[](){}`*_#|\\/~^$!", " "))
DOMAIN_DOT: Final = re.compile(r"(?<=\w)\.(?=[^\W\d])")

# The most urgent first: it names the message.
_TITLES: Final[dict[Language, dict[Matter, tuple[str, str]]]] = {
    "zh": {
        "escalated": ("热线索没人接下", "{n} 条热线索没人接下"),
        "remind": ("线索还没接下，请马上处理", "{n} 条线索还没接下，请马上处理"),
        "assigned": ("新线索，请接下", "{n} 条新线索，请接下"),
    },
    "en": {
        "escalated": ("A hot lead is not taken", "{n} hot leads are not taken"),
        "remind": ("A lead is not taken yet: act now", "{n} leads are not taken yet: act now"),
        "assigned": ("A new lead: please take it", "{n} new leads: please take them"),
    },
}
_MIXED: Final[dict[Language, dict[Matter, str]]] = {
    "zh": {
        "escalated": "{n} 条线索等人处理，其中有热线索没人接下",
        "remind": "{n} 条线索等你处理，其中有的还没接下",
        "assigned": "{n} 条新线索，请接下",
    },
    "en": {
        "escalated": "{n} leads want attention, hot ones among them are not taken",
        "remind": "{n} leads wait for you, some of them for too long",
        "assigned": "{n} new leads: please take them",
    },
}
_NAMES: Final[dict[Language, dict[str, str]]] = {
    "zh": {
        "pool": "线索池",
        "channel": "渠道",
        "score": "评分",
        "masked": "号码",
        "region": "地区",
        "budget": "预算",
        "house_type": "房屋类型",
    },
    "en": {
        "pool": "pool",
        "channel": "channel",
        "score": "score",
        "masked": "number",
        "region": "region",
        "budget": "budget",
        "house_type": "home",
    },
}
_CHANNELS: Final[dict[Language, dict[str, str]]] = {
    "zh": {"web-form": "官网表单", "short-video": "短视频", "call-center": "400 来电"},
    "en": {"web-form": "website form", "short-video": "short video", "call-center": "400 call"},
}
_WAITED: Final[dict[Language, str]] = {"zh": "已等 {n} 分钟", "en": "waiting for {n} min"}
_MORE: Final[dict[Language, str]] = {"zh": "还有 {n} 条", "en": "and {n} more"}
_WHERE: Final[dict[Language, tuple[str, str]]] = {
    "zh": ("请打开接单页面处理。", "请打开看板处理。"),
    "en": ("Open your page to take it.", "Open the board."),
}
_JOINED: Final[dict[Language, tuple[str, str]]] = {"zh": ("：", "，"), "en": (": ", ", ")}


@dataclass(frozen=True, slots=True)
class About:
    """One lead of a message. `shown` are the fields that may leave, by name, in their order.

    `waited_min` is for how long it has been hot, in whole minutes.
    """

    matter: Matter
    shown: Mapping[str, str]
    waited_min: int | None = None


def sentences(about: Sequence[About], language: Language) -> tuple[str, str]:
    """Title and text of one message about these leads, of which there is one at least."""
    matters = [matter for matter in _TITLES[language] if any(one.matter == matter for one in about)]
    one, many = _TITLES[language][matters[0]]
    if len(matters) > 1:
        many = _MIXED[language][matters[0]]
    title = one if len(about) == 1 else many.format(n=len(about))
    lines = [line for one in about[:LINES_MAX] if (line := _line(one, language))]
    if len(about) > LINES_MAX:
        lines.append(_MORE[language].format(n=len(about) - LINES_MAX))
    lines.append(_WHERE[language][matters[0] == "escalated"])
    return title, "\n".join(lines)


def _line(one: About, language: Language) -> str:
    colon, comma = _JOINED[language]
    parts = [
        f"{_NAMES[language].get(name, name)}{colon}{_clean(_value(name, value, language))}"
        for name, value in one.shown.items()
    ]
    if one.waited_min is not None and one.waited_min > 0:
        parts.append(_WAITED[language].format(n=one.waited_min))
    return comma.join(parts)


def _value(name: str, value: str, language: Language) -> str:
    return _CHANNELS[language].get(value, value) if name == "channel" else value


def _clean(value: str) -> str:
    """A value without markup or line breaks, and not too long. Stars of a masked number stay."""
    plain = value if set(value) <= set("0123456789*+ -") else value.translate(MARKUP)
    shown = "".join(char if char.isprintable() else " " for char in DOMAIN_DOT.sub(" ", plain))
    return " ".join(shown.split())[:VALUE_CHARS_MAX]
