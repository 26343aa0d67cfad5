"""A week of a brand that keeps hours, told day by day: was anybody woken, was anybody forgotten?

    python -m tests.simulation.week                # seed 1, and a table of 5,000 old leads
    python -m tests.simulation.week 7 --imported 300

Lunch breaks, evenings, a night shift, a Sunday that is a workday, three holidays. Nothing breaks in
this week; that what breaks changes nothing of it is for test_simulation.py to say. The same seed
tells the same week.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tests.simulation.agenda import DAY
from tests.simulation.business import KEEPS_HOURS
from tests.simulation.diary import Diary
from tests.simulation.hours import day_of
from tests.simulation.policies import DAYS
from tests.simulation.run import lived
from tests.simulation.world import World

DAYS_TOLD: Final = 10
"""From the Saturday before the week up to the first workday behind the holidays."""
IMPORT_ON: Final = 3
"""The Tuesday."""
WEEK: Final = replace(
    KEEPS_HOURS,
    policies=KEEPS_HOURS.policies[:1],
    posts=KEEPS_HOURS.posts * 2,
    captures_a_day=(60, 80, 110),
)


def week(seed: int, imported: int, days: int = DAYS_TOLD) -> tuple[list[str], list[str]]:
    """The lines of a week, and what was not as it should be."""
    business = replace(WEEK, imports={IMPORT_ON: imported})
    diaries: list[Diary] = []

    async def lives(world: World) -> None:
        judge = world.judge
        diary = Diary(judge.watch, world.brand.imported, DAYS)
        diaries.append(diary)
        for number in range(days):
            read = len(judge.decoded)
            await world.day(number)
            diary.close(day_of(world.now - DAY), judge.decoded[read:])
        await world.inspect()
        judge.finish(world.now)

    world = lived(seed, lives, rate=0.0, business=business)
    return [*diaries[0].table(), "", diaries[0].imports()], world.judge.complaints


def told(seed: int, imported: int, days: int = DAYS_TOLD) -> Iterator[str]:
    """The week, and its last word."""
    lines, complaints = week(seed, imported, days)
    yield from lines
    yield from complaints
    yield LAST_WORD if not complaints else f"{len(complaints)} things were not as they should be"


LAST_WORD: Final = "nobody woken, nobody forgotten"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--imported", type=int, default=5000)
    given = parser.parse_args()
    last = ""
    for last in told(given.seed, given.imported):
        print(last)
    sys.exit(last != LAST_WORD)
