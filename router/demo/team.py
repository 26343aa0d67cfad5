"""The reps of the demo: who they are, when they work, and how they treat what they are pushed."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from hotlead.router.demo.policy import POOL
from hotlead.router.replay.responses import Intent
from hotlead.router.replay.shifts import RepPlan, Shift

HOUR_MS: Final = 3_600_000
MINUTE_MS: Final = 60_000
# The last reps leave after closing time, so that what comes last still finds somebody.
OVERTIME_MS: Final = 90 * MINUTE_MS
# Of the day. The quickest tap is some tens of real milliseconds at the demo's own speed.
QUICKEST_S, SLOWEST_S = 20.0, 600.0
TALK_S = (90.0, 2400.0)
OUTCOMES: Final = {"won": 0.16, "lost": 0.36, "invalid": 0.05}


@dataclass(frozen=True, slots=True)
class Member:
    """One rep. `start` is an hour of the day, `lunch` the hour at which theirs begins; who leaves
    early does so `early` hours before closing time.

    `tap_s` and `talk_s` are means: until they acknowledge, and of a talk. `declines` and `misses`
    are shares of what they are pushed. A keen one claims what the ladder opened to all.
    """

    rep: str
    name: str
    regions: tuple[str, ...]
    start: float = 9.0
    early: float = 0.0
    lunch: float | None = 12.0
    tier: int = 0
    weight: float = 1.0
    tap_s: float = 60.0
    talk_s: float = 500.0
    declines: float = 0.0
    misses: float = 0.01
    keen: bool = False


TEAM: Final = (
    Member("mei", "Lin Mei", ("shanghai", "suzhou"), tier=1, weight=2.0, tap_s=35, talk_s=420),
    Member("jun", "Chen Jun", ("hangzhou", "shanghai"), tier=1, weight=1.5, tap_s=50, lunch=12.5),
    Member("lei", "Zhao Lei", ("shanghai", "suzhou", "hangzhou"), start=10.25, lunch=13.0),
    Member("fang", "Wang Fang", ("suzhou", "hangzhou"), lunch=11.5, tap_s=75),
    Member("tao", "Sun Tao", ("shanghai", "hangzhou"), tap_s=190, misses=0.12),
    Member("yang", "Liu Yang", ("shanghai", "suzhou", "hangzhou"), weight=0.5, declines=1.0),
    Member("xin", "He Xin", ("chengdu",), early=1.5, lunch=12.5, talk_s=540),
    Member("na", "Xu Na", ("shanghai", "suzhou"), start=13.0, lunch=None, keen=True),
    Member("bo", "Gao Bo", ("shanghai", "hangzhou"), weight=0.7, tap_s=90, misses=0.05, lunch=13.0),
)
BY_REP: Final[Mapping[str, Member]] = {one.rep: one for one in TEAM}


def rep_plans(opens_h: float, closes_h: float) -> tuple[RepPlan, ...]:
    """The reps who work at all between these hours, as offsets from the first."""
    plans = []
    for one in TEAM:
        start = max(one.start, opens_h)
        end = closes_h - one.early if one.early else closes_h + OVERTIME_MS / HOUR_MS
        if start >= min(end, closes_h):
            continue
        breaks = []
        if one.lunch is not None and start < one.lunch and one.lunch + 0.5 < closes_h:
            breaks.append(_shift(one.lunch, one.lunch + 0.5, opens_h))
        plans.append(
            RepPlan(
                rep=one.rep,
                pools=(POOL,),
                capacity=1,
                tier=one.tier,
                shifts=(_shift(start, end, opens_h),),
                name=one.name,
                weight=one.weight,
                regions=one.regions,
                breaks=tuple(breaks),
            )
        )
    return tuple(plans)


def _shift(start_h: float, end_h: float, opens_h: float) -> Shift:
    return Shift(round((start_h - opens_h) * HOUR_MS), round((end_h - opens_h) * HOUR_MS))


@dataclass(frozen=True, slots=True)
class Care:
    """How reps treat one capture's lead: nobody acts for the first `alone` of its holders.

    Drawn anew for each holder, from the seed, so that every run intends the same.
    """

    seed: str
    alone: int = 0

    def intent(self, attempt: int, rep: str = "") -> Intent:
        """What this rep does, to whom the lead goes as the `attempt`th."""
        member = BY_REP.get(rep, TEAM[0])
        draw = Random(f"{self.seed}|{attempt}|{rep}")
        tap = min(SLOWEST_S, QUICKEST_S + draw.expovariate(1 / (member.tap_s - QUICKEST_S + 1)))
        talk = min(TALK_S[1], max(TALK_S[0], draw.expovariate(1 / member.talk_s)))
        pick, outcome = draw.random(), "open"
        for name, share in OUTCOMES.items():
            pick -= share
            if pick < 0:
                outcome = name
                break
        if draw.random() < member.declines:
            return Intent(tap, 0.0, "open", declines=True)
        if attempt < self.alone or draw.random() < member.misses:
            return Intent(None, talk, outcome)
        return Intent(tap, talk, outcome)
