"""The policies of simulated brands, and the book that workers look them up in."""

from collections.abc import Sequence

from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import (
    Pacing,
    Policy,
    Pool,
    Relax,
    Requirement,
    Rung,
)
from hotlead.router.policy.people import Reachability
from hotlead.topics.hours import WorkingHours

OPEN = WorkingHours(days=dict.fromkeys(range(7), ("09:00-12:30", "13:30-21:00")))
LATE = WorkingHours(days=dict.fromkeys(range(7), ("11:00-15:00", "18:00-02:00")))
SHIFTS = (
    WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00"))),
    WorkingHours(days=dict.fromkeys((1, 2, 4, 5, 6), ("12:00-21:00",))),
    WorkingHours(days=dict.fromkeys(range(7), ("10:00-19:00",))),
    WorkingHours(),
)
NEEDS = {
    "region": Requirement(region=True),
    "house_type": Requirement(skills={"villa": "villas"}),
    "budget": Requirement(tiers={"900000": 2}),
}
QUICK = (
    Rung(name="reminder", after_s=60, remind=True),
    Rung(name="reassign", after_s=150, reassign=True),
    Rung(name="again", after_s=300, reassign=True, remind=True),
    Rung(name="open", after_s=420, open=True, notify="supervisors"),
    Rung(name="duty-manager", after_s=800, notify="duty-managers"),
)
SOON = Reachability(offline_after_s=60)
POLICIES = (
    Policy(
        version="plain",
        pools={"main": Pool(requires=NEEDS, clear_refusals_s=900)},
        reachability=SOON,
    ),
    Policy(
        version="season",
        open_leads_max=6,
        pools={
            "main": Pool(
                requires=NEEDS,
                relax=(
                    Relax(after_s=600, drop=("region",)),
                    Relax(after_s=3600, drop=("house_type", "budget")),
                ),
                hot=65,
                clear_refusals_s=1800,
                waiting_points_per_min=0.1,
                pacing=Pacing(assignments=2, window_s=900),
                hours=OPEN,
                outside_hours="wait",
                wrap_up_s=180,
            ),
            "calls": Pool(
                channels=("call-center",),
                requires={},
                ladder=QUICK,
                expiry_s=120,
                hours=LATE,
                outside_hours="wait",
            ),
        },
        reachability=SOON,
    ),
    Policy(
        version="strict",
        open_leads_max=4,
        pools={
            "main": Pool(
                requires=NEEDS,
                ladder=QUICK,
                misses_before_away=1,
                longest_wait_s=3600,
                clear_refusals_s=600,
            ),
            "calls": Pool(
                channels=("call-center",), clear_refusals_s=30, reopen_after_s=900, wrap_up_s=600
            ),
        },
        reachability=SOON,
    ),
)


LUNCH = ("09:00-12:00", "13:30-18:00")
DAYS = WorkingHours(days=dict.fromkeys(range(5), (*LUNCH, "19:00-21:00")), calendar="cn")
MORNINGS = WorkingHours(days=dict.fromkeys(range(5), ("08:30-12:30", "14:00-20:00")), calendar="cn")
NIGHTS = WorkingHours(days=dict.fromkeys(range(5), ("22:00-06:00",)), calendar="cn")
BY_DAY = WorkingHours(days=dict.fromkeys(range(5), LUNCH), calendar="cn")
IN_THE_EVENING = WorkingHours(
    days=dict.fromkeys(range(5), ("13:30-18:00", "19:00-21:00")), calendar="cn"
)


def _waiting(version: str, hours: WorkingHours) -> Policy:
    """By day and by night there are pools that wait for their hours; calls are told of always."""
    return Policy(
        version=version,
        pools={
            "main": Pool(
                relax=(Relax(after_s=1800, drop=("region",)),),
                clear_refusals_s=900,
                waiting_points_per_min=0.05,
                pacing=Pacing(),
                hours=hours,
                outside_hours="wait",
            ),
            "night": Pool(
                channels=("short-video",), requires={}, hours=NIGHTS, outside_hours="wait"
            ),
            "calls": Pool(channels=("call-center",), requires={}, ladder=QUICK),
        },
        reachability=SOON,
    )


HOURS_KEPT = (_waiting("evenings", DAYS), _waiting("mornings", MORNINGS))


class Book(PolicyBook):
    """All policies of a brand, published before the first day; the first is in force then."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        super().__init__("", "")
        self._policies = {policy.version: policy for policy in policies}
        self._newest = policies[0].version

    async def load(self) -> None:
        """There is nothing to learn."""
