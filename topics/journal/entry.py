"""One record of the journal, and its bytes."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

import orjson

from hotlead.topics.journal.change import Change, RawChange, WrongChange, typed
from hotlead.topics.journal.lift import lifted

SPEED_MAX: Final = 100_000

VERSION: Final = 3
"""Of the entries that this hotlead writes and reads; raised with each new kind or field of a change
(router/shard/lua/parts/45_transition.lua writes it). Entries without one are of the first."""

FAIR_ORDER: Final = 2
"""Entries from this version on were decided by the order in which hot leads go first and the
overdue have a share of the other turns, and by turns of which none is saved up. Before it whoever
waited too long went before all others, and a rep kept the turns that had not fitted them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A worker took the shard over. Instants in ms; `speed` is 1 but in demo, replay and tests."""

    id: str
    worker: str
    origin_ms: int
    origin_real_ms: int
    speed: float
    type: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class Entry:
    """One transition's changes. `next` is the inbox position after it, `at` the shard's time.

    `raw` are the changes as they stand in the record: many readers need an entry's place alone, so
    they become `changes` when they are first asked for.
    """

    seq: int
    stamp: str
    prev: str
    generation: int
    next: int
    at: int
    policy: str
    raw: tuple[RawChange, ...]
    version: int = 1
    _typed: tuple[Change, ...] | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, each of its kind's class. Raises WrongChange when one does not fit it."""
        found = self._typed
        if found is None:
            found = tuple(self._change(one) for one in self.raw)
            object.__setattr__(self, "_typed", found)
        return found

    def of_kinds(self, kinds: Container[str]) -> Iterator[tuple[int, Change]]:
        """The changes of these kinds, each behind its place in the entry; no other is made.

        Raises WrongChange when one does not fit its class.
        """
        for place, one in enumerate(self.raw):
            if one.get("kind") in kinds:
                yield place, self._change(one)

    def _change(self, raw: RawChange) -> Change:
        try:
            return typed(lifted(raw, self.policy))
        except WrongChange as error:
            raise WrongChange(f"journal entry {self.seq}: {error}") from None


def encode_opened(opened: Opened) -> bytes:
    """The bytes of one `opened` record."""
    return orjson.dumps(opened)


def decode_journal(value: bytes) -> Opened | Entry:
    """The record; raises ValueError when it is neither.

    Of an entry of a later version its place in the chain is read, and no changes.
    """
    try:
        raw = orjson.loads(value)
        if raw["type"] == "opened":
            return Opened(
                id=_text(raw["id"]),
                worker=_text(raw["worker"]),
                origin_ms=_whole(raw["origin_ms"]),
                origin_real_ms=_whole(raw["origin_real_ms"]),
                speed=_speed(raw["speed"]),
            )
        version = _whole(raw.get("version", 1))
        return Entry(
            seq=_whole(raw["seq"]),
            stamp=_text(raw["stamp"]),
            prev=_text(raw["prev"]),
            generation=_whole(raw["generation"]),
            next=_whole(raw["next"]),
            at=_whole(raw["at"]),
            policy=_text(raw["policy"]),
            raw=_changes(raw["changes"]) if version <= VERSION else (),
            version=version,
        )
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"not a journal record: {type(error).__name__}") from None


def _changes(value: object) -> tuple[RawChange, ...]:
    if type(value) is not list or not all(type(change) is dict for change in value):
        raise TypeError("not a list of changes")
    return tuple(value)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _speed(value: object) -> float:
    if not isinstance(value, int | float) or not 0 < value <= SPEED_MAX:
        raise TypeError("not a speed")
    return float(value)


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError("not text")
    return value
