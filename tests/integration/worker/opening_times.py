"""How long a shard takes to open after Redis was lost, against the length of its journal.

    python -m tests.integration.worker.opening_times 1000 10000 100000

Each lead has ten entries: captured and assigned, acknowledged, five signals, two activities, won.
Runs a broker and a Redis of its own, and prints a table, with the longest that a step of the
writing kept others waiting.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.cancelling import cancel
from hotlead.router.embedded.apache import run_apache
from hotlead.router.embedded.stores import redis_missing, run_redis, run_valkey
from hotlead.router.state.store import Placed
from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.inbox import Acknowledge, Activity, InboxEvent, SignalReceived, encode_inbox
from hotlead.topics.journal import Entry, decode_journal
from hotlead.topics.streams import CONTACTS, INBOX
from tests.integration.processes import Processes
from tests.integration.worker.claimant import captured, lead_named
from tests.integration.worker.site import TENANTS, open_site
from tests.integration.worker.snapshots import Keeper, keeper

MAIN: Final = TENANTS[0]
ENTRIES_A_LEAD: Final = 10
LEADS_AT_ONCE: Final = 200
PULSE_S: Final = 0.005
HEAD: Final = """\
| entries | leads | open from the start, s | from a snapshot, s | write it, s | size, MiB \
| longest wait for the loop, ms | for a script, ms |
|---|---|---|---|---|---|---|---|"""
ROW: Final = "| {} | {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.0f} | {:.0f} |"


class History:
    """A journal of so many entries, and the state that it gives."""

    def __init__(self, keeper: Keeper) -> None:
        self._owner = keeper.owner
        self._leads = 0

    async def grow(self, leads: int) -> None:
        """So many leads more, from capture to end."""
        for start in range(0, leads, LEADS_AT_ONCE):
            await self._live(min(LEADS_AT_ONCE, leads - start))

    async def _live(self, count: int) -> None:
        self._leads += count
        names = [f"ld_{self._leads - n:020d}" for n in range(count)]
        captures = [captured(name, visitor=name) for name in names]
        producer, topic = self._owner.producer, self._owner.site.settings.topic(CONTACTS)
        contacts = [
            await producer.send(
                topic,
                one.contact_json().encode(),
                key=contact_key(
                    capture_key(MAIN, one.channel, one.event_id), one.contact_id
                ).encode(),
            )
            for one in captures
        ]
        await asyncio.gather(*contacts)
        taken = [
            {key: change[key] for key in ("tenant", "lead", "rep", "epoch")}
            for entry in await self._take(captures)
            for change in entry.raw
            if change["kind"] == "assigned"
        ]
        assert len(taken) == len(names)
        await self._take([Acknowledge(action_id=f"k{t['lead']}", **t) for t in taken])
        for n in range(5):
            fields: Any = {"tenant": MAIN, "signal": "visit", "value": 1.0}
            at = captures[0].at_ms
            await self._take(
                [SignalReceived(event_id=f"{n}{v}", visitor=v, at_ms=at, **fields) for v in names]
            )
        for n, outcome in enumerate(("open", "open", "won")):
            acts = [Activity(action_id=f"a{n}{t['lead']}", outcome=outcome, **t) for t in taken]
            await self._take(acts)

    async def _take(self, events: Sequence[InboxEvent]) -> list[Entry]:
        owner, topic = self._owner, self._owner.site.settings.topic(INBOX)
        sends = [await owner.producer.send(topic, encode_inbox(e), partition=0) for e in events]
        placed = []
        for event, sent in zip(events, sends, strict=True):
            at = (await sent).offset
            call = AGGREGATES.call_for(
                event, owner.policy, getattr(event, "at_ms", 0), lead_named(event)
            )
            placed.append(Placed(call, owner.position, at))
            owner.position = at + 1
        raws = [outcome.entry for outcome in await owner.store.run(placed) if outcome.entry]
        await owner.send(raws)
        entries = [decode_journal(raw) for raw in raws]
        return [entry for entry in entries if isinstance(entry, Entry)]


class Pulse:
    """What others wait for meanwhile: a turn of the loop, and a script of another connection."""

    def __init__(self, keeper: Keeper) -> None:
        self._store = keeper.owner.store
        self.script_ms = self.loop_ms = 0.0

    async def beat(self) -> None:
        """Until it is cancelled."""
        while True:
            began = monotonic()
            await asyncio.sleep(PULSE_S)
            woke = monotonic()
            await self._store.due(horizon_ms=None, limit=100)
            self.loop_ms = max(self.loop_ms, (woke - began - PULSE_S) * 1000)
            self.script_ms = max(self.script_ms, (monotonic() - woke) * 1000)


async def measured(keeper: Keeper) -> list[float]:
    """Seconds to open from the start, to write a snapshot and to open from it; its size; pauses."""
    owner = keeper.owner
    readers = owner.readers
    owner.readers = replace(readers, snapshots=None)
    from_start = await opened(keeper, from_snapshot=False)
    owner.readers = readers
    pulse = Pulse(keeper)
    beating = asyncio.create_task(pulse.beat())
    began = monotonic()
    found = await keeper.write()
    written = monotonic() - began
    await cancel([beating])
    from_snapshot = await opened(keeper, from_snapshot=True)
    size = found.manifest.bytes / 2**20
    return [from_start, from_snapshot, written, size, pulse.loop_ms, pulse.script_ms]


async def opened(keeper: Keeper, *, from_snapshot: bool) -> float:
    """Seconds to open the shard after Redis was emptied."""
    await keeper.site.redis.flushall()
    began = monotonic()
    await keeper.owner.open()
    took = monotonic() - began
    assert bool(keeper.owner.owned.begun_with) is from_snapshot
    return took


async def table(kafka: str, redis: str, lengths: list[int]) -> None:
    """Prints a row for each length; the journal grows from one to the next."""
    with TemporaryDirectory() as directory, Processes(Path(directory)) as processes:
        async with (
            open_site(kafka, redis, redis, "times.", processes) as site,
            keeper(site) as kept,
        ):
            history, leads = History(kept), 0
            for rep in range(4):
                await kept.rep(f"busy{rep}", capacity=LEADS_AT_ONCE // 2)
            print(HEAD)
            for length in sorted(lengths):
                await history.grow(length // ENTRIES_A_LEAD - leads)
                leads = length // ENTRIES_A_LEAD
                row = await measured(kept)
                print(ROW.format(kept.owner.owned.seq, leads, *row), flush=True)


def main() -> None:
    """Reads the lengths and runs the servers."""
    lengths = [int(length) for length in sys.argv[1:]] or [1000, 10_000, 100_000]
    run_store = run_redis if redis_missing() is None else run_valkey
    with run_apache() as broker, run_store() as store:
        asyncio.run(table(broker.address, store.url, lengths))


if __name__ == "__main__":
    main()
