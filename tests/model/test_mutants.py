"""The model test can fail: each fault, brought into the scripts from outside, is found."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.embedded.running import Running
from hotlead.router.state import store as stores
from hotlead.router.state.scripts import Script, Source, Sources, assemble, scripts, sources
from tests.model.run import Diverged, run_model

BUDGET_S, SEED = 300.0, 1  # found within seconds; the budget bounds a failure
SEEDS = {"the worst first": 11, "no epoch": 13}
"""Where the first seed takes long."""
MUTANTS = {
    "room not taken": ("*", "live = rep.live + 1", "live = rep.live"),
    "no epoch": ("acknowledge", " and lead.epoch == r.epoch", ""),
    "a rung without its guard": ("rung", "not timers.is_due(r.member, r.horizon)", "false"),
    "no generation": ("*", "shard.generation ~= tonumber(generation)", "false"),
    "positions not compared": ("*", "shard.position < shard.next", "false"),
    "a gap not noticed": ("*", "shard.next < tonumber(follows)", "false"),
    "the worst first": ("*", "head.value > best.value", "head.value < best.value"),
    "a turn given back to whoever declined": (
        "*",
        "refused = refused or nil, missed = misses,",
        "refused = refused or nil, missed = misses, refund = lead.charge,",
    ),
    "an outcome undone after its time": ("undo", "at > lead.closed_at + short", "false"),
    "told of what was done after it was lost": ("activity", "at >= past.ended", "false"),
    "an id of whatever is asked": ("*", "before.asked == r.asked", "true"),
    "an id that acts twice": ("*", "return before and cjson.decode(before)", "return nil"),
}
"""By name: the transition (or all files), what stands in it, and what stands there instead."""


def mutant(where: str, old: str, new: str) -> dict[str, Script]:
    """All scripts, with one piece of the text of some files replaced."""

    def edited(files: Sequence[Source]) -> list[Source]:
        return [
            replace(file, text=file.text.replace(old, new)) if where in ("*", file.name) else file
            for file in files
        ]

    files = sources(AGGREGATES)
    all_of_them = (files.parts, files.changes, files.transitions, files.scripts)
    changed = assemble(Sources(*(edited(these) for these in all_of_them)))
    assert changed != scripts(AGGREGATES), f"{old} stands nowhere"
    return changed


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_found(name: str, valkey: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = mutant(*MUTANTS[name])
    monkeypatch.setattr(stores, "scripts", lambda _: bad)
    with pytest.raises(Diverged) as found:
        run_model(valkey.url, BUDGET_S, SEEDS.get(name, SEED), shrink=False)
    print(f"{name}: {found.value}")
