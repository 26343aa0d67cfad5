"""Kafka's batches as Faust's events: the one way in which all agents read.

    app = batch_app("inbox", "127.0.0.1:9092")

    async def handle(batches: list[Batch]) -> None:
        for batch in batches:
            ...  # one pipeline for all; returns when the effects are durable

    batch_agent(app, "hotlead.inbox", handle)
    code = await run(app, stop)

Guarantees, each with a test on real Kafka (tests/integration/test_batches.py):
- At least once: an offset is committed only after the handler returned for all records before it.
  So neither a raise, nor kill -9, nor a lost Redis or dead-letter topic loses a record.
- Joining, leaving and SIGTERM deliver nothing twice, if handlers end within the drain's deadline.
- Within a partition, calls come in order and one at a time. Nothing of another generation is
  acknowledged.
- A handler that fails or hangs delays no other agent.
- Partition i of all topics with the same number of partitions is on the same worker (assignor.py).
- A partition without a committed offset is read from its earliest record, and so is one whose topic
  was made anew, however long its new log is by then.

For owners of partitions: `on_assigned` and `on_revoked` of `batch_agent`; `app.hold`, `app.release`
and `app.seek` (a shard that is being opened). For probes: `app.ready`, `app.progress`,
`app.suspects`.

Not guaranteed: exactly once. A worker that lost its membership without noticing may work on for a
while; effects must be idempotent and fenced where they are stored.
"""

from faust.types import TP

from hotlead.agents.batches.app import BatchApp, batch_app
from hotlead.agents.batches.assignor import SameNumbers
from hotlead.agents.batches.batch import Batch, Handle, Partitions, Record, Through
from hotlead.agents.batches.loop import BatchLoop, batch_agent
from hotlead.agents.batches.observer import Observer, Silent
from hotlead.agents.batches.progress import Progress
from hotlead.agents.batches.run import run, serve, stop_deadline_s
from hotlead.agents.batches.settings import BadBatchSettings, BatchSettings

__all__ = [
    "TP",
    "BadBatchSettings",
    "Batch",
    "BatchApp",
    "BatchLoop",
    "BatchSettings",
    "Handle",
    "Observer",
    "Partitions",
    "Progress",
    "Record",
    "SameNumbers",
    "Silent",
    "Through",
    "batch_agent",
    "batch_app",
    "run",
    "serve",
    "stop_deadline_s",
]
