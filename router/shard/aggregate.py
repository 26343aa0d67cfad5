"""An aggregate: a kind of thing with a state of its own in a shard, told as one record.

The shard knows no aggregate. The composition root lists them, and whatever needs to know what there
is asks the list: which keys a shard has, what its Lua is made of, which events its inbox takes and
what becomes of them, which timers fall due, which calls HTTP offers.

`P` is the policy's type; the shard hands the policy on and reads nothing of it.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from types import MappingProxyType, ModuleType
from typing import Any, Final, Generic, TypeVar

from redis.asyncio import Redis

from hotlead.router.errors import AggregatesClash
from hotlead.router.metrics import Metrics
from hotlead.router.shard.beside import AfterBatch, Beside, Desk, Done
from hotlead.router.shard.call import Call
from hotlead.router.shard.http_call import HttpCall
from hotlead.router.shard.keys import KeySpec, ShardKeys
from hotlead.router.shard.requests import Given, under_its_id
from hotlead.router.shard.timers import Duty, Look, Timer, kind_of, plain
from hotlead.topics.event import ActionEvent, InboxEvent
from hotlead.topics.inbox import decoder
from hotlead.topics.journal import Change

P = TypeVar("P")

#: Folders of an aggregate's Lua; router/state/scripts.py says what each is for.
PARTS: Final = "parts"
CHANGES: Final = "changes"
TRANSITIONS: Final = "transitions"
DUE: Final = "due"
#: Parts stand in the order of the numbers before their names.
_NUMBER: Final = "0123456789_"


EventCall = Callable[[Any, Given[P]], Call]
"""From an event of the class that it stands beside to the transition that takes it."""


@dataclass(frozen=True, eq=False)
class Aggregate(Generic[P]):
    """All that the rest of the house has to know of one kind of thing.

    `lua` is the folder of its Lua, `ids` what the ids begin with that its events make. `beside` is
    what a shard needs of it that the journal does not hold. `first` is done in a shard that never
    had a policy, `on_open` whenever one was opened, `after_batch` behind each batch. `http` are
    those of its actions that people may ask for, `refusals` says each reason for which one is
    refused.
    """

    name: str
    lua: Traversable | None = None
    keys: tuple[KeySpec, ...] = ()
    changes: tuple[type[Change], ...] = ()
    events: Mapping[type[InboxEvent], EventCall[P]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    ids: str = ""
    timers: tuple[Timer[P], ...] = ()
    beside: tuple[Beside, ...] = ()
    first: Callable[[Given[P]], Call] | None = None
    after_batch: AfterBatch | None = None
    on_open: Callable[[Redis, ShardKeys], Awaitable[None]] | None = None
    http: tuple[HttpCall, ...] = ()
    refusals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def lua_files(self, folder: str = "") -> Sequence[Traversable]:
        """Those of one folder of its Lua, in the order of their names; without one, its scripts."""
        root = self.lua / folder if self.lua is not None and folder else self.lua
        if root is None or not root.is_dir():
            return ()
        found = [path for path in root.iterdir() if path.name.endswith(".lua")]
        return sorted(found, key=lambda path: path.name)


def lua_name(path: Traversable) -> str:
    """What a Lua file is called: its name without the number that orders it."""
    return path.name.lstrip(_NUMBER).removesuffix(".lua")


@dataclass(frozen=True, eq=False)
class Aggregates(Generic[P]):
    """Those of one hotlead, in their order: a later one's Lua may use an earlier one's.

    Raises AggregatesClash when a name that must be one's alone is there twice.
    """

    listed: tuple[Aggregate[P], ...]

    def __post_init__(self) -> None:
        owners: dict[tuple[str, str], str] = {}
        for one in self.listed:
            for what, name in _names(one):
                if (what, name) in owners:
                    raise AggregatesClash(
                        f"the aggregates {owners[what, name]} and {one.name} both have the {what}"
                        f" {name}: call it something else in one of them"
                    )
                owners[what, name] = one.name

    def and_(self, *more: Aggregate[P]) -> "Aggregates[P]":
        """The same, and these behind them. Raises AggregatesClash."""
        return Aggregates((*self.listed, *more))

    @cached_property
    def keys(self) -> tuple[KeySpec, ...]:
        """All kinds of keys of a shard."""
        return tuple(spec for one in self.listed for spec in one.keys)

    @cached_property
    def changes(self) -> tuple[type[Change], ...]:
        """All kinds of changes."""
        return tuple(kind for one in self.listed for kind in one.changes)

    @cached_property
    def events(self) -> Mapping[type[InboxEvent], EventCall[P]]:
        """What becomes of each kind of event."""
        return MappingProxyType(
            {kind: call for one in self.listed for kind, call in one.events.items()}
        )

    @cached_property
    def decode(self) -> Callable[[bytes], InboxEvent]:
        """Reads one inbox record; raises pydantic's ValidationError when it is no event here."""
        return decoder(self.events)

    @cached_property
    def _ids(self) -> Mapping[type[InboxEvent], str]:
        return {kind: one.ids for one in self.listed for kind in one.events}

    def id_for(self, event: InboxEvent, unused: str) -> str:
        """The id of what may come of the event, made of a word that nothing was named by before."""
        return self._ids[type(event)] + unused

    def call_for(
        self,
        event: InboxEvent,
        policy: P,
        now_ms: int,
        new_id: str,
        find: Callable[[str], P | None] | None = None,
    ) -> Call:
        """The transition that takes one event of the inbox, with its request.

        `policy` is the one in force; `new_id` is of what may come of the event, one that nothing
        had before. Without `find` there is no other policy, whatever version is asked for.
        """
        given = Given(policy, now_ms, new_id, find or (lambda _: policy))
        call = self.events[type(event)](event, given)
        return under_its_id(event, call) if isinstance(event, ActionEvent) else call

    @cached_property
    def timers(self) -> tuple[Timer[P], ...]:
        """All kinds of timers."""
        return tuple(timer for one in self.listed for timer in one.timers)

    @cached_property
    def beside(self) -> tuple[Beside, ...]:
        """All that a shard needs which the journal does not hold."""
        return tuple(beside for one in self.listed for beside in one.beside)

    def first(self, given: Given[P]) -> list[Call]:
        """What is done in a shard that never had a policy; `given` has its first."""
        return [one.first(given) for one in self.listed if one.first is not None]

    async def after_batch(self, desk: Desk, done: Done) -> None:
        """What is done behind a batch."""
        for one in self.listed:
            if one.after_batch is not None:
                await one.after_batch(desk, done)

    def show_overdue(self, metrics: Metrics, shard: int, members: Iterable[str]) -> None:
        """Shows how many timers are due of each kind that has a gauge."""
        kinds = Counter(map(kind_of, members))
        for timer in self.timers:
            if timer.overdue is not None:
                timer.overdue(metrics)[str(shard)].set(kinds[timer.kind])

    @cached_property
    def http(self) -> tuple[HttpCall, ...]:
        """All actions that people may ask for."""
        return tuple(call for one in self.listed for call in one.http)

    @cached_property
    def refusals(self) -> Mapping[str, str]:
        """What is said of each reason for which an action is refused, with the mend."""
        return MappingProxyType(
            {reason: text for one in self.listed for reason, text in one.refusals.items()}
        )

    @cached_property
    def _timer_of(self) -> Mapping[str, Timer[P]]:
        return {timer.kind: timer for timer in self.timers if timer.given is None}

    async def duties(
        self,
        look: Look[P],
        members: Sequence[str],
        found: Mapping[str, Sequence[str]],
        *,
        first: bool = True,
    ) -> list[Duty]:
        """What one round has to do: by the instants of `deadlines`, then what was found, by kind.

        `first` tells the first round after a marker. While the inbox is unread only those kinds
        that may fire then have duties.
        """
        duties = await self._fallen_due(look, members)
        for timer in self.timers:
            ids = found.get(timer.kind)
            if ids and (first or not timer.once):
                duties += [Duty(timer.kind, call) for call in await timer.calls(look, ids)]
        return duties

    async def _fallen_due(self, look: Look[P], members: Sequence[str]) -> list[Duty]:
        by_kind: dict[str, list[str]] = {}
        for member in members:
            by_kind.setdefault(kind_of(member), []).append(member)
        made: dict[str, Duty] = {}
        for kind, these in by_kind.items():
            # A kind that nobody has fails in Redis, where it is counted, and put off.
            timer = self._timer_of.get(kind) or Timer(kind, plain)
            if timer.while_unread or not look.unread:
                calls = await timer.calls(look, these)
                for member, call in zip(these, calls, strict=True):
                    made[member] = Duty(kind, call)
        return [made[member] for member in members if member in made]


def changes_of(*modules: ModuleType) -> tuple[type[Change], ...]:
    """The kinds of changes that these files tell."""
    return tuple(
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, type)
        and issubclass(found, Change)
        and found.__module__ == module.__name__
        and hasattr(found, "kind")
    )


def _names(one: Aggregate[P]) -> Iterator[tuple[str, str]]:
    """What no other aggregate may be called, or call its own."""
    yield "name", one.name
    for name in {spec.first for spec in one.keys}:
        yield "key", name
    for folder, what in (
        ("", "script"),
        (PARTS, "Lua part"),
        (TRANSITIONS, "transition"),
        (DUE, "finder"),
    ):
        for path in one.lua_files(folder):
            yield what, lua_name(path)
    for kind in one.changes:
        yield "change", kind.kind
    for event in one.events:
        yield "event", event.model_fields["kind"].default
    for timer in one.timers:
        yield "timer", timer.kind
    for call in one.http:
        yield "call", f"{call.method} {call.path}"
    for reason in one.refusals:
        yield "refusal", reason
