"""The model test can fail: each fault, brought into the scripts from outside, is found."""

from pathlib import Path
from typing import Final

import pytest

from hotlead.router.embedded.running import Running
from tests.model.hunt import BUDGET_S
from tests.mutants.mutant import Edit, Mutant
from tests.mutants.trial import trial

LEADS: Final = "router/leads/lua"
ASSIGNMENTS: Final = f"{LEADS}/changes/assignments.lua"
TRANSITION: Final = "router/shard/lua/parts/45_transition.lua"
POOLS: Final = "router/pools/lua/parts/20_pools.lua"
ANSWERS: Final = "router/shard/lua/parts/49_answers.lua"

MUTANTS: Final = (
    Mutant(
        "room not taken",
        "an assignment leaves the rep as free as before",
        1,
        (Edit(ASSIGNMENTS, "live = rep.live + 1", "live = rep.live"),),
    ),
    Mutant(
        "no epoch",
        "an acknowledgement is taken whatever assignment it names",
        2,
        (Edit(f"{LEADS}/transitions/acknowledge.lua", " and lead.epoch == r.epoch", ""),),
    ),
    Mutant(
        "a rung without its guard",
        "a rung fires whenever it is asked for, due or not",
        1,
        (Edit(f"{LEADS}/transitions/rung.lua", "not timers.is_due(r.member, r.horizon)", "false"),),
    ),
    Mutant(
        "no generation",
        "an owner that was followed by another still changes state",
        1,
        (Edit(TRANSITION, "shard.generation ~= tonumber(generation)", "false"),),
    ),
    Mutant(
        "positions not compared",
        "a record that was taken is taken again",
        1,
        (Edit(TRANSITION, "shard.position < shard.next", "false"),),
    ),
    Mutant(
        "a gap not noticed",
        "inputs that a store which was set back has not seen are passed over",
        1,
        (Edit(TRANSITION, "shard.next < tonumber(follows)", "false"),),
    ),
    Mutant(
        "the worst first",
        "of the heads of a rep's queues the least one goes first",
        3,
        (
            Edit(
                f"{LEADS}/parts/46_heads.lua", "head.value > best.value", "head.value < best.value"
            ),
        ),
    ),
    Mutant(
        "hot leads among the others",
        "a hot lead goes by its value, behind an older one that waiting lifted",
        1,
        (Edit(f"{LEADS}/parts/22_queues.lua", "lead.hot_at and 'hot' or held", "held"),),
    ),
    Mutant(
        "no turn for who waits too long",
        "the credit of a pool is never spent",
        1,
        (Edit(f"{LEADS}/parts/50_dispatch.lua", ">= TURN and heads", "> 9 * TURN and heads"),),
    ),
    Mutant(
        "a clock that runs at night",
        "what falls due in a pool that waits outside its hours counts plain time",
        1,
        (
            Edit(
                POOLS, "if not pool.clock_ms then return total end", "if true then return total end"
            ),
        ),
    ),
    Mutant(
        "other hours move nothing",
        "an assignment that rings under one calendar expires by it under the next",
        1,
        (
            Edit(
                f"{LEADS}/transitions/rescore.lua", "return due ~= at and due or nil", "return nil"
            ),
        ),
    ),
    Mutant(
        "turns that fitted nobody are saved",
        "who could serve none of many leads has all of the next ones",
        1,
        (
            Edit(
                f"{LEADS}/parts/50_dispatch.lua",
                "if tag >= reps.virtual_time(place, ledger) then",
                "if tag >= 0 then",
            ),
        ),
    ),
    Mutant(
        "a turn given back to whoever declined",
        "a rep who declines is asked again before the others",
        1,
        (
            Edit(
                f"{LEADS}/parts/50_dispatch.lua",
                "refused = refused or nil, missed = misses,",
                "refused = refused or nil, missed = misses, refund = lead.charge,",
            ),
        ),
    ),
    Mutant(
        "a lead in wrap-up",
        "who has time to wrap up a contact is rung all the same",
        1,
        (Edit("router/reps/lua/parts/30_reps.lua", " and not rep.wrap_until", ""),),
    ),
    Mutant(
        "more leads than may be open",
        "what a rep took and has not closed is not counted",
        1,
        (Edit("router/reps/lua/parts/30_reps.lua", "rep.live - rep.taken", "rep.live"),),
    ),
    Mutant(
        "an outcome undone after its time",
        "a closed lead can be opened again for ever",
        1,
        (Edit(f"{LEADS}/transitions/undo.lua", "at > lead.closed_at + short", "false"),),
    ),
    Mutant(
        "told of what was done after it was lost",
        "a rep's note counts for a lead that had left them",
        1,
        (Edit(f"{LEADS}/transitions/activity.lua", "at >= past.ended", "false"),),
    ),
    Mutant(
        "an id of whatever is asked",
        "an action's id answers another question than it was used for",
        1,
        (Edit(ANSWERS, "before.asked == r.asked", "true"),),
    ),
    Mutant(
        "an id that acts twice",
        "an action that is sent again is done again",
        1,
        (Edit(ANSWERS, "return before and cjson.decode(before)", "return nil"),),
    ),
)
"""Each is shown by the seed at which the search begins: 1, unless that takes long."""


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
async def test_a_mutant_is_found(mutant: Mutant[int], valkey: Running, tmp_path: Path) -> None:
    command = ("-m", "tests.model.hunt", valkey.url, str(mutant.run))
    what = await trial(mutant.edits, command, tmp_path, timeout_s=2 * BUDGET_S)
    print(f"{mutant}: {what}")
    assert what is not None
