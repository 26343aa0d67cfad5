"""The words of decisions, in English and in Chinese, by the codes of verdicts and steps."""

from typing import Final

from hotlead.router.telling.wording import Words

VERDICTS: Final[dict[str, Words]] = {
    "chosen": ("{rep} got it.", "分给了{rep}。"),
    "chosen_by_hand": ("{rep} was given it by hand.", "由主管指派给{rep}。"),
    "claimed": ("{rep} claimed it.", "{rep}主动认领。"),
    "lacks_skill": ("{rep} lacks the skill {skill}.", "{rep}没有所需技能「{skill}」。"),
    "other_region": (
        "{rep} serves {regions}, not {region}.",
        "{rep}负责「{regions}」，不负责「{region}」。",
    ),
    "lower_tier": (
        "{rep} is of tier {tier}; the lead asks for {needed} or above.",
        "{rep}为 {tier} 级，这条线索要求 {needed} 级及以上。",
    ),
    "refused_it": ("{rep} {how}.", "{rep}{how}。"),
    "off_shift": ("{rep} was off shift.", "{rep}不在班。"),
    "offline": ("{rep} had been offline for {for}.", "{rep}已离线 {for}。"),
    "away": ("{rep} was away.", "{rep}处于离开状态。"),
    "away_missed": (
        "{rep} was away, set so for missing too many in a row.",
        "{rep}因连续未接被设为离开。",
    ),
    "busy": ("{rep} was busy.", "{rep}处于忙碌状态。"),
    "wrap_up": (
        "{rep} was wrapping up a contact, for another {for}.",
        "{rep}正在整理上一次联系，还有 {for}。",
    ),
    "daily_cap": (
        "{rep} had reached the daily cap: {today} of {cap}.",
        "{rep}已达每日上限：{today}/{cap}。",
    ),
    "paced": (
        "{rep}'s start of shift is paced: {paced} given already, the next in {for}.",
        "{rep}处于上班限速期：已分到 {paced} 条，{for}后再分。",
    ),
    "paced_over": (
        "{rep}'s paced start had just ended and was not noticed yet.",
        "{rep}的上班限速期刚结束，系统尚未察觉。",
    ),
    "no_room": (
        "{rep} had no room: capacity {capacity}, {live} ringing, {uncontacted} taken without a"
        " recorded contact.",
        "{rep}没有余量：容量 {capacity}，待接 {live} 条，已接未联系 {uncontacted} 条。",
    ),
    "too_many_open": (
        "{rep} had {open} leads open, as many as the policy allows ({most}).",
        "{rep}手上有 {open} 条未关闭的线索，已到上限（{most}）。",
    ),
    "former_owner_first": (
        "{rep} was free, but {chosen} has served this lead before and comes first.",
        "{rep}空闲，但{chosen}曾服务过该线索，优先。",
    ),
    "top_tier_first": (
        "{rep} was free, but {score} points are high intent ({high_intent} or more): tier"
        " {top_tier} comes first, {rep} is of tier {tier}.",
        "{rep}空闲，但 {score} 分属高意向（{high_intent} 分及以上），优先 {top_tier} 级，{rep}为"
        " {tier} 级。",
    ),
    "later_turn": (
        "{rep} was free, but the turn comes later: {rep} has paid {paid} turns by weight,"
        " {chosen} {chosen_paid}; who has paid least is next.",
        "{rep}空闲但未轮到：按权重折算已轮 {paid} 次，{chosen}为 {chosen_paid} 次，少者先。",
    ),
    "less_idle": (
        "{rep} was free and has paid as many turns, but was idle for {idle}, {chosen} for"
        " {chosen_idle}.",
        "{rep}空闲且轮次相同，但只空闲了 {idle}，{chosen}已空闲 {chosen_idle}。",
    ),
    "later_name": (
        "{rep} was free, has paid as many turns and was idle as long; the id alone decided.",
        "{rep}空闲，轮次与空闲时长都相同，仅按编号排序。",
    ),
    "rep_first": (
        "{rep} was free too; the lead was looked for on behalf of {chosen}.",
        "{rep}也空闲，但这次是为{chosen}挑选线索。",
    ),
    "had_it": ("{rep} had it until then.", "在此之前由{rep}持有。"),
    "by_hand": (
        "{rep} could have had it; a supervisor chose by hand.",
        "{rep}本可以接，但主管作了指派。",
    ),
    "did_not_claim": ("{rep} could have claimed it too.", "{rep}也可以认领，但没有认领。"),
}

HOW_LEFT: Final[dict[str, Words]] = {
    "declined": ("declined it", "拒绝过这条线索"),
    "expired": ("did not take it in time", "超时未接"),
    "reassigned": ("did not take it before the ladder moved it on", "在升级转派前未接"),
    "offline": ("went offline while it rang", "在响铃时离线"),
    "replaced": ("had it until another was put in its place", "此前在响，被换派让位"),
    "released": ("took it and gave it back", "接后退回"),
    "no_contact": ("took it and recorded no contact in time", "接后未按时联系"),
    "": ("had it before and did not keep it", "此前接到过但没有留下"),
}

