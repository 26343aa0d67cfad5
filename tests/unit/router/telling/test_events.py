"""What happened with a lead, in words: every kind of change, in both languages."""

import re
import string
from collections.abc import Mapping
from typing import Any, get_args

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Policy
from hotlead.router.policy.people import Person
from hotlead.router.state.scripts import sources
from hotlead.router.telling import event_words
from hotlead.router.telling.events import TELLERS, told
from hotlead.router.telling.names import Names
from hotlead.router.telling.wording import Words
from hotlead.topics.inbox import NoticeResult
from hotlead.topics.journal import SHAPES

NAMES = Names(
    Policy(supervisors=(Person(id="boss", name="王主管"),)),
    {"kim": "Kim", "lee": "李磊"},
    {"s1": "Sue"},
)
TABLES = [
    name for name, found in vars(event_words).items() if isinstance(found, dict) and name.isupper()
]
RUNG = {"kind": "rung", "at": 9, "n": 1, "name": "reassign", "does": "reassign", "after": 300_000}


def say(**line: Any) -> tuple[str, str]:
    said = told({"at": 5, **line}, NAMES)
    return said.en, said.zh


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_tell_the_same_facts(table: str) -> None:
    found: Mapping[str, Words] = getattr(event_words, table)
    assert found
    assert [key for key, (en, zh) in found.items() if holes(en) != holes(zh)] == []
    # English has no Chinese in it, and each but a brand's name has its Chinese.
    assert [key for key, (en, _) in found.items() if re.search(r"[\u4e00-\u9fff]", en)] == []
    brands = {"webhook", "lark"}
    bare = [key for key, (en, zh) in found.items() if en and zh.isascii() and key not in brands]
    assert [key for key in bare if key] == []


# Of a lead, and nobody is told of them, for a reason.
UNTOLD: dict[str, str] = {
    "held": "no lead's yet; told as signals once it is joined",
    "joined": "each of its signals is told",
    "queued": "what put it back is told beside it",
    "froze": "the curve and the headline of the score tell it",
    "refusals_kept": "nothing changed",
    "contacted": "the activity beside it is told",
}


def test_every_change_of_a_lead_is_told_or_has_a_reason_not_to_be() -> None:
    files = sources(AGGREGATES)
    source = "\n".join(file.text for file in (*files.parts, *files.transitions))
    of_leads = set(re.findall(r"kind = '(\w+)',\s*lead = ", source))
    of_leads |= {"captured", "merged"}  # one change that is either
    assert "kind = lead and 'merged' or 'captured', lead = id" in source
    assert len(of_leads) > 15
    assert of_leads <= TELLERS.keys() | UNTOLD.keys()
    assert not TELLERS.keys() & UNTOLD.keys()
    assert (TELLERS.keys() | UNTOLD.keys()) - {"signal"} <= SHAPES.keys()


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        ({"rep": "kim", "to": "lee"}, "it went from Kim to 李磊", "由Kim改派给李磊"),
        (
            {"rep": "kim", "met": False},
            "nobody else was there; it stayed with Kim",
            "没有其他人可接，仍在Kim手上",
        ),
        (
            {"rep": "kim", "met": True},
            "Kim had got it shortly before and kept it",
            "Kim刚接到不久，未改派",
        ),
        (
            {"rep": "kim", "behind": True},
            "inputs were still unread, so it stayed with Kim",
            "积压的消息还没读完，未改派，仍在Kim手上",
        ),
        ({}, "nobody had it, so it goes on waiting", "当时没人持有，继续等待"),
    ],
)
def test_a_rung_that_was_to_reassign_says_what_came_of_it(
    facts: dict[str, Any], english: str, chinese: str
) -> None:
    assert say(**RUNG, **facts) == (
        f"Escalation “Reassign”, 5 min hot: {english}.",
        f"升级「改派」（热 5 分钟）：{chinese}。",
    )


def test_all_that_a_rung_does_is_told() -> None:
    does = {"does": "remind+open+supervisors", "name": "second", "rep": "kim"}
    assert say(**RUNG | does) == (
        "Escalation “Second”, 5 min hot: the strong reminder went to Kim; it is open to any idle"
        " rep; supervisors are to be told.",
        "升级「Second」（热 5 分钟）：向Kim发出强提醒；开放给所有空闲销售认领；通知主管。",
    )
    assert "no phone was to ring" in say(**RUNG | {"does": "remind"})[0]


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        (
            {"missed": 1, "missed_most": 3},
            ": missed 1 in a row, at 3 a rep is set away",
            "，连续漏接 1 条（满 3 条设为离开）",
        ),
        (
            {"missed": 3, "missed_most": 3, "set_away": True},
            ": missed 3 in a row, and so was set away",
            "，连续漏接 3 条，已设为离开",
        ),
        # Who is busy is not set away, and that is not said.
        ({"missed": 4, "missed_most": 3}, ": missed 4 in a row", "，连续漏接 4 条"),
        ({}, "", ""),
    ],
)
def test_a_miss_says_how_many_so_far(facts: dict[str, Any], english: str, chinese: str) -> None:
    line = {"kind": "withdrawn", "rep": "kim", "reason": "expired"}
    assert say(**line, **facts) == (
        f"Kim did not take it in time{english}.",
        f"Kim超时未接{chinese}。",
    )


