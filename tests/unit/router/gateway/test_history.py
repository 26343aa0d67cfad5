"""What is kept of each lead and tenant, for explanations and the board."""

from typing import Any

from hotlead.router.gateway.history import RUNGS_EACH, History
from hotlead.router.shard.tail import Followed
from hotlead.router.state.views.leads import PoolRules, picture
from hotlead.topics.journal import Entry
from tests.whole_changes import whole

LEAD = {
    "tenant": "main",
    "pool": "main",
    "channel": "web-form",
    "state": "assigned",
    "masked": "138****8000",
    "start": "0",
    "slope": "0",
    "base": "0",
    "profile": "0",
    "heat": "0",
    "captured_at": "0",
}
LADDER = "first:60000:remind,second:120000:open+supervisors"


def heard(*changes: dict[str, Any]) -> Followed:
    return Followed(0, 1, Entry(1, "b", "a", 1, 1, 7000, "p", tuple(map(whole, changes))))


def test_rungs_are_kept_for_each_tenant_and_bounded() -> None:
    history = History()
    for n in range(RUNGS_EACH + 5):
        history.hear(heard({"kind": "rung", "tenant": "a", "lead": f"ld_{n}", "n": 1}))
    history.hear(heard({"kind": "hot", "tenant": "b", "lead": "ld_1"}))
    assert len(history.rungs("a")) == RUNGS_EACH
    newest = {"kind": "rung", "tenant": "a", "lead": f"ld_{RUNGS_EACH + 4}", "n": 1}
    assert history.rungs("a")[-1] == {"at_ms": 7000, **whole(newest)}
    assert history.rungs("b") == []


def test_a_lead_is_reminded_of_once_such_a_rung_has_fired() -> None:
    def reminded(rung: str, ladder: str) -> bool:
        return picture("ld_1", {**LEAD, "rung": rung}, 0, [None] * 3, PoolRules(ladder)).reminded

    assert not reminded("0", LADDER)
    assert reminded("1", LADDER)
    assert reminded("2", LADDER)
    assert not reminded("1", "first:60000:open,second:120000:remind")
    assert not reminded("1", "")


def test_high_intent_is_what_the_pool_says() -> None:
    def high(pool: float) -> bool:
        rules = PoolRules(LADDER, high_intent=pool)
        return picture("ld_1", {**LEAD, "base": "80e6"}, 0, [None] * 3, rules).high

    assert high(80e6)
    assert not high(85e6)


def test_an_undo_is_shown_for_as_long_as_the_pool_says() -> None:
    closed = {
        **LEAD,
        "state": "closed",
        "closed_at": "5000",
        "closed_by": "ann",
        "was.epoch": "7-1",
    }
    rules = PoolRules(LADDER, undo_ms=60_000)
    for now_ms, until, epoch in ((65_000, 65_000, "7-1"), (65_001, None, None)):
        view = picture("ld_1", closed, now_ms, [None] * 3, rules)
        assert (view.undo_until_ms, view.epoch, view.closed_by) == (until, epoch, "ann")
