"""Where counting hooks in: called once a batch or less, never once a record.

Metrics live elsewhere; whoever wires the worker gives an object of this shape. A hook must not
block and must not raise. `agent` is the name given to `batch_agent`: a bounded set of label values.
"""

from collections.abc import Sequence
from typing import Protocol

from faust.types import TP

from hotlead.agents.batches.batch import Batch


class Observer(Protocol):
    """What a worker tells of its batches."""

    def handled(self, agent: str, batches: Sequence[Batch], seconds: float) -> None:
        """A handler returned, and all its batches were acknowledged."""

    def failed(
        self, agent: str, batches: Sequence[Batch], error: BaseException, attempt: int
    ) -> None:
        """A handler raised; it will be called again. The error's text may hold a payload."""

    def dropped(self, agent: str, batches: Sequence[Batch]) -> None:
        """Batches of another generation or era, left unacknowledged: someone else has them."""

    def cut(self, agent: str) -> None:
        """A handler was cancelled at the deadline of a drain."""

    def assigned(self, partitions: frozenset[TP]) -> None:
        """A rebalance ended with these."""

    def revoked(self, partitions: frozenset[TP]) -> None:
        """These were drained and given back."""


class Silent:
    """Counts nothing. A base for those who want some of the hooks."""

    def handled(self, agent: str, batches: Sequence[Batch], seconds: float) -> None: ...

    def failed(
        self, agent: str, batches: Sequence[Batch], error: BaseException, attempt: int
    ) -> None: ...

    def dropped(self, agent: str, batches: Sequence[Batch]) -> None: ...

    def cut(self, agent: str) -> None: ...

    def assigned(self, partitions: frozenset[TP]) -> None: ...

    def revoked(self, partitions: frozenset[TP]) -> None: ...
