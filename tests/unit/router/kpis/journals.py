"""Journals to project: simulated ones, with branches that lost; and such as are made by hand."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import orjson

from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from hotlead.router.shard.valid import Raw
from hotlead.topics.journal import RawChange
from tests.simulation.run import simulate
from tests.whole_changes import whole

LOG = "the-log"


@cache
def simulated(seed: int, days: int) -> tuple[bytes, ...]:
    """Every record of a world's journal, as Kafka holds it."""
    return tuple(simulate(seed, days).records)


def with_branches(records: Sequence[bytes]) -> list[bytes]:
    """The same, some entries followed by a zombie's: void, repeated, or none at all."""
    found: list[bytes] = []
    for number, raw in enumerate(records):
        found.append(raw)
        if number % 10 == 5:
            lost = orjson.loads(raw) | {"stamp": f"lost-{number}", "seq": 7}
            found += [orjson.dumps(lost | {"prev": "nowhere"}), raw, b"{}", b""]
    return found


def offsets(records: Sequence[bytes]) -> list[Raw]:
    return list(enumerate(records))


class Journal:
    """One made by hand: entries in their order, each at an instant."""

    def __init__(self) -> None:
        self.records: list[bytes] = []

    def entry(self, at: int, *changes: RawChange) -> None:
        """Appends the next valid entry."""
        number = len(self.records)
        entry = {
            "type": "entry",
            "seq": number + 1,
            "stamp": f"s{number + 1}",
            "prev": f"s{number}" if number else "",
            "generation": 0,
            "next": number,
            "at": at,
            "policy": "p1",
            "changes": [whole({"tenant": "main", **change}) for change in changes],
        }
        self.records.append(orjson.dumps(entry))


def filled(records: Sequence[bytes], path: str = MEMORY, batch: int = 100) -> ReadStore:
    """A store that holds all of the journal."""
    store = ReadStore.opened(path)
    every = offsets(records)
    for start in range(0, len(records), batch):
        raws = every[start : start + batch]
        store.take(0, LOG, start, raws, start + len(raws))
    return store


def rows(store: ReadStore) -> Iterator[tuple[str, list[Any]]]:
    """All that the store holds, table by table."""
    with store.reading() as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (name,) in names.fetchall():
            found = db.execute(f"SELECT * FROM {name}")  # noqa: S608  (a name of the schema)
            yield name, sorted(found.fetchall(), key=repr)
