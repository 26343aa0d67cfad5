"""The words of attributes that count nothing, and of what to send instead."""

from typing import Final

from hotlead.router.telling.wording import Words

UNCOUNTED: Final[dict[str, Words]] = {
    "no_number": (
        "{name} “{value}” is no number, so it counts 0{send}.",
        "{name}「{value}」不是数字，计 0 分{send}。",
    ),
    "no_points": (
        "{name} “{value}” has no points in the policy, so it counts 0.",
        "策略里没有{name}「{value}」的分值，计 0 分。",
    ),
    "other_name": (
        "“{name}” counts 0: the policy knows it as {known}{send}.",
        "「{name}」计 0 分：策略里的字段名是 {known}{send}。",
    ),
}
SEND: Final[Words] = ("; send {number}", "，应发送 {number}")
