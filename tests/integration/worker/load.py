"""Load from outside: captures of three channels, signals, and reps who answer what they get."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Literal

import orjson

from hotlead.topics.inbox import Acknowledge, Activity
from hotlead.topics.journal import RawChange
from hotlead.topics.streams import CHANNELS

if TYPE_CHECKING:
    from tests.integration.worker.site import Site

BURST, PAUSE_S = 4, 0.025
PEOPLE = 400


class Load:
    """What was sent, and how it goes on. Make it with `Site.load`."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        self.sent: set[str] = set()
        self.ended = False

    async def run(self) -> None:
        """Captures at an even pace, until ended; a person comes again now and then."""
        for n in itertools.count():
            if self.ended:
                return
            channel = CHANNELS[n % len(CHANNELS)]
            tenant = self._site.tenants[n % len(self._site.tenants)]
            body = {
                "event_id": f"e-{n}",
                "tenant": tenant,
                "visitor_id": f"v-{n % PEOPLE}",
                "contact": {"phone": f"138{n % PEOPLE:08d}"},
                "attributes": {"grade": f"{n % 80}"},
            }
            if n % 3 == 0:
                signal = {"event_id": f"s-{n}", "tenant": tenant, "visitor_id": f"v-{n % PEOPLE}"}
                await self._site.send("signals", orjson.dumps(signal | {"kind": "visit"}))
            await self._site.send(f"capture.{channel}", orjson.dumps(body))
            self.sent.add(f"{tenant}|{channel}|e-{n}")
            if n % BURST == 0:
                await asyncio.sleep(PAUSE_S)  # the pace of the load

    async def more(self, count: int) -> None:
        """Awaits that so many more of what was sent were taken as valid."""
        taken = self._site.journal.taken
        target = len(taken) + count
        await self._site.journal.until(lambda: len(taken) >= target, f"{count} more captures")


@contextlib.asynccontextmanager
async def loaded(site: "Site") -> AsyncIterator[Load]:
    """Load for the time of the context; what is under way is sent to the end.

    Every second lead that a rep gets is acknowledged, and every second of these closed.
    """
    load, numbers = Load(site), itertools.count()
    answers: asyncio.Queue[RawChange | None] = asyncio.Queue()

    def hear(change: RawChange) -> None:
        if change["kind"] == "assigned":
            answers.put_nowait(change)

    async def answer() -> None:
        while (change := await answers.get()) is not None:
            n = next(numbers)
            if n % 2:
                named = {name: change[name] for name in ("tenant", "rep", "lead", "epoch")}
                await site.inbox(Acknowledge(action_id=f"k-{n}", **named))
                outcome: Literal["won", "open"] = "won" if n % 4 == 1 else "open"
                await site.inbox(Activity(action_id=f"t-{n}", outcome=outcome, **named))

    site.journal.subscribers.append(hear)
    tasks = [asyncio.create_task(load.run()), asyncio.create_task(answer())]
    try:
        yield load
    finally:
        load.ended = True
        answers.put_nowait(None)
        site.journal.subscribers.remove(hear)
        await asyncio.gather(*tasks)
