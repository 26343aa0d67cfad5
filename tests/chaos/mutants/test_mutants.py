"""Each mutant is caught, and the tree as it is passes the same drivers."""

import asyncio
import secrets
from pathlib import Path

from tests.chaos.mutants.catalogue import FAULTS, MUTANTS
from tests.chaos.mutants.conftest import Addresses
from tests.chaos.mutants.drive import Order
from tests.mutants.mutant import Mutant
from tests.mutants.trial import trial

AT_ONCE = 2


async def tried(driver: str, mutant: Mutant[str] | None, servers: Addresses, folder: Path) -> str:
    """What gave the mutant away; '' when nothing did. None is the tree as it is."""
    prefix = f"m{secrets.token_hex(4)}."
    order = Order(driver, str(folder), prefix, servers.kafka, servers.redis, servers.scratch)
    command, judge = (
        ("-m", f"tests.chaos.mutants.{name}", order.as_json()) for name in ("drive", "judge")
    )
    edits = (*FAULTS.get(driver, ()), *(mutant.edits if mutant else ()))
    found = await trial(edits, command, folder, judge=judge)
    if mutant:
        print(f"\n{mutant} ({mutant.breaks}): {found or 'not caught'}")
    return found or ""


async def test_each_mutant_is_caught_and_nothing_else(servers: Addresses, tmp_path: Path) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, driver: str, mutant: Mutant[str] | None) -> str:
        async with gate:
            folder = tmp_path / str(number)
            await asyncio.to_thread(folder.mkdir)
            return await tried(driver, mutant, servers, folder)

    drivers = list(dict.fromkeys(mutant.run for mutant in MUTANTS))
    wanted: list[tuple[str, Mutant[str] | None]] = [(driver, None) for driver in drivers]
    wanted += [(mutant.run, mutant) for mutant in MUTANTS]
    said = await asyncio.gather(*(one(n, *run) for n, run in enumerate(wanted)))
    assert [what for what in said[: len(drivers)] if what] == []
    found = zip(MUTANTS, said[len(drivers) :], strict=True)
    assert [mutant.name for mutant, what in found if not what] == []
