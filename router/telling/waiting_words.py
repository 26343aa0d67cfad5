"""The words of why nobody has a lead that waits, and of what would end that."""

from typing import Final

from hotlead.router.telling.wording import Words

HEADS: Final[dict[str, Words]] = {
    "no_reps": (
        "Nobody serves the pool {pool}: a rep needs it in their pools.",
        "没有销售负责线索池 {pool}：请给销售加上这个线索池。",
    ),
    "nobody_fits": (
        "None of the {n} reps of the pool may serve it: {lacks}.",
        "线索池里的 {n} 位销售都不符合要求：{lacks}。",
    ),
    "all_refused": (
        "All {n} who may serve it have let it go: {names}.",
        "符合要求的 {n} 位销售都放走过它：{names}。",
    ),
    "nobody_free": (
        "None of the {n} who may serve it is free: {list}.",
        "符合要求的 {n} 位销售都没空：{list}。",
    ),
    "in_line": (
        "{names} may take it now: it goes out as soon as those before it in line have.",
        "{names}现在可接：排在前面的派出后就轮到它。",
    ),
}
LACKS: Final[dict[str, Words]] = {
    "skill": ("nobody has the skill {value}", "没人具备技能「{value}」"),
    "region": ("nobody serves {value}", "没人负责「{value}」"),
    "tier": ("nobody is of tier {value} or above", "没人达到 {value} 级"),
    "all": ("nobody has all that it asks for ({value})", "没人同时满足全部要求（{value}）"),
}
HINDERED: Final[dict[str, Words]] = {
    "refused_it": ("{names} let it go", "{names}放走过它"),
    "off_shift": ("{names} off shift", "{names}不在班"),
    "off_shift until": ("{names} off shift until {shift_at}", "{names}不在班（{shift_at} 上班）"),
    "offline": ("{names} offline", "{names}离线"),
    "away": ("{names} away", "{names}离开"),
    "away_missed": (
        "{names} set away for missing too many",
        "{names}因连续漏接被设为离开",
    ),
    "busy": ("{names} busy", "{names}忙碌"),
    "wrap_up": ("{names} in wrap-up until {wrap_until}", "{names}正在整理（到 {wrap_until}）"),
    "daily_cap": ("{names} at the daily cap", "{names}已到每日上限"),
    "paced": (
        "{names} paced at the start of the shift until {paced_until}",
        "{names}处于上班限速期（到 {paced_until}）",
    ),
    "no_room": (
        "{names} without room ({live} ringing, {uncontacted} without a recorded contact)",
        "{names}没有余量（响铃 {live} 条，未登记联系 {uncontacted} 条）",
    ),
    "too_many_open": (
        "{names} with as many open leads as allowed",
        "{names}未关闭的线索已到上限",
    ),
}
HELPS: Final[dict[str, Words]] = {
    "line": (
        " {n} others wait before it in line.",
        "前面还有 {n} 条在排队。",
    ),
    "closed": (
        " The pool is closed until {opens_at}.",
        "线索池 {opens_at} 才开放。",
    ),
    "clears": (
        " From {clears_at} on it may go again to who let it go.",
        "{clears_at} 起可再次派给放走过它的人。",
    ),
    "relaxes": (
        " From {relax_at} on it asks less.",
        "{relax_at} 起放宽要求。",
    ),
    "rung": (
        " The next escalation is at {rung_at}.",
        "{rung_at} 触发下一步升级。",
    ),
    "room": (
        " A first contact that is recorded makes room.",
        "登记首次联系后就有余量。",
    ),
}
