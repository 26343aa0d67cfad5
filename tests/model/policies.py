"""Policies that differ in all that a policy decides, each with two pools.

Spans are whole seconds, and so are all instants of the machine: then two scores are either equal or
more than a micropoint apart, and no rounding decides who comes first.
"""

from typing import Any

from hotlead.router.policy.document import (
    Pacing,
    Policy,
    Pool,
    Relax,
    Rung,
    Scoring,
    SignalPoints,
    SlowerLadder,
    Unserved,
)
from hotlead.topics.hours import WorkingHours
from tests.integration.state.policies import NEEDS, WARMING, scoring

OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))
NIGHTS = WorkingHours(
    days=dict.fromkeys(range(7), ("10:01-10:03", "10:08-12:00", "13:00-18:00", "22:00-02:00")),
    closed=("2026-03-03",),
)
NIGHTS_IN_PIECES = WorkingHours(
    days=dict.fromkeys(range(7), ("00:00-02:00", "09:00-10:20", "18:00-24:00")),
    closed=("2026-03-03",),
)
HEAT = {"visit": SignalPoints(points=10, cap=20), "dwell": SignalPoints(points=25, above=120)}


def _policy(version: str, rules: Scoring, **main: Any) -> Policy:
    given = {"requires": NEEDS, "longest_wait_s": 7200} | main
    vip = given | {"longest_wait_s": 600, "hot": 60, "expiry_s": 90, "relax": ()}
    vip["overdue_share"], vip["wrap_up_s"] = 0.5, 30
    most = {"short": 2, "still": 3}.get(version)
    pools = {"main": Pool(**given), "vip": Pool(**vip)}
    return Policy(version=version, scoring=rules, pools=pools, open_leads_max=most)


_ALL = (
    _policy("plain", scoring(heat=HEAT)),
    _policy(
        "rich",
        WARMING.model_copy(update={"heat": HEAT}),
        hot=50,
        high_intent=60,
        waiting_points_per_min=0.2,
        wrap_up_s=60,
        relax=(Relax(after_s=90, drop=("region",)), Relax(after_s=400, drop=("language",))),
        pacing=Pacing(assignments=1, window_s=300),
        hours=OFFICE,
        outside_hours="wait",
        slower_ladder=SlowerLadder(waited_s=600),
        unserved=Unserved(after_s=30, notify="duty-managers"),
    ),
    _policy(
        "short",
        scoring(freshness_loss_per_h=20.0),
        longest_wait_s=100,
        overdue_share=0.3,
        requires={},
        ladder=(Rung(name="boss", after_s=100, reassign=True, open=True),),
        reopen_after_s=600,
        wrap_up_s=120,
        undo_s=5,
        misses_before_away=1,
        slower_ladder=SlowerLadder(all_refused=False, waited_s=100, notify="duty-managers"),
    ),
    _policy(
        "nights",
        scoring(heat=HEAT),
        hours=NIGHTS,
        outside_hours="wait",
        longest_wait_s=400,
        waiting_points_per_min=0.3,
        relax=(Relax(after_s=90, drop=("region",)), Relax(after_s=600, drop=("language",))),
        expiry_s=120,
        reopen_after_s=900,
        clear_refusals_s=200,
    ),
    _policy(
        "still",
        scoring(decay="none", heat=HEAT),
        longest_wait_s=300,
        overdue_share=1,
        relax=(Relax(after_s=3600, drop=("budget", "region")),),
        clear_refusals_s=30,
        slower_ladder=SlowerLadder(waited_s=0),
        unserved=Unserved(notify="nobody"),
        reassign_hold_s=0,
        top_tier=2,
        ladder=(
            Rung(name="anyone", after_s=30, open=True),
            Rung(name="next", after_s=90, reassign=True),
            Rung(name="boss", after_s=200, notify="supervisors"),
        ),
    ),
)

POLICIES = {policy.version: policy for policy in _ALL}
