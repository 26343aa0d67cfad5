"""What the journal shows of a fault: owners that changed, entries that lost or came again."""

from hotlead.router.shard.chain import Verdict
from hotlead.topics.journal import Opened
from tests.chaos.signs import journal_signs
from tests.integration.worker.listener import Heard


def opened(shard: int, worker: str) -> Heard:
    record = Opened(id="x", worker=worker, origin_ms=0, origin_real_ms=0, speed=1)
    return Heard(shard, 0, Verdict.OPENED, record)


def test_an_opening_counts_when_another_worker_had_the_shard() -> None:
    heard = [opened(0, "a"), opened(1, "b"), opened(0, "a"), opened(0, "b")]
    assert journal_signs(heard)["openings"] == 1


def test_void_entries_and_those_that_came_again_count() -> None:
    heard = [Heard(0, n, verdict, None) for n, verdict in enumerate(Verdict)]
    found = journal_signs(heard)
    assert (found["void"], found["twice"]) == (1, 1)
