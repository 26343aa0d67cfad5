"""Each mutant is caught, and the tree as it is passes the same drivers."""

import asyncio
from pathlib import Path

from tests.chaos.mutants.catalogue import MUTANTS
from tests.chaos.mutants.mutant import Mutant
from tests.chaos.mutants.trial import Servers, Trial, table, tried

AT_ONCE = 2


async def trials(
    servers: Servers, folder: Path, wanted: dict[str, list[Mutant | None]]
) -> list[Trial]:
    """All of them, a few at a time; a driver's trials in their order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(driver: str, mutant: Mutant | None, number: int) -> Trial:
        async with gate:
            directory = folder / f"{driver}-{number}"
            await asyncio.to_thread(directory.mkdir)
            return await tried(driver, mutant, servers, directory)

    jobs = [one(d, m, n) for d, mutants in wanted.items() for n, m in enumerate(mutants)]
    return await asyncio.gather(*jobs)


async def test_each_mutant_is_caught_and_nothing_else(servers: Servers, tmp_path: Path) -> None:
    wanted: dict[str, list[Mutant | None]] = {m.driver: [None] for m in MUTANTS}
    for mutant in MUTANTS:
        wanted[mutant.driver].append(mutant)
    done = await trials(servers, tmp_path, wanted)
    print(f"\n{table(done)}")
    unchanged = [trial for trial in done if trial.mutant is None]
    assert [(t.driver, t.said) for t in unchanged if t.verdict.verdict != "true" or t.audit] == []
    assert [t.mutant.name for t in done if t.mutant and t.caught_by == "nobody"] == []
