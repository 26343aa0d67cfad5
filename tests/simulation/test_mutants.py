"""The simulation proven able to fail: bugs brought into the source, each of which it must find."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from tests.mutants.mutant import Edit, Mutant
from tests.mutants.trial import trial
from tests.simulation.hunt import Hunt, found

TIMEOUT_S: Final = 600.0
"""Found within seconds; this bounds a failure."""
OWNER: Final = "agents/inbox/owner.py"
LEADS: Final = "router/leads/lua/changes/leads.lua"
ASSIGNMENTS: Final = "router/leads/lua/changes/assignments.lua"
TRANSITION: Final = "router/shard/lua/parts/45_transition.lua"
TRANSITIONS: Final = "router/leads/lua/transitions"

#: Told alike wherever the product tells them: only hours and an order of one's own find them.
OF_HOURS: Final = (
    Mutant(
        "the clock runs while closed",
        "what falls due in a pool that waits counts the night",
        Hunt(1, {"scripts_forgotten": 1}, "while main was closed", hours=True),
        (
            Edit(
                "router/pools/requests.py",
                '    return {"spans": spans_text(spans_ahead(pool.hours, at_ms))}\n',
                "    return {}\n",
            ),
        ),
    ),
    Mutant(
        "a made-up Sunday is a Sunday",
        "nobody works on a day that the calendar makes a workday",
        Hunt(1, {"scripts_forgotten": 1}, "ms of open time late", hours=True),
        (
            Edit(
                "router/policy/calendars.py",
                "(listed, (day for day in constants.workdays if day.year == year))\n",
                "(listed, ())\n",
            ),
        ),
    ),
    Mutant(
        "a night ends at midnight",
        "a span over midnight has no part of the day after",
        Hunt(9, {"scripts_forgotten": 1}, "is forgotten", hours=True, days=3),
        (
            Edit(
                "topics/hours.py",
                "    return start, end + DAY_MINUTES\n",
                "    return start, DAY_MINUTES\n",
            ),
        ),
    ),
    Mutant(
        "nobody goes home",
        "a shift never ends",
        Hunt(1, {"scripts_forgotten": 1}, "who was off shift", hours=True),
        (Edit("router/reps/timers.py", '{"on": int(shift.on),', '{"on": 1,'),),
    ),
    Mutant(
        "an import goes first",
        "a rep's first lead is a hot one only when no other waits",
        Hunt(1, {"scripts_forgotten": 1}, "of an import went before", hours=True),
        (
            Edit(
                "router/leads/lua/parts/50_dispatch.lua",
                "  if best then return best, rep end\n",
                "  if best and #cool == 0 then return best, rep end\n  best = nil\n",
            ),
            Edit("router/audit/order.py", "        if hot:\n            return hot[0]\n", ""),
        ),
    ),
    Mutant(
        "nobody hears of a lead that waits",
        "the slower ladder's clock is never set",
        Hunt(2, {"scripts_forgotten": 1}, "is forgotten", hours=True),
        (
            Edit(
                "router/leads/lua/parts/23_slower_clock.lua",
                "  held.set_deadline('slower|' .. lead.id, slower_clock.due(lead, pool, at))\n",
                "",
            ),
        ),
    ),
)

MUTANTS: Final = (
    Mutant(
        "captures not remembered",
        "an event that a source sends again counts again",
        Hunt(4, found_by="one capture was taken twice"),
        (Edit(LEADS, "  held.remember('c|' .. c.capture, lead.id, at)\n", ""),),
    ),
    Mutant(
        "room not taken",
        "an assignment leaves the rep as free as before",
        Hunt(1, found_by="rep0 counts"),
        (Edit(ASSIGNMENTS, "live = rep.live + 1,", "live = rep.live,"),),
    ),
    Mutant(
        "ladder forgotten",
        "the rung after the first never falls due",
        Hunt(3, {"delivered_again": 1}, "was left out"),
        (Edit(ASSIGNMENTS, "if c.next_due then held.set", "if false then held.set"),),
    ),
    Mutant(
        "any epoch",
        "what a rep does counts whatever assignment it names",
        Hunt(18, {"delivered_again": 1}, "under an epoch that was not live"),
        tuple(
            Edit(
                f"{TRANSITIONS}/{name}.lua",
                "lead.rep == r.rep and lead.epoch == r.epoch",
                "lead.rep == r.rep",
            )
            for name in ("acknowledge", "activity", "undo")
        ),
    ),
    Mutant(
        "taken for read back",
        "entries whose send failed are forgotten",
        Hunt(144, {"kafka_unsteady": 3}, "captures were taken, contact_of has"),
        (
            Edit(
                "agents/inbox/publisher.py",
                '            self._metrics.produce_errors["journal"].inc()\n',
                "            self.doubt, (last, raw) = False, pending[-1]\n"
                "            self.sent_seq = last\n"
                '            self.read_back(last, orjson.loads(raw)["stamp"], 0)\n',
            ),
        ),
    ),
    Mutant(
        "positions not compared",
        "a record that was taken is taken again",
        Hunt(75, {"redis_unsteady": 3, "redis_away": 1}, "goes back in the inbox"),
        (Edit(TRANSITION, "    if shard.position < shard.next then return 'skipped' end\n", ""),),
    ),
    Mutant(
        "no gap",
        "inputs that a store which was set back has not seen are passed over",
        Hunt(29, {"store_put_back": 1}, "captures were taken, contact_of has"),
        (Edit(TRANSITION, "  if shard.next < tonumber(follows) then return 'gap' end\n", ""),),
    ),
    Mutant(
        "timers do not wait",
        "what is due is acted on before what was sent in time is read",
        Hunt(20, {"unread": 1, "crash": 3}, "expired, yet acknowledged in time"),
        (
            Edit(
                OWNER,
                "            _, due = await self._look(LOOK_LIMIT)\n",
                "            _, due = await self._look(LOOK_LIMIT)\n"
                "            await self._fire(due.now_ms, due.real_ms, unread=False)\n",
            ),
        ),
    ),
    Mutant(
        "half a rebuild is trusted",
        "a rebuild that was killed is taken for done",
        Hunt(1, {"recovery_killed": 1}, "captures were taken, contacts has 0"),
        (
            Edit(
                "router/state/recovery.py",
                "    if await unfinished(store):\n",
                "    if False:\n",
            ),
        ),
    ),
    *OF_HOURS,
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
async def test_a_bug_is_found(mutant: Mutant[Hunt], tmp_path: Path) -> None:
    command = ("-m", "tests.simulation.hunt", mutant.run.as_json())
    what = await trial(mutant.edits, command, tmp_path, timeout_s=TIMEOUT_S)
    print(f"{mutant}: {what}")
    assert what is not None
    assert mutant.run.found_by in what


def test_without_a_bug_the_same_runs_find_nothing() -> None:
    """So what gave the bugs away was not the runs themselves."""
    runs = {replace(mutant.run, found_by="").as_json(): mutant.run for mutant in MUTANTS}
    assert [found(run, run.seed) for run in runs.values()] == [None] * len(runs)
