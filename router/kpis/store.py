"""The read store: one SQLite file, opened, filled in bounded batches, read beside that.

All writing is one transaction a batch, its position in the journal with it. So it resumes just
where it stopped, and what comes twice changes nothing.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from threading import RLock
from typing import Self

from hotlead.router.errors import NewerRecord, ReadStoreBroken, ReadStoreLost
from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.projections import PROJECTIONS
from hotlead.router.kpis.schema import POSITIONS
from hotlead.router.kpis.store_file import (
    MEMORY,
    Identity,
    connect,
    connect_reader,
    discard,
    empty,
    identity,
    is_damage,
    is_of_the_machine,
    set_aside,
    unfit,
)
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.valid import Raw, valid
from hotlead.topics.journal import Entry

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Position:
    """How far one shard's journal was read into a projection; `next` is the offset read next."""

    log: str
    next: int = 0
    stamp: str = ""
    seq: int = 0
    at_ms: int = 0
    policy: str = ""
    kept: str = ""


@dataclass(slots=True)
class _Standing:
    """A projection of a shard that was brought up to an entry, to go on without reading it back."""

    stamp: str
    projection: Projection


class ReadStore:
    """Made by `opened`. Safe to use from threads; `take` blocks for as long as a batch takes."""

    def __init__(self, path: str, projections: Sequence[type[Projection]]) -> None:
        self.path = path
        self._projections = projections
        self._lock = RLock()
        self._identity: Identity | None = None
        #: By projection and shard, and by shard and stamp.
        self._standing: dict[tuple[str, int], _Standing] = {}
        self._chains: dict[tuple[int, str], Chain] = {}
        self._open()

    @classmethod
    def opened(cls, path: str, projections: Sequence[type[Projection]] = PROJECTIONS) -> Self:
        """Opens the file, or makes it; a projection of another version is made anew.

        A file that is damaged is set aside first. Raises ReadStoreUnfit.
        """
        return cls(path, projections)

    def close(self) -> None:
        """Closes the file, once a batch that is being written is."""
        with self._lock:
            self._writer.close()

    def look(self) -> None:
        """Looks whether the file is still the one that was opened. Raises ReadStoreLost."""
        if self._damage:
            raise _lost(f"{self.path} is damaged ({self._damage})")
        if self._gone():
            raise _lost(f"{self.path} was removed, emptied or replaced")

    def mend(self) -> None:
        """Opens the file anew, once it is lost, without what was wrong with it.

        Raises OSError, ReadStoreUnfit; then it stays lost, and may be mended again.
        """
        with self._lock:
            now, known = identity(self.path), self._identity
            # Before the old one is closed, which would write into what is wrong; one that another
            # process has put in its place is left as it is.
            if now is not None and known is not None and now.file == known.file and self._damage:
                set_aside(self.path, self._damage)
            elif now is None or (known is not None and now.file == known.file):
                discard(self.path)
            self._identity = None
            with contextlib.suppress(sqlite3.Error):
                self._writer.close()
            self._open()

    def begin_anew(self, why: str = "") -> None:
        """Forgets everything, so that the journal is read from its start; says why, if told."""
        if why:
            log.warning("the read store %s is made anew from the journal: %s", self.path, why)
        with self._lock:
            try:
                with self._transaction() as db:
                    empty(db, self._projections)
                self._standing, self._chains = {}, {}
            except ReadStoreLost:
                self.mend()

    def position(self, shard: int) -> Position | None:
        """How far a shard was read into that projection which is behind the others.

        None when nothing of it was read into any.
        """
        with self.reading() as db:
            found = self._positions(db, shard)
            if not found:
                return None
            log = next(iter(found.values())).log
            each = (found.get(one.name, Position(log)) for one in self._projections)
            return min(each, key=lambda one: one.next)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one moment of the store, however many queries are made.

        Raises ReadStoreLost, ReadStoreUnfit.
        """
        if self.path == MEMORY:
            with self._lock:
                yield self._writer
            return
        self.look()
        with self._judging(), contextlib.closing(connect_reader(self.path)) as db:
            db.execute("BEGIN")
            yield db

    def take(
        self, shard: int, journal: str, start: int, records: Sequence[Raw], following: int
    ) -> int:
        """Writes what follows from records that were read from offset `start` up to `following`.

        `journal` is its identity. Each projection takes what lies behind its own position. Returns
        the offset to be read next: `following`, or less when a projection does not hold what lies
        before `start` (then nothing is written). Raises ReadStoreBroken, ReadStoreLost,
        ReadStoreUnfit.
        """
        self.look()
        with self._lock, self._transaction() as db:
            found = self._positions(db, shard)
            known = {one.name: found.get(one.name, Position(journal)) for one in self._projections}
            behind = min(position.next for position in known.values())
            if start > behind:
                return behind
            self._forget_chains(shard, {position.stamp for position in known.values()})
            read: dict[Position, list[Entry]] = {}
            for kind in self._projections:
                was = known[kind.name]
                # Those that stand at the same entry are given what was read once.
                at = replace(was, kept="")
                if at not in read:
                    read[at] = self._read(shard, was, records)
                projection = self._brought(db, kind, shard, was)
                _write(projection, shard, read[at])
                last = read[at][-1] if read[at] else None
                told = Position(
                    journal,
                    max(was.next, following),
                    last.stamp if last else was.stamp,
                    last.seq if last else was.seq,
                    last.at if last else was.at_ms,
                    last.policy if last else was.policy,
                    projection.kept(),
                )
                _write_position(db, kind.name, shard, told)
                known[kind.name] = told
                self._standing[kind.name, shard] = _Standing(told.stamp, projection)
        return min(position.next for position in known.values())

    def _read(self, shard: int, was: Position, records: Sequence[Raw]) -> list[Entry]:
        """The valid entries behind a position. Raises ReadStoreBroken."""
        chain = self._chains.pop((shard, was.stamp), None) or Chain(stamp=was.stamp, seq=was.seq)
        found = list(_valid(chain, (raw for raw in records if raw[0] >= was.next)))
        self._chains[shard, chain.stamp] = chain
        return found

    def _forget_chains(self, shard: int, stamps: Container[str]) -> None:
        """Another process, or a batch that failed, may have left one where the store is not."""
        stale = [of for of in self._chains if of[0] == shard and of[1] not in stamps]
        for of in stale:
            del self._chains[of]

    def _brought(
        self, db: sqlite3.Connection, kind: type[Projection], shard: int, was: Position
    ) -> Projection:
        """The projection as it stands at a position: the one of the batch before, else from what
        the store holds. Until the batch is written it stands nowhere.
        """
        before = self._standing.pop((kind.name, shard), None)
        if before is not None and before.stamp == was.stamp:
            return before.projection
        return kind(db, shard, was.kept)

    @staticmethod
    def _positions(db: sqlite3.Connection, shard: int) -> dict[str, Position]:
        names = ", ".join(column.name for column in POSITIONS.columns[2:])
        query = f"SELECT projection, {names} FROM positions WHERE shard = ?"  # noqa: S608  (ours)
        return {name: Position(*rest) for name, *rest in db.execute(query, (shard,))}

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._judging():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:  # a cancelled batch is taken back too; it is raised again
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    @contextmanager
    def _judging(self) -> Iterator[None]:
        """Tells a file that is lost from an error of ours. Raises ReadStoreLost, ReadStoreUnfit."""
        before = self._identity
        try:
            yield
        except sqlite3.Error as error:
            if is_damage(error) and before == self._identity:
                self._damage = str(error)
            self.look()
            if is_of_the_machine(error):
                raise unfit(self.path, error) from None
            raise

    def _open(self) -> None:
        self._writer = connect(self.path, self._projections)
        self._damage = ""
        self._identity = identity(self.path)
        self._standing, self._chains = {}, {}

    def _gone(self) -> bool:
        now = identity(self.path)
        return self.path != MEMORY and (now is None or now != self._identity)


def _lost(what: str) -> ReadStoreLost:
    return ReadStoreLost(f"{what}: the read store is made anew from the journal; try again")


def _write(projection: Projection, shard: int, entries: Iterable[Entry]) -> None:
    """Raises ReadStoreBroken."""
    for entry in entries:
        try:
            projection.take(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise _unread(shard, entry, error) from error


def _write_position(db: sqlite3.Connection, projection: str, shard: int, told: Position) -> None:
    of = {"projection": projection, "shard": shard}
    db.execute("DELETE FROM positions WHERE projection = :projection AND shard = :shard", of)
    db.execute(POSITIONS.insert(), of | asdict(told))


def _valid(chain: Chain, records: Iterable[Raw]) -> Iterator[Entry]:
    """The valid entries; the chain follows along. Raises ReadStoreBroken."""
    try:
        for _, _, entry in valid(chain, records):
            yield entry
    except NewerRecord as error:
        raise ReadStoreBroken(f"{error}; until then KPIs stand still") from error


def _unread(shard: int, entry: Entry, error: Exception) -> ReadStoreBroken:
    return ReadStoreBroken(
        f"shard {shard}, entry {entry.seq}: not as this version writes the journal"
        f" ({type(error).__name__} {error}); KPIs stand still: install the version that did"
    )
