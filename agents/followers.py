"""The follower of the journal: one reading of the log for all that listens in this process.

It tells the owners what was read back as valid, and only what is valid goes out: `assignments` on
Kafka, notices to supervisors and to reps, the counts. (Answers to actions are told by the
gateway, which follows the journal itself.) It commits only right behind a valid entry, so that
reading the record before the committed offset gives the stamp to go on with.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Iterable, Iterator
from time import monotonic
from typing import Any, Final

import orjson

from hotlead.agents.batches import TP, Batch, BatchApp, batch_agent
from hotlead.agents.batches.batch import Record
from hotlead.agents.inbox.shards import Shards
from hotlead.agents.notices import HEARD, Notices
from hotlead.agents.tools import Tools
from hotlead.router.clock import real_ms
from hotlead.router.errors import NewerRecord
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kafka.sends import acknowledged
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.router.shard.valid import Judged, entry_at, judge, read_chain
from hotlead.topics.assignments import TOLD, told
from hotlead.topics.journal import Change, Entry, Opened
from hotlead.topics.journal.assignments import Acknowledged, Assigned, Withdrawn
from hotlead.topics.journal.leads import Captured, RungFired
from hotlead.topics.journal.shard import Answered
from hotlead.topics.streams import ASSIGNMENTS, JOURNAL

log = logging.getLogger(__name__)

#: What is counted; what it and the notices do not hear is not made of an entry.
COUNTED: Final = (Assigned, Acknowledged, Withdrawn, Captured, RungFired, Answered)
_HEARD: Final = frozenset(one.kind for one in (*COUNTED, *HEARD, *TOLD))


class Followers:
    """Registers the journal's agent on the app."""

    def __init__(
        self,
        app: BatchApp,
        tools: Tools,
        journal: LogReader,
        shards: Shards,
        notices: Notices,
    ) -> None:
        settings = self._settings = tools.settings
        self._app = app
        self._producer, self._journal, self._metrics = tools.producer, journal, tools.metrics
        self._shards, self._notices, self._policies = shards, notices, tools.policies
        self._dead_letters = tools.dead_letters
        self._topic = settings.topic(JOURNAL)
        self._assignments = settings.topic(ASSIGNMENTS)
        self._chains: dict[int, Chain] = {}
        self._through: dict[int, int] = {}
        # The batch of each shard's last valid entry: when its notices were told, all of it may be
        # committed, though nothing else may ever come.
        self._newest: dict[int, Batch] = {}
        # Shards whose journal goes on with what only a newer hotlead reads.
        self._stopped: set[int] = set()
        # Shards that were forgotten since the call under way began: what it read is of no use.
        self._forgotten: set[int] = set()
        notices.when_told = self._told_to_people
        batch_agent(
            app,
            self._topic,
            self._handle,
            name="journal",
            on_assigned=self._forget,
            on_revoked=self._forget,
            on_made_anew=self._forget,
        )

    async def _forget(self, partitions: frozenset[TP]) -> None:
        self._notices.forget([tp.partition for tp in partitions])
        for tp in partitions:
            self._forgotten.add(tp.partition)
            self._chains.pop(tp.partition, None)
            self._through.pop(tp.partition, None)
            self._newest.pop(tp.partition, None)
            self._stopped.discard(tp.partition)

    def _told_to_people(self, shard: int) -> None:
        if (batch := self._newest.get(shard)) is not None:
            self._app.may_commit(batch, self._committable([shard]))

    def _committable(self, shards: Iterable[int]) -> dict[TP, int]:
        """Up to where each shard's journal was read and all was told."""
        return {
            TP(self._topic, shard): self._notices.through(shard, self._through.get(shard, -1))
            for shard in shards
        }

    async def _handle(self, batches: list[Batch]) -> dict[TP, int]:
        began, sends, apart = monotonic(), list[Awaitable[Any]](), list[Awaitable[Any]]()
        verdicts: Counter[str] = Counter()
        self._forgotten.clear()
        chains = {shard: chain.copy() for shard, chain in self._chains.items()}
        through, newest = dict(self._through), dict(self._newest)
        for batch in batches:
            shard = batch.partition
            if shard in self._stopped:
                continue
            chain = chains.get(shard)
            try:
                if chain is None:
                    chain = chains[shard] = await self._resume(batch)
            except NewerRecord as error:
                self._stop(shard, error)
                continue
            for record, one in self._judged(chain, batch):
                verdicts[one.verdict.value] += 1
                match one.record:
                    case None:
                        apart.append(
                            self._dead_letters.write(record, "unreadable", one.why, stage="journal")
                        )
                    case Opened(id=opened):
                        self._shards.opened(shard, record.offset, opened)
                    case Entry() as entry if one.verdict is Verdict.VALID:
                        # One that another worker put into force is read before its rungs are told.
                        await self._policies.look_up(entry.policy)
                        if shard in self._forgotten:
                            break
                        before, through[shard] = through.get(shard, -1), record.offset
                        newest[shard] = batch
                        self._shards.read_back(shard, entry.seq, entry.stamp, record.offset)
                        for key, value in self._told(entry, shard, before):
                            sends.append(
                                await self._producer.send(self._assignments, value, key=key)
                            )
                    case Entry(generation=generation) if one.verdict is Verdict.VOID:
                        self._shards.void(shard, generation)
        self._notices.handled()
        await acknowledged([asyncio.gather(*apart), *sends])
        self._count_records(verdicts)
        self._remember(chains, through, newest)
        self._metrics.stage_duration["journal"].observe(monotonic() - began)
        return self._committable({batch.partition for batch in batches})

    def _remember(
        self, chains: dict[int, Chain], through: dict[int, int], newest: dict[int, Batch]
    ) -> None:
        for shard in self._forgotten:
            for known in (chains, through, newest):
                known.pop(shard, None)
        self._chains, self._through, self._newest = chains, through, newest

    def _judged(self, chain: Chain, batch: Batch) -> Iterator[tuple[Record, Judged]]:
        """What the records of a batch are, while its log is the one that is followed."""
        for record in batch.records:
            if batch.partition in self._forgotten:
                return
            try:
                one = judge(chain, record.offset, record.value)
            except NewerRecord as error:
                self._stop(batch.partition, error)
                return
            yield record, one

    def _stop(self, shard: int, error: NewerRecord) -> None:
        """What was read of it before is told; nothing behind is read until it is assigned anew."""
        if shard in self._forgotten:
            return
        self._stopped.add(shard)
        self._shards.newer(shard, error)

    async def _resume(self, batch: Batch) -> Chain:
        """The chain right before a batch: at the log's start, or from the record before it."""
        shard, first = batch.partition, batch.first_offset
        chain = Chain()
        if first > 0:
            known = await entry_at(self._journal, shard, first - 1)
            if known is not None:
                return Chain.behind(known)
            async for _ in read_chain(self._journal, shard, chain, 0, first):
                pass
        return chain

    def _told(self, entry: Entry, shard: int, before: int) -> list[tuple[bytes, bytes]]:
        """What goes out for a valid entry behind the one at `before`; counts and notices, too."""
        out: list[tuple[bytes, bytes]] = []
        captured: int | None = None
        for place, change in entry.of_kinds(_HEARD):
            self._count(change, captured, entry)
            if isinstance(change, Captured):
                captured = change.received
            self._notices.hear(change, entry, shard, place, before)
            body = told(change, entry, shard, place)
            if body is not None:
                out.append((body["rep"].encode(), orjson.dumps(body)))
        return out

    def _count_records(self, verdicts: Counter[str]) -> None:
        for name, count in verdicts.items():
            self._metrics.journal_records[name].inc(count)

    def _count(self, change: Change, captured: int | None, entry: Entry) -> None:
        metrics = self._metrics
        match change:
            case Assigned():
                metrics.assignments["assigned"].inc()
                if captured is not None:
                    metrics.capture_to_push.observe(max(0, real_ms() - captured) / 1000)
            case Acknowledged():
                metrics.assignments["acknowledged"].inc()
                if change.hot_at is not None:
                    taken = entry.at if change.done_at is None else change.done_at
                    metrics.hot_to_acknowledge.observe(max(0, taken - change.hot_at) / 1000)
            case Withdrawn():
                metrics.assignments[change.reason].inc()
            case RungFired():
                result = "moved" if change.moved else "met" if change.met else "fired"
                metrics.escalations[change.name, result].inc()
                late_s = change.late / self._settings.speed / 1000
                metrics.escalation_lateness[change.name].observe(max(0.0, late_s))
            case Answered(status=409):
                metrics.assignment_conflicts[change.reason or "other"].inc()
