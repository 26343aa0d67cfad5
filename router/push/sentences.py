"""What a message through a vendor says, in the person's language."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]
Matter = Literal["assigned", "remind", "escalated", "slower", "unserved", "served"]
#: Matters that reps are told of; all others are for those at the board.
OF_REPS: Final[frozenset[Matter]] = frozenset({"assigned", "remind"})
#: Whether a vendor takes a message, given its title and text.
Fits = Callable[[str, str], bool]

LINES_MAX: Final = 8
VALUE_CHARS_MAX: Final = 40
CUT: Final = "…"
# What some vendor takes for markup, a mention or a link. Attributes are an outsider's words.
MARKUP: Final = str.maketrans(dict.fromkeys("<>@&[](){}`*_#|\\/~^$!", " "))
DOMAIN_DOT: Final = re.compile(r"(?<=\w)\.(?=[^\W\d])")

# The most urgent first: it names the message.
_TITLES: Final[dict[Language, dict[Matter, tuple[str, str]]]] = {
    "zh": {
        "escalated": ("热线索没人接下", "{n} 条热线索没人接下"),
        "unserved": ("线索池有线索在等，没人能接", "{n} 个线索池有线索在等，没人能接"),
        "slower": ("线索没人接下", "{n} 条线索没人接下"),
        "served": ("线索池恢复正常", "{n} 个线索池恢复正常"),
        "remind": ("线索还没接下，请马上处理", "{n} 条线索还没接下，请马上处理"),
        "assigned": ("新线索，请接下", "{n} 条新线索，请接下"),
    },
    "en": {
        "escalated": ("A hot lead is not taken", "{n} hot leads are not taken"),
        "unserved": (
            "Leads wait in a pool that nobody serves",
            "Leads wait in {n} pools that nobody serves",
        ),
        "slower": ("A lead is not taken", "{n} leads are not taken"),
        "served": ("A pool is well again", "{n} pools are well again"),
        "remind": ("A lead is not taken yet: act now", "{n} leads are not taken yet: act now"),
        "assigned": ("A new lead: please take it", "{n} new leads: please take them"),
    },
}
_MIXED: Final[dict[Language, dict[Matter, str]]] = {
    "zh": {
        "escalated": "{n} 条提醒等人处理，其中有热线索没人接下",
        "unserved": "{n} 条提醒等人处理，其中有线索池没人能接",
        "slower": "{n} 条提醒等人处理，其中有线索没人接下",
        "served": "{n} 个线索池恢复正常",
        "remind": "{n} 条线索等你处理，其中有的还没接下",
        "assigned": "{n} 条新线索，请接下",
    },
    "en": {
        "escalated": "{n} matters want attention, hot leads among them are not taken",
        "unserved": "{n} matters want attention, among them pools that nobody serves",
        "slower": "{n} matters want attention, among them leads that are not taken",
        "served": "{n} pools are well again",
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

    `waited_min` is for how long it has been hot, or has waited, in whole minutes. Of a pool
    there is no lead, and its name alone is shown.
    """

    matter: Matter
    shown: Mapping[str, str]
    waited_min: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message, and which of the leads it was made of it settles, by their places.

    Leads that it leaves open are for the next message.
    """

    title: str
    text: str
    settles: tuple[int, ...]


def message(about: Sequence[About], language: Language, fits: Fits = lambda *_: True) -> Message:
    """The next message about these leads, of which there is one at least.

    A lead has a line of its own, whole or not at all, unless one alone is too long: then its last
    fields are left out. Beyond LINES_MAX leads are counted and no more. Of the others as many are
    told as fit; the rest is counted here and stays open.
    """
    lines = [_line(one, language) for one in about[:LINES_MAX]]
    beyond = range(LINES_MAX, len(about))
    for told in range(len(lines), 0, -1):
        title, text = _message(about, lines[:told], len(about) - told, language)
        if fits(title, text):
            return Message(title, text, (*range(told), *beyond))
    for fields in range(len(about[0].shown), -1, -1):
        cut = _line(about[0], language, fields) + CUT
        title, text = _message(about, [cut], len(about) - 1, language)
        if fits(title, text):
            break
    return Message(title, text, (0, *beyond))


def _message(
    about: Sequence[About], lines: Sequence[str], more: int, language: Language
) -> tuple[str, str]:
    matters = [matter for matter in _TITLES[language] if any(one.matter == matter for one in about)]
    one, many = _TITLES[language][matters[0]]
    if len(matters) > 1:
        many = _MIXED[language][matters[0]]
    title = one if len(about) == 1 else many.format(n=len(about))
    below = [_MORE[language].format(n=more)] if more else []
    where = _WHERE[language][matters[0] not in OF_REPS]
    return title, "\n".join([*filter(None, lines), *below, where])


def _line(one: About, language: Language, fields: int | None = None) -> str:
    """The line of a lead, with its first `fields` fields; None: all, and how long it waits."""
    colon, comma = _JOINED[language]
    parts = [
        f"{_NAMES[language].get(name, name)}{colon}{_clean(_value(name, value, language))}"
        for name, value in list(one.shown.items())[:fields]
    ]
    if fields is None and one.waited_min is not None and one.waited_min > 0:
        parts.append(_WAITED[language].format(n=one.waited_min))
    return comma.join(parts)


def _value(name: str, value: str, language: Language) -> str:
    return _CHANNELS[language].get(value, value) if name == "channel" else value


def _clean(value: str) -> str:
    """A value without markup or line breaks, and not too long. Stars of a masked number stay."""
    plain = value if set(value) <= set("0123456789*+ -") else value.translate(MARKUP)
    shown = "".join(char if char.isprintable() else " " for char in DOMAIN_DOT.sub(" ", plain))
    return " ".join(shown.split())[:VALUE_CHARS_MAX]
