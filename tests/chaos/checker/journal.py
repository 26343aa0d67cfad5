"""The journal, read by the rule of docs/delivery.md: which entries are valid, and what they say.

An entry is valid when it names the last valid entry's stamp and has the next sequence; the first
such in the log wins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

Change = dict[str, Any]
SKEW_MS = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A valid entry. `at` is the shard's time, `written_ms` when Kafka had it, as far as known."""

    partition: int
    offset: int
    at: int
    written_ms: float
    generation: int
    changes: tuple[Change, ...]

    @property
    def captures(self) -> list[str]:
        """The captures that it takes."""
        return [capture_key(c) for c in self.changes if c["kind"] in ("captured", "merged")]


@dataclass(slots=True)
class Shard:
    """One partition's valid entries in order, and what else the log holds."""

    entries: list[Entry] = field(default_factory=list)
    openings_ms: list[float] = field(default_factory=list)
    twice: int = 0
    void: int = 0

    def changes(self) -> Iterator[tuple[Entry, Change]]:
        """Every change with its entry, in order."""
        return ((entry, change) for entry in self.entries for change in entry.changes)


def capture_key(fields: dict[str, Any]) -> str:
    """How a capture is known: tenant, channel and its event id."""
    return "|".join(fields[name] for name in ("tenant", "channel", "event_id"))


def read_journal(
    records: Iterable[dict[str, Any]], *, one_clock: bool = False
) -> tuple[dict[int, Shard], list[str]]:
    """Shards by partition; and doubts, where records are missing from the dump.

    With `one_clock` brokers stamp the records, on the machine that decides: no skew is taken out.
    """
    shards, doubts = {}, []
    rows = sorted(records, key=lambda row: (row["partition"], row["offset"]))
    for partition, found in groupby(rows, key=lambda row: row["partition"]):
        log = list(found)
        if [row["offset"] for row in log] != list(range(len(log))):
            doubts.append(f"journal {partition}: the dump does not hold every offset from 0")
        shards[partition] = _read_shard(partition, log, one_clock=one_clock)
    return shards, doubts


def _read_shard(partition: int, log: list[dict[str, Any]], *, one_clock: bool) -> Shard:
    shard, stamp, seq = Shard(), "", 0
    known: set[str] = set()
    entries: list[Entry] = []
    openings: list[tuple[int, float]] = []
    for row in log:
        value = row["value"]
        if isinstance(value, dict) and value.get("type") == "opened":
            openings.append((row["offset"], float(row["timestamp"])))
        if not _is_entry(value):
            continue
        if value["prev"] == stamp and value["seq"] == seq + 1:
            stamp, seq = value["stamp"], value["seq"]
            known.add(stamp)
            entries.append(
                Entry(
                    partition,
                    row["offset"],
                    value["at"],
                    float(row["timestamp"]),
                    value["generation"],
                    tuple(value["changes"]),
                )
            )
        elif value["stamp"] in known:
            shard.twice += 1
        else:
            shard.void += 1
    skews = {} if one_clock else _skews(entries)
    shard.entries = [
        replace(entry, written_ms=entry.written_ms - skews.get(entry.generation, 0.0))
        for entry in entries
    ]
    # The offset of its `opened` is the generation of an owner.
    shard.openings_ms = [at - skews.get(offset, 0.0) for offset, at in openings]
    return shard


def _is_entry(value: object) -> bool:
    """Whether it is an entry in the form of docs/topics.md; anything else cannot be valid."""
    if not isinstance(value, dict) or value.get("type") != "entry":
        return False
    whole = all(type(value.get(name)) is int for name in ("seq", "at", "generation"))
    text = all(type(value.get(name)) is str for name in ("stamp", "prev"))
    changes = value.get("changes")
    return (
        whole and text and isinstance(changes, list) and all(isinstance(c, dict) for c in changes)
    )


def _skews(entries: list[Entry]) -> dict[int, float]:
    """How far ahead the clock of each generation's owner was, in ms; 0 for less than a second.

    A record's timestamp may be its writer's clock. All that one owner decided was written after it
    was decided, and some of it at once; so the least difference is how far the clocks are apart.
    """
    ahead: dict[int, float] = {}
    for entry in entries:
        apart = entry.written_ms - entry.at
        ahead[entry.generation] = min(apart, ahead.get(entry.generation, apart))
    return {one: skew if abs(skew) > SKEW_MS else 0.0 for one, skew in ahead.items()}