@pytest.mark.parametrize(
    ("line", "english", "chinese"),
    [
        (
            {"kind": "declined", "rep": "kim", "reason": "with_customer"},
            "Kim declined it: With a customer.",
            "Kim拒接：正在接待客户。",
        ),
        (
            {"kind": "declined", "rep": "kim", "reason": "lunch"},
            "Kim declined it: lunch.",
            "Kim拒接：lunch。",
        ),
        ({"kind": "declined", "rep": "kim", "reason": ""}, "Kim declined it.", "Kim拒接。"),
        (
            {"kind": "revealed", "by": "s1", "reason": "a complaint"},
            "Sue was shown the number in full, for: “a complaint”.",
            "Sue查看了完整号码，用途：“a complaint”。",
        ),
        (
            {"kind": "handed_over", "by": "s1", "rep": "lee", "former": "kim", "reason": "老客户"},
            "Sue gave it to 李磊, from Kim: “老客户”.",
            "Sue把线索从Kim转给李磊，原因：“老客户”。",
        ),
        (
            {"kind": "acknowledged", "rep": "kim", "via": "claim"},
            "Kim claimed it, as it was open to all.",
            "线索开放认领，Kim已认领。",
        ),
        (
            {"kind": "left", "rep": "kim", "reason": "no_contact"},
            "Kim recorded no contact in time, so it went back.",
            "Kim未按时登记联系，线索收回。",
        ),
        (
            {"kind": "rescored", "policy": "p2", "from": 100e6, "score": 32e6},
            "Under the new policy p2 its score is 32.0 instead of 100.0.",
            "按新策略 p2 重新评分：由 100.0 变为 32.0。",
        ),
        (
            {"kind": "relaxed", "drop": "region+colour"},
            "It had waited long and asks less now: region, Colour no longer counts.",
            "等待较久，放宽要求：不再看地区、Colour。",
        ),
        (
            {"kind": "notice_sent", "to": "kim", "via": "web-push", "result": "unanswered"},
            "It is not known whether the message reached Kim:"
            " the phone’s push service did not answer.",
            "不确定Kim是否收到通知：手机推送服务没有应答。",
        ),
        (
            {"kind": "notice_sent", "to": "boss", "via": "wechat", "result": "failing"},
            "The message to 王主管 has not got through for a minute (WeCom); it is tried on.",
            "给王主管的通知一分钟还没送达（企业微信），系统仍在重试。",
        ),
        (
            {"kind": "notice_sent", "to": "boss", "via": "dingtalk", "result": "refused"},
            "The message to 王主管 failed: DingTalk refused it.",
            "给王主管的通知失败：钉钉拒收。",
        ),
        (
            {"kind": "signal", "signal": "page_dwell", "value": 150},
            "They stayed on a page for 150 s.",
            "客户停留页面 150 秒。",
        ),
        (
            {"kind": "hot", "score": 80e6},
            "With a score of 80.0 it became hot: the hot clock runs.",
            "评分 80.0，成为热线索，开始计时。",
        ),
    ],
)
def test_what_happened_is_told(line: dict[str, Any], english: str, chinese: str) -> None:
    assert say(**line) == (english, chinese)


def test_instants_are_left_to_the_reader_s_zone() -> None:
    line = {"kind": "activity", "rep": "kim", "note": "reached: wants {x}", "next_at": 77}
    said = told({"at": 5, **line}, NAMES)
    assert said.en == "Kim reached them: “wants {x}”; next call {next_at}."
    assert said.zh == "Kim已联系上客户：“wants {x}”；下次联系 {next_at}。"
    assert said.times == {"next_at": 77}
    opens = told({"at": 5, "kind": "hot", "score": 80e6, "clock_at": 99}, NAMES)
    assert ("{clock_at}" in opens.en, "{clock_at}" in opens.zh, opens.times) == (
        True,
        True,
        {"clock_at": 99},
    )


def test_every_result_of_a_notice_has_words_of_its_own() -> None:
    assert {*event_words.NOTICES} == {*get_args(NoticeResult), ""}


def test_a_hand_over_says_what_it_overruled() -> None:
    line = {"kind": "handed_over", "by": "s1", "rep": "kim", "reason": "nobody else"}
    assert say(**line, over="away+no_room") == (
        "Sue gave it to Kim (though away, over the room): “nobody else”.",
        "Sue把线索转给Kim（处于离开状态、超出余量），原因：“nobody else”。",
    )
    assert say(**line, replaced=["ld_2"])[0] == (
        "Sue gave it to Kim (in place of what rang there): “nobody else”."
    )
    assert say(kind="withdrawn", rep="kim", reason="replaced") == (
        "Kim was given another lead by a supervisor instead, so it went back.",
        "Kim被主管改派了另一条，线索退回。",
    )


def test_what_was_entered_long_after_says_so() -> None:
    line: dict[str, Any] = {"kind": "activity", "rep": "kim", "note": "reached"}
    assert say(**line, done_at=1) == ("Kim reached them.", "Kim已联系上客户。")
    assert say(**line, done_at=1, entered_after=5_100_000) == (
        "Kim reached them. Entered 1 h 25 min later.",
        "Kim已联系上客户。（1 小时 25 分钟后补报）",
    )


def test_what_came_back_says_why() -> None:
    assert say(kind="outcome_undone", rep="kim", outcome="won") == (
        "Kim took the outcome back: won no longer holds.",
        "Kim撤销了结果「成交」，线索恢复原状。",
    )
    assert say(kind="reopened", reason="supervisor", by="s1", note="too early")[0] == (
        "Sue opened it again: “too early”; a new round began."
    )
    assert "was made in time" in say(kind="acknowledged", rep="kim", via="late_contact")[0]
    assert "while it was still theirs" in say(kind="late_activity", rep="kim", note="reached")[0]
