"""Whether anything moves: what a liveness probe asks, partition by partition.

What is suspect: a partition with records that are not worked (lag) of which nothing moved for too
long, a loop that fetches and has not gone round for too long, a rebalance without end. A quiet
partition never is: its clock starts when a batch is handed out to an agent that had caught up. Nor
is one whose handler fails again and again, for an attempt that ended is a move: what it needs is
away, and a restart brings nothing back. Nor is one on hold, whose owner tries to open it.
"""

from dataclasses import dataclass

from faust.types import TP

from hotlead.agents.batches.batch import Batch


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one assigned partition is. Instants are time.monotonic()."""

    tp: TP
    #: Offset up to which all was worked; None until the first fetch.
    done: int | None
    #: The log's end as last seen; None until the first fetch.
    highwater: int | None
    #: When the partition was assigned, handed out after rest, tried in vain, or acknowledged,
    #: whichever came last.
    moved_at: float

    @property
    def lag(self) -> int:
        """Records known to wait or to be in work."""
        if self.done is None or self.highwater is None:
            return 0
        return max(self.highwater - self.done, 0)


class Moves:
    """Notes of one consumer on what moved; forgets revoked partitions."""

    def __init__(self) -> None:
        self._moved_at: dict[TP, float] = {}
        #: The last offset handed out, and the one up to which all that was handed out is worked.
        self._handed: dict[TP, int] = {}
        self._done: dict[TP, int] = {}

    def assigned(self, partitions: frozenset[TP], now: float) -> None:
        """Start anew with these."""
        self._moved_at = dict.fromkeys(partitions, now)
        self._handed.clear()
        self._done.clear()

    def sought(self, tp: TP, now: float) -> None:
        """What was handed out of it no longer counts."""
        self._moved_at[tp] = now
        self._handed.pop(tp, None)
        self._done.pop(tp, None)

    def handed(self, batch: Batch, now: float) -> None:
        """A batch went to its agent."""
        if self._at_rest(batch.tp):
            self._moved_at[batch.tp] = now
            self._done[batch.tp] = batch.first_offset
        self._handed[batch.tp] = batch.last_offset

    def worked(self, batch: Batch, now: float) -> None:
        """A batch was worked, whatever of it was committed."""
        self._moved_at[batch.tp] = now
        self._done[batch.tp] = batch.last_offset + 1

    def attempted(self, tp: TP, now: float) -> None:
        """A call with batches of it, or that they wait for, failed and will be made again."""
        if tp in self._moved_at:
            self._moved_at[tp] = now

    def progress(self, tp: TP, position: int | None, highwater: int | None, now: float) -> Progress:
        """How far `tp` is, given the consumer's own position in it.

        At rest that is the position, which also knows of what is in the log and never handed out.
        """
        done = position if self._at_rest(tp) else self._done[tp]
        return Progress(tp, done, highwater, self._moved_at.get(tp, now))

    def _at_rest(self, tp: TP) -> bool:
        return tp not in self._handed or self._done[tp] > self._handed[tp]
