"""The words of how a score moved, by what moved it."""

from typing import Final

from hotlead.router.telling.wording import Words

EVENTS: Final[dict[str, Words]] = {
    "captured": ("contact left", "留资"),
    "merged": ("contact left again", "再次留资"),
    "page_dwell": ("stayed on a page", "页面停留"),
    "video_complete": ("video watched to the end", "看完视频"),
    "repeat_visit": ("visited again", "再次访问"),
    "inbound_call": ("called", "来电"),
    "rescored": ("new policy {policy}", "启用新策略 {policy}"),
}
"""How people call events; other kinds of signal by their own name."""

PARTS: Final[dict[str, Words]] = {
    "profile": ("Profile", "资料分"),
    "heat": ("Heat", "热度"),
    "freshness": ("Freshness", "新鲜度"),
}
SINCE: Final[Words] = ("since the last event ({event}, {ago})", "自上次事件（{event}，{ago}）以来")
STANDS: Final[dict[str, Words]] = {
    "frozen": (
        "The score has stood at {to} {since}: freshness is 0 and cannot fall further.",
        "{since}分数保持 {to}：新鲜度已为 0，不会再降。",
    ),
    "still": (
        "The score is {to} and has hardly moved {since}.",
        "分数为 {to}，{since}几乎没有变化。",
    ),
    "same": (
        "The score is {to}, as at the last event ({event}, {ago}), but not for the same"
        " reasons{steps}.",
        "分数为 {to}，与上次事件（{event}，{ago}）时相同，但构成变了{steps}。",
    ),
    "fell": (
        "The score fell by {by} from {from} to {to} {since}{steps}.",
        "{since}分数由 {from} 下降 {by}，现为 {to}{steps}。",
    ),
    "rose": (
        "The score rose by {by} from {from} to {to} {since}{steps}.",
        "{since}分数由 {from} 上升 {by}，现为 {to}{steps}。",
    ),
}
STEPS: Final[Words] = (": {list}", "：{list}")
BY_POLICY: Final[Words] = ("{by} by the new policy {policy}", "启用新策略 {policy} {by}")
BY_TIME: Final[Words] = ("{by} with time", "随时间 {by}")
MOVED: Final[dict[str, Words]] = {
    "fell": (
        " {part} fell from {before} to {after}, which counts {weight}: {by}.",
        "{part}由 {before} 降至 {after}，权重 {weight}：{by}。",
    ),
    "rose": (
        " {part} rose from {before} to {after}, which counts {weight}: {by}.",
        "{part}由 {before} 升至 {after}，权重 {weight}：{by}。",
    ),
    "weighed": (
        " {part} was {before} and counted {weight_before}, it is {after} and counts {weight}:"
        " {by}.",
        "{part}由 {before}（权重 {weight_before}）变为 {after}（权重 {weight}）：{by}。",
    ),
}
SAME: Final[Words] = (" {parts} did not change.", "{parts}没有变化。")
COUNTED: Final[Words] = (" Points now and before: {list}.", "计分变化：{list}。")
POINTS: Final[Words] = ("{name} {after} instead of {before}", "{name}由 {before} 变为 {after}")
AGO: Final[dict[str, Words]] = {
    "now": ("just now", "刚刚"),
    "minutes": ("{n} min ago", "{n} 分钟前"),
    "hours": ("{n} h ago", "{n} 小时前"),
}
