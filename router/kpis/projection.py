"""A projection: rows of tables of its own, made of the journal's valid entries."""

from abc import ABC, abstractmethod
from sqlite3 import Connection
from typing import ClassVar

from hotlead.router.kpis.schema import Table
from hotlead.topics.journal import Entry


class Projection(ABC):
    """One shard's rows, written through a connection whose transaction is the caller's.

    All that it must know of before is in its tables and in what it kept, so it goes on wherever it
    stopped. It has a position of its own in each shard's journal, and writes no other's tables: one
    that is new, or whose `version` is another, is read from the journal's start alone.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    """Of its tables and of what is written to them."""
    tables: ClassVar[tuple[Table, ...]]

    @abstractmethod
    def __init__(self, db: Connection, shard: int, kept: str) -> None:
        """Goes on from the tables and from what was kept; '' at the journal's start."""

    @abstractmethod
    def take(self, entry: Entry) -> None:
        """Writes the rows of the next valid entry."""

    def kept(self) -> str:
        """JSON: what it must know of before, beside its rows."""
        return ""