WITHOUT: Final[dict[str, Words]] = {
    "lacks_skill": ("{rep} had had the skill {skill}", "{rep}具备技能「{skill}」"),
    "other_region": ("{rep} had served {region}", "{rep}负责「{region}」"),
    "lower_tier": ("{rep} had been of tier {needed}", "{rep}为 {needed} 级"),
    "refused_it": ("{rep} had not let it go before", "{rep}此前没有放走这条线索"),
    "off_shift": ("{rep} had been on shift", "{rep}在班"),
    "offline": ("{rep} had been reachable", "{rep}在线"),
    "away": ("{rep} had been idle instead of away", "{rep}空闲而非离开"),
    "busy": ("{rep} had been idle instead of busy", "{rep}空闲而非忙碌"),
    "wrap_up": ("{rep} had ended the wrap-up", "{rep}已结束联系后整理"),
    "daily_cap": ("{rep}'s daily cap had been above {cap}", "{rep}的每日上限高于 {cap}"),
    "paced": ("{rep}'s start had not been paced", "{rep}不在上班限速期"),
    "too_many_open": ("{rep} had closed a lead before", "{rep}先关闭一条线索"),
    "no_room": ("{rep} had had room for one more", "{rep}还有一条的余量"),
}

STEPS: Final[dict[str, Words]] = {
    "not_former_owner": ("{rep} had not served it before", "{rep}此前没有服务过它"),
    "score_below": (
        "the score had been {by_points} points lower, below {high_intent}",
        "分数低 {by_points} 分、不到 {high_intent}",
    ),
    "one_more_turn": (
        "{rep} had already had one more turn in this pool",
        "{rep}此前在本池多轮到 1 次",
    ),
    "more_turns": (
        "{rep} had already had {turns} more turns in this pool",
        "{rep}此前在本池多轮到 {turns} 次",
    ),
    "idle_longer": ("{rep} had been idle {by} longer", "{rep}多空闲 {by}"),
    "not_free": ("{rep} had not been free", "{rep}当时不空闲"),
    "taken_in_time": (
        "{rep} had taken it before the rung {rung}",
        "{rep}在升级步骤「{rung}」之前接下",
    ),
    "no_hand": ("{by} had not chosen by hand", "{by}没有手动指派"),
    "no_claim": ("{rep} had not claimed it", "{rep}没有认领"),
}

ENDINGS: Final[dict[str, Words]] = {
    "to": ("it would have gone to {rep}", "就会分给{rep}"),
    "same": ("it would have gone to {rep} all the same", "也会分给{rep}"),
    "stays": ("it would have stayed with {rep}", "就会留在{rep}手中"),
    "waits": ("it would have gone on waiting", "就会继续等待"),
}

REASONS: Final[dict[str, Words]] = {
    "fair turn": (
        "It was {chosen}'s turn: of the {able} who were free and could serve it, {chosen} has paid"
        " fewest turns by weight ({paid}), then was idle longest.",
        "轮到{chosen}：可接的空闲销售共 {able} 人，{chosen}按权重折算轮次最少（{paid}），"
        "相同则空闲最久者先。",
    ),
    "top tier for high intent": (
        "{score} points are high intent ({high_intent} or more), so tier {top_tier} comes first;"
        " of those it was {chosen}'s turn ({paid} turns paid).",
        "{score} 分属高意向（{high_intent} 分及以上），优先 {top_tier} 级销售，"
        "其中轮到{chosen}（已轮 {paid} 次）。",
    ),
    "only one": (
        "{chosen} was the only one who was free and could serve it.",
        "当时空闲且可接的只有{chosen}。",
    ),
    "former owner": (
        "{chosen} has served this lead before and was free: the former owner comes first.",
        "{chosen}曾服务过该线索且空闲：老客户优先回到原销售。",
    ),
    "best lead for a free rep": (
        "{chosen} was free for a lead, and this one ({score} points) was first of those that"
        " {chosen} may serve.",
        "{chosen}空闲可接，在其可接的等待线索中这条（{score} 分）排第一。",
    ),
    "best hot lead for a free rep": (
        "{chosen} was free for a lead. Hot leads come first, and of those that {chosen} may serve"
        " this one had the highest score, {score} points.",
        "{chosen}空闲可接。热线索优先，在其可接的热线索中这条评分最高（{score} 分）。",
    ),
    "waited longest": (
        "{chosen} was free for a lead, and it was the turn of those that wait beyond the pool's"
        " longest wait of {longest}: this one, the oldest of them, had waited {waited}.",
        "{chosen}空闲可接，这次轮到等待超过本池最长等待 {longest}的线索：其中最早的是这条，已等待"
        " {waited}。",
    ),
    "handed over": ("{by} gave it to {chosen} by hand{how}.", "{by}手动指派给{chosen}{how}。"),
    "handed over, told why": (
        "{by} gave it to {chosen} by hand{how}: “{reason}”.",
        "{by}手动指派给{chosen}{how}，理由：“{reason}”。",
    ),
    "ladder": (
        "{former} did not take it before the rung {rung}, so it went to the next best rep:"
        " {chosen}, {rule}.",
        "{former}在升级步骤「{rung}」之前未接，于是转给下一位最合适的{chosen}（{rule}）。",
    ),
    "claimed": (
        "{chosen} claimed it: the ladder had opened it to any idle rep.",
        "{chosen}主动认领：升级步骤已向所有空闲销售开放。",
    ),
}

RULES: Final[dict[str, Words]] = {
    "fair turn": ("whose turn it was", "正轮到"),
    "top tier for high intent": ("whose turn it was in the top tier", "高级别优先，正轮到"),
    "former owner": ("who has served it before", "曾服务过该线索"),
    "": ("who was free", "当时空闲"),
}
