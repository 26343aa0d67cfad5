"""`python -m tests.chaos.mutants.drive JSON`: one driver's run on the tree of a trial.

What it leaves in its directory: history.jsonl, facts.json and settings.json.
"""

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.chaos.history import History
from tests.chaos.mutants.drivers import DRIVERS
from tests.chaos.mutants.office import Office
from tests.integration.processes import Processes
from tests.integration.worker.site import open_site

HOT = 72


@dataclass(frozen=True, slots=True)
class Order:
    """Which driver runs, on which servers, and where it leaves what it made."""

    driver: str
    directory: str
    prefix: str
    kafka: str
    redis: str
    scratch: str

    def as_json(self) -> str:
        """As the process gets it."""
        return json.dumps(asdict(self))


async def drive(order: Order) -> None:
    """Runs it to its end."""
    directory, began = Path(order.directory), time.time()
    with History(directory / "history.jsonl") as history, Processes(directory) as processes:
        async with AsyncExitStack() as stack:
            site = await stack.enter_async_context(
                open_site(order.kafka, order.redis, order.scratch, order.prefix, processes)
            )
            office = Office(site, history, stack)
            await DRIVERS[order.driver](office)
        ended = time.time()
    facts: dict[str, Any] = {
        "ladder": [{"name": rung.name, "after_s": rung.after_s} for rung in office.ladder],
        "hot": HOT,
        "nemesis": order.driver,
        "began": began,
        "healed": ended,
        "ended": ended,
        "quiet": True,
    }
    (directory / "facts.json").write_text(json.dumps(facts))
    (directory / "settings.json").write_text(site.settings.model_dump_json())


if __name__ == "__main__":
    asyncio.run(drive(Order(**json.loads(sys.argv[1]))))
