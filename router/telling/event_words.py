"""The words of what happens with a lead, by the kind of change and what came of it."""

from typing import Final

from hotlead.router.telling.wording import Words

EVENTS: Final[dict[str, Words]] = {
    "captured": ("They left their contact: {channel}.", "客户留资：{channel}。"),
    "merged": ("They left their contact again: {channel}.", "客户再次留资：{channel}。"),
    "identity_conflict": (
        "What they left also fits another lead, {other}; the two stay apart.",
        "这次留资也与线索 {other} 吻合，两条未合并。",
    ),
    "signal": ("{did}.", "{did}。"),
    "hot": (
        "With a score of {score} it became hot: the hot clock runs.",
        "评分 {score}，成为热线索，开始计时。",
    ),
    "hot later": (
        "With a score of {score} it became hot; the hot clock starts at {clock_at}, when the pool"
        " opens.",
        "评分 {score}，成为热线索；线索池 {clock_at} 开放后开始计时。",
    ),
    "assigned": ("It went to {rep}{rule}.", "派给{rep}{rule}。"),
    "withdrawn": ("{rep} {how}{misses}.", "{rep}{how}{misses}。"),
    "declined": ("{rep} declined it.", "{rep}拒接。"),
    "declined why": ("{rep} declined it: {reason}.", "{rep}拒接：{reason}。"),
    "acknowledged": ("{rep} took it.", "{rep}已接下。"),
    "claim": (
        "{rep} claimed it, as it was open to all.",
        "线索开放认领，{rep}已认领。",
    ),
    "late_contact": (
        "{rep} has it again: the contact was made in time, and told only now.",
        "{rep}重新持有：当时已联系，只是刚刚补报。",
    ),
    "left": ("{rep} {how}.", "{rep}{how}。"),
    "reopened": ("{why}a new round began.", "{why}重新打开，开始新一轮。"),
    "reopened by": (
        "{by} opened it again: “{note}”; a new round began.",
        "{by}重新打开，原因：“{note}”，开始新一轮。",
    ),
    "handed_over": (
        "{by} gave it to {rep}{over}{because}.",
        "{by}把线索转给{rep}{over}{because}。",
    ),
    "handed_over from": (
        "{by} gave it to {rep}{over}, from {former}{because}.",
        "{by}把线索从{former}转给{rep}{over}{because}。",
    ),
    "activity": ("{rep} {did}{note}{next}.", "{rep}{did}{note}{next}。"),
    "late_activity": (
        "{rep}, who no longer had it, {did}{note}{next} while it was still theirs.",
        "{rep}（已不再持有）在持有期间{did}{note}{next}。",
    ),
    "closed": ("{rep} closed it: {outcome}.", "{rep}关闭线索：{outcome}。"),
    "outcome_undone": (
        "{rep} took the outcome back: {outcome} no longer holds.",
        "{rep}撤销了结果「{outcome}」，线索恢复原状。",
    ),
    "revealed": (
        "{by} was shown the number in full{because}.",
        "{by}查看了完整号码{because}。",
    ),
    "rung": ("Escalation “{name}”, {after} hot: {does}.", "升级「{name}」（热 {after}）：{does}。"),
    "all_refused": (
        "Everybody who could take it refused or missed it: {whom}.",
        "能接的人都拒绝或错过了它：{whom}。",
    ),
    "waited": (
        "It has waited for {waited} and nobody took it: {whom}.",
        "已等待 {waited} 没人接下：{whom}。",
    ),
    "relaxed": (
        "It had waited long and asks less now: {drop} no longer counts.",
        "等待较久，放宽要求：不再看{drop}。",
    ),
    "refusals_cleared": (
        "All had let it go, so it may be offered to them again.",
        "所有人都放走过它，现在可以再次派给他们。",
    ),
    "rescored": (
        "Under the new policy {policy} its score is {score} instead of {from}.",
        "按新策略 {policy} 重新评分：由 {from} 变为 {score}。",
    ),
    "notice_sent": ("{told}.", "{told}。"),
    "notice_seen": ("{rep}’s phone showed it.", "{rep}的手机已显示提醒。"),
}

