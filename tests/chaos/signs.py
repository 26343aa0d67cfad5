"""What a fault leaves behind where it did something: signs in the journal and in workers' logs."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from hotlead.router.shard.chain import Verdict
from hotlead.topics.journal import Opened
from tests.chaos.site import ChaosSite
from tests.integration.worker.listener import Heard

REBUILT: Final = "it is rebuilt"


def signs(site: ChaosSite) -> Counter[str]:
    """All up to now: `openings` of a shard by another worker than before, entries `void` and
    `twice`, shards `rebuilt`.
    """
    found = journal_signs(site.inner.journal.heard)
    found["rebuilt"] = sum(worker.output.count(REBUILT) for worker in site.inner.workers)
    return found


def journal_signs(heard: Iterable[Heard]) -> Counter[str]:
    """Those that the journal shows."""
    found: Counter[str] = Counter()
    owners: dict[int, str] = {}
    for one in heard:
        if isinstance(one.record, Opened):
            before = owners.get(one.shard, one.record.worker)
            found["openings"] += before != one.record.worker
            owners[one.shard] = one.record.worker
        found["void"] += one.verdict is Verdict.VOID
        found["twice"] += one.verdict is Verdict.TWICE
    return found
