"""Why a score is not what it was, in a sentence that a rep understands."""

from dataclasses import dataclass

from hotlead.router.rules.scoring import Parts

NOTHING = 0.05
JUST_NOW_H = 0.5 / 60
_PARTS = (
    ("profile", "Profile", "资料分"),
    ("heat", "Heat", "热度"),
    ("freshness", "Freshness", "新鲜度"),
)
_EVENTS = {
    "capture": ("contact left", "留资"),
    "page_dwell": ("stayed on a page", "页面停留"),
    "video_complete": ("video watched to the end", "看完视频"),
    "repeat_visit": ("visited again", "再次访问"),
    "inbound_call": ("called", "来电"),
}
"""How people call events; other kinds of signal by their own name."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The same sentence in English and in Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Shares:
    """The weight of each part in the score."""

    profile: float
    heat: float
    freshness: float


def why_changed(*, then: Parts, now: Parts, shares: Shares, event: str, hours: float) -> Reason:
    """What made the score at `event`, `hours` ago, into the score now. All in points."""
    by = now.score - then.score
    event_en, event_zh = _EVENTS.get(event, (event, event))
    since_en = f"since the last event ({event_en}, {_ago_en(hours)})"
    since_zh = f"自上次事件（{event_zh}，{_ago_zh(hours)}）以来"
    if abs(by) < NOTHING:
        if now.freshness <= 0:
            return Reason(
                f"The score has stood at {now.score:.1f} {since_en}: freshness is 0 and cannot"
                " fall further.",
                f"{since_zh}分数保持 {now.score:.1f}：新鲜度已为 0，不会再降。",
            )
        return Reason(
            f"The score is {now.score:.1f} and has hardly moved {since_en}.",
            f"分数为 {now.score:.1f}，{since_zh}几乎没有变化。",
        )
    parts_en, parts_zh, same_en, same_zh = [], [], [], []
    for name, english, chinese in _PARTS:
        before, after, share = getattr(then, name), getattr(now, name), getattr(shares, name)
        if abs(after - before) * share < NOTHING:
            same_en.append(english.lower())
            same_zh.append(chinese)
            continue
        effect = (after - before) * share
        verb, move = ("fell", "降") if effect < 0 else ("rose", "升")
        parts_en.append(
            f"{english} {verb} from {before:.1f} to {after:.1f}, which counts {share:.0%}:"
            f" {effect:+.1f}."
        )
        parts_zh.append(
            f"{chinese}由 {before:.1f} {move}至 {after:.1f}，权重 {share:.0%}：{effect:+.1f}。"
        )
    if same_en:
        parts_en.append(f"{' and '.join(same_en).capitalize()} did not change.")
        parts_zh.append(f"{'、'.join(same_zh)}没有变化。")
    verb_en, verb_zh = ("fell", "下降") if by < 0 else ("rose", "上升")
    return Reason(
        f"The score {verb_en} by {abs(by):.1f} to {now.score:.1f} {since_en}. "
        + " ".join(parts_en),
        f"{since_zh}分数{verb_zh} {abs(by):.1f}，现为 {now.score:.1f}。" + "".join(parts_zh),
    )


def _ago_en(hours: float) -> str:
    if hours < JUST_NOW_H:
        return "just now"
    return f"{hours * 60:.0f} min ago" if hours < 1 else f"{hours:.1f} h ago"


def _ago_zh(hours: float) -> str:
    if hours < JUST_NOW_H:
        return "刚刚"
    return f"{hours * 60:.0f} 分钟前" if hours < 1 else f"{hours:.1f} 小时前"
