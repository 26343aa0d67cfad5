"""What the fold of reps gives the read store: rows of `rep_states`, and what it needs to go on."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from hotlead.topics.journal import Entry


class RepState(NamedTuple):
    """A row of `rep_states`, in the order of its columns; `state` is JSON."""

    shard: int
    tenant: str
    rep: str
    seq: int
    place: int
    at_ms: int
    state: str


class RepFold(Protocol):
    """Folds reps' state from valid entries of any shard; each shard's come in their order.

    It is made anew from what it gave: `resume` takes a shard's newest row of each rep, `rest`'s
    text for the shard, and its pools as the last `policy_activated` named them (JSON).
    """

    def resume(self, shard: int, states: Iterable[RepState], rest: str, pools: str) -> None:
        """Goes on from what the store holds of a shard; '' and '{}' when it holds nothing."""

    def take(self, entry: Entry, shard: int) -> list[RepState]:
        """The rows of the next entry: one for each change that left a rep other than before."""

    def rest(self, shard: int) -> str:
        """JSON: what it keeps of a shard beside the reps, virtual times above all."""