# Clauses that fill the holes of these; '' is for what has no words of its own.

RULES: Final[dict[str, Words]] = {
    "fair turn": (", whose turn it was", "（轮到）"),
    "top tier for high intent": (", as high intent goes to the top tier", "（高意向优先高级别）"),
    "former owner": (", who has served it before", "（曾跟进过这位客户）"),
    "best lead for a free rep": (
        ", who was free: it was first in line",
        "（有空闲，这条排在最前）",
    ),
    "best hot lead for a free rep": (
        ", who was free: of the hot ones it was first in line",
        "（有空闲，热线索中这条排在最前）",
    ),
    "waited longest": (
        ", as it was the turn of those that wait too long, and it had waited longest",
        "（轮到等待过久的线索，这条等得最久）",
    ),
    "": ("", ""),
}
LOST: Final[dict[str, Words]] = {
    "expired": ("did not take it in time", "超时未接"),
    "reassigned": ("had not taken it before it moved on", "在改派前没有接下"),
    "offline": ("could not be reached, so it went back", "手机失联，线索退回"),
    "replaced": (
        "was given another lead by a supervisor instead, so it went back",
        "被主管改派了另一条，线索退回",
    ),
    "released": ("gave it back: a mis-tap", "点错了，已退回"),
    "no_contact": ("recorded no contact in time, so it went back", "未按时登记联系，线索收回"),
    "": ("has it no longer", "不再持有"),
}
MISSES: Final[dict[str, Words]] = {
    "so far": (
        ": missed {missed} in a row, at {missed_most} a rep is set away",
        "，连续漏接 {missed} 条（满 {missed_most} 条设为离开）",
    ),
    "set away": (
        ": missed {missed} in a row, and so was set away",
        "，连续漏接 {missed} 条，已设为离开",
    ),
    "only": (": missed {missed} in a row", "，连续漏接 {missed} 条"),
    "": ("", ""),
}
REOPENED: Final[dict[str, Words]] = {
    "returned": ("They came back after the end: ", "客户再次到访，"),
    "no_contact": ("As nobody had called, ", "无人联系，"),
    "handed_over": ("With another rep ", "换人跟进，"),
    "": ("It was opened again: ", ""),
}
BECAUSE: Final[dict[str, Words]] = {
    "handed_over": (": “{reason}”", "，原因：“{reason}”"),
    "revealed": (", for: “{reason}”", "，用途：“{reason}”"),
    "": ("", ""),
}
TAKEN: Final = frozenset({"claim", "late_contact"})
"""Ways to take a lead that have words of their own above."""
OVER: Final[dict[str, Words]] = {
    "away": ("though away", "处于离开状态"),
    "off_shift": ("though off shift", "不在班"),
    "wrap_up": ("though wrapping up", "正在整理上一次联系"),
    "no_room": ("over the room", "超出余量"),
    "too_many_open": ("over the bound of open leads", "超出未关闭线索上限"),
}
REPLACED: Final[Words] = ("in place of what rang there", "原来在响的线索让位")
LATER: Final[Words] = ("Entered {later} later.", "（{later}后补报）")
DID: Final[dict[str, Words]] = {
    "reached": ("reached them", "已联系上客户"),
    "no answer": ("called, no answer", "拨打未接通"),
    "contact": ("recorded a contact", "登记了联系"),
    "": ("made a note", "作了备注"),
}
NOTE: Final[Words] = (": “{note}”", "：“{note}”")
NEXT: Final[Words] = ("; next call {next_at}", "；下次联系 {next_at}")
OUTCOMES: Final[dict[str, Words]] = {
    "won": ("won", "成交"),
    "lost": ("lost", "战败"),
    "invalid": ("invalid", "无效"),
}
RUNGS: Final[dict[str, Words]] = {
    "reminder": ("Reminder", "强提醒"),
    "reassign": ("Reassign", "改派"),
    "supervisors": ("Supervisors", "通知主管"),
    "duty-manager": ("Duty manager", "值班经理"),
    "all-refused": ("Everybody refused it", "所有人都没接"),
    "waited": ("Waits for long", "等待过久"),
}
DOES: Final[dict[str, Words]] = {
    "remind": ("the strong reminder went to {rep}", "向{rep}发出强提醒"),
    "remind nobody": ("nobody had it, so no phone was to ring", "当时没人持有，没有手机可响"),
    "moved": ("it went from {rep} to {to}", "由{rep}改派给{to}"),
    "nobody else": ("nobody else was there; it stayed with {rep}", "没有其他人可接，仍在{rep}手上"),
    "met": ("{rep} had got it shortly before and kept it", "{rep}刚接到不久，未改派"),
    "behind": (
        "inputs were still unread, so it stayed with {rep}",
        "积压的消息还没读完，未改派，仍在{rep}手上",
    ),
    "nothing to move": ("nobody had it, so it goes on waiting", "当时没人持有，继续等待"),
    "open": ("it is open to any idle rep", "开放给所有空闲销售认领"),
    "supervisors": ("supervisors are to be told", "通知主管"),
    "duty-managers": ("the duty manager is to be told", "通知值班经理"),
    "": ("noted", "已记录"),
}
NOTICES: Final[dict[str, Words]] = {
    "accepted": ("The message to {to} was taken by {via}", "给{to}的通知已由{via}接收"),
    "refused": ("The message to {to} failed: {via} refused it", "给{to}的通知失败：{via}拒收"),
    "gone": (
        "The message to {to} failed: {via} knows them no more",
        "给{to}的通知失败：{via}已失效",
    ),
    "unanswered": (
        "It is not known whether the message reached {to}: {via} did not answer",
        "不确定{to}是否收到通知：{via}没有应答",
    ),
    "failing": (
        "The message to {to} has not got through for a minute ({via}); it is tried on",
        "给{to}的通知一分钟还没送达（{via}），系统仍在重试",
    ),
    "given_up": (
        "The message to {to} could not be sent in time ({via})",
        "给{to}的通知没能及时发出（{via}）",
    ),
    "obsolete": (
        "The message to {to} was not needed any more ({via})",
        "给{to}的通知已不需要再发（{via}）",
    ),
    "": ("The message to {to} did not go out ({via})", "给{to}的通知没有发出（{via}）"),
}
VIA: Final[dict[str, Words]] = {
    "web-push": ("the phone’s push service", "手机推送服务"),
    "webhook": ("the webhook", "Webhook"),
    "dingtalk": ("DingTalk", "钉钉"),
    "wecombot": ("WeCom", "企业微信"),
    "wechat": ("WeCom", "企业微信"),
    "feishu": ("Feishu", "飞书"),
    "lark": ("Lark", "Lark"),
}
CHANNELS: Final[dict[str, Words]] = {
    "web-form": ("website form", "官网表单"),
    "short-video": ("short video", "短视频"),
    "call-center": ("400 call", "400 来电"),
}
SIGNALS: Final[dict[str, Words]] = {
    "page_dwell": ("They stayed on a page for {value} s", "客户停留页面 {value} 秒"),
    "video_complete": ("They watched a video to the end", "客户看完视频"),
    "repeat_visit": ("They came back to look again", "客户再次访问"),
    "inbound_call": ("They called", "客户来电"),
    "": ("They did something new: {signal} {value}", "客户有新行为：{signal} {value}"),
}
ATTRIBUTES: Final[dict[str, Words]] = {
    "region": ("region", "地区"),
    "budget": ("budget", "预算"),
    "house_type": ("home", "房屋类型"),
}
