"""Timers: duties of one kind each, bounded, and done by the owner of a shard when they fall due.

A duty falls due by its instant in `deadlines`, or because it is found: who has been
silent for too long, say. The owner acts on nothing that fell due after the instant up to which it
has read its inbox (router/shard/aggregate.py lists which timers there are).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from prometheus_client import Gauge
from redis.asyncio import Redis

from hotlead.router.metrics import Metrics
from hotlead.router.metrics.children import Children
from hotlead.router.shard.call import Call, Request
from hotlead.router.shard.keys import ShardKeys

P = TypeVar("P")

FOUND_MAX: Final = 500


@dataclass(frozen=True)
class Look(Generic[P]):
    """Under what a timer acts.

    `horizon_ms` is the shard's time up to which the inbox was read (UTC milliseconds) and `seen_ms`
    the same instant by Redis's own clock; `since_ms` is the one, by that clock, since which
    somebody looks at the shard without a gap. `now_ms` is the shard's time. While the inbox is
    `unread` nothing may be taken from anybody. `due_ms` are the instants at which the members that
    are acted on fell due, by member.
    """

    redis: Redis
    keys: ShardKeys
    policy: P
    horizon_ms: int
    seen_ms: int
    since_ms: int
    now_ms: int
    unread: bool = False
    due_ms: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Search:
    """What `due/KIND.lua` of an aggregate is to find: at most so many, by a number."""

    kind: str
    limit: int
    given: int = 0


@dataclass(frozen=True)
class Timer(Generic[P]):
    """One bounded duty of one kind.

    Its members in `deadlines` are `KIND|ID`. One that has `given` is found instead, by
    `due/KIND.lua` of its aggregate: at most `limit` a look, by the number that `given` makes.
    `calls` makes one transition for each member, or each that was found, in their order.

    While the inbox is unread only those fire that may then. What is found `once` is acted on in one
    round after a marker alone: the rest waits for the next, and what people do comes in between.

    `overdue` is the gauge, if it has one, that shows by shard how many are due at a look.
    """

    kind: str
    calls: Callable[[Look[P], Sequence[str]], Awaitable[Sequence[Call]]]
    while_unread: bool = False
    given: Callable[[Look[P]], int] | None = None
    limit: int = FOUND_MAX
    once: bool = False
    overdue: Callable[[Metrics], Children[Gauge]] | None = None

    def search(self, look: Look[P], most: int) -> Search | None:
        """How to find it, at most so many; None for one that falls due by its instant."""
        if self.given is None or (look.unread and not self.while_unread):
            return None
        return Search(self.kind, min(self.limit, most), self.given(look))


@dataclass(frozen=True, slots=True)
class Duty:
    """One call of a kind of timer."""

    kind: str
    call: Call


def kind_of(member: str) -> str:
    """The kind of a member of `deadlines`."""
    return member.partition("|")[0]


def id_of(member: str) -> str:
    """What a member of `deadlines` was set for."""
    return member.partition("|")[2]


def as_due(look: Look[Any], member: str, **more: Any) -> Call:
    """The transition with the timer's name, and what it needs to see that the timer is due."""
    request: Request = {"member": member, "id": id_of(member), "horizon": look.horizon_ms}
    return Call(kind_of(member), request | more)


async def plain(look: Look[Any], members: Sequence[str]) -> list[Call]:
    """The calls of a timer that needs nothing else."""
    return [as_due(look, member) for member in members]
