"""Hot leads whose first rungs fall due at instants chosen beforehand, however long loading takes.

The hot clock of a lead in a pool that is closed starts when the pool opens (`outside_hours: wait`).
All pools of the bench open at noon of the shard's day, and the clock of the run is set so that noon
comes when all leads are in. Each pool has a ladder of its own, whose first rung comes a step after
that of the pool before it. Leads go to the pools in turn, so each step brings equally many.
"""

from datetime import UTC, datetime
from typing import Any, Final

import orjson

from hotlead.router.clock import Clock
from hotlead.router.policy.document import Policy, Pool, Rung
from hotlead.router.policy.people import Person
from hotlead.topics.captures import AttributeValue
from hotlead.topics.hours import WorkingHours
from loadtest.patience import PATIENT

STEP_S: Final = 0.25
NOON_MS: Final = round(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp() * 1000)
LAST_RUNG_S: Final = 900
HOT: Final = 40
PREFIX: Final = 139
RICH: Final[dict[str, AttributeValue]] = {
    "region": "shanghai",
    "budget": 260_000,
    "house_type": "villa",
}
"""By the default points: profile 100, a score of 50 at the capture."""


def steps(span_s: float) -> int:
    """How many pools spread first rungs over so many seconds."""
    return round(span_s / STEP_S)


def ladder_policy(pools: int, *, at_once: bool) -> Policy:
    """Closed until noon, hot at once; the first rung of pool n comes n + 1 steps after noon, or of
    all pools one step after it.
    """
    hours = WorkingHours(zone="UTC", days=dict.fromkeys(range(7), ("12:00-13:00",)))
    return Policy(
        version="bench-ladder",
        pools={
            pool_name(number): Pool(
                requires={},
                hot=HOT,
                outside_hours="wait",
                hours=hours,
                ladder=(
                    Rung(
                        name="first",
                        after_s=(1 if at_once else number + 1) * STEP_S,
                        notify="supervisors",
                    ),
                    Rung(name="last", after_s=LAST_RUNG_S, notify="duty-managers"),
                ),
            )
            for number in range(pools)
        },
        reachability=PATIENT,
        supervisors=(Person(id="lin"),),
    )


def pool_name(number: int) -> str:
    """The name of a pool."""
    return f"p{number:03d}"


def noon_in(seconds: float, real_ms: int) -> Clock:
    """A clock on which noon comes so many seconds after a real instant."""
    return Clock(NOON_MS - round(seconds * 1000), real_ms, 1.0)


def hot_captures(count: int, pools: int) -> list[bytes]:
    """So many people, each hot at once, in the pools by turns."""
    return [orjson.dumps(_capture(number, pool_name(number % pools))) for number in range(count)]


def _capture(number: int, pool: str) -> dict[str, Any]:
    return {
        "event_id": f"h-{number}",
        "contact": {"phone": f"{PREFIX}{number:08d}"},
        "attributes": RICH,
        "pool": pool,
    }
