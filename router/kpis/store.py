"""The read store: one SQLite file, opened, filled in bounded batches, read beside that.

All writing is one transaction a batch, its position in the journal with it. So it resumes just
where it stopped, and what comes twice changes nothing.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any, Self

import orjson

from hotlead.router.errors import NewerRecord, ReadStoreBroken, ReadStoreLost
from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.rep_history import RepState, everyone, newest
from hotlead.router.kpis.schema import POSITIONS, REP_STATES
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
from hotlead.router.kpis.team import Team
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.valid import Raw, valid
from hotlead.topics.journal import Entry

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Position:
    """How far one shard's journal was read; `next` is the offset that is read next."""

    log: str
    next: int = 0
    stamp: str = ""
    seq: int = 0
    at_ms: int = 0
    policy: str = ""
    pools: str = "{}"
    team: str = ""


class ReadStore:
    """Made by `opened`. Safe to use from threads; `take` blocks for as long as a batch takes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = RLock()
        self._identity: Identity | None = None
        self._chains: dict[int, Chain] = {}
        #: At which entry the fold of reps stands, by shard.
        self._team_at: dict[int, str] = {}
        self._open()

    @classmethod
    def opened(cls, path: str) -> Self:
        """Opens the file, or makes it; one of another schema's version is made anew.

        One that is damaged is set aside first. Raises ReadStoreUnfit.
        """
        return cls(path)

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
                    empty(db)
            except ReadStoreLost:
                self.mend()

    def position(self, shard: int) -> Position | None:
        """How far a shard was read; None when nothing of it was."""
        with self.reading() as db:
            return _position(db, shard)

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

        `journal` is its identity. Returns the offset to be read next: `following`, or less when the
        store does not hold what lies before `start` (then nothing is written). Raises
        ReadStoreBroken, ReadStoreLost, ReadStoreUnfit.
        """
        self.look()
        with self._lock, self._transaction() as db:
            known = _position(db, shard) or Position(journal)
            if start > known.next:
                return known.next
            pools: dict[str, Any] = orjson.loads(known.pools)
            chain, team = self._chain(shard, known), self._resumed(db, shard, known)
            projection = Projection(db, shard, pools)
            last: Entry | None = None
            for entry in _valid(chain, (raw for raw in records if raw[0] >= known.next)):
                try:
                    projection.take(entry)
                    states = team.take(entry, shard)
                except (KeyError, TypeError, ValueError) as error:
                    raise _unread(shard, entry, error) from error
                db.executemany(REP_STATES.insert(), map(_row, states))
                last = entry
            told = Position(
                journal,
                max(known.next, following),
                chain.stamp,
                chain.seq,
                last.at if last else known.at_ms,
                last.policy if last else known.policy,
                orjson.dumps(projection.pools).decode(),
                team.rest(shard),
            )
            _write_position(db, shard, told)
            self._team_at[shard] = chain.stamp
            return told.next

    def _chain(self, shard: int, known: Position) -> Chain:
        """The chain at the position: another process, or a batch that failed, may have moved it."""
        chain = self._chains.get(shard)
        if chain is None or (chain.stamp, chain.seq) != (known.stamp, known.seq):
            chain = self._chains[shard] = Chain(stamp=known.stamp, seq=known.seq)
        return chain

    def _resumed(self, db: sqlite3.Connection, shard: int, known: Position) -> Team:
        at = self._team_at.get(shard)
        if at is not None and at != known.stamp:
            # It may have seen what the store does not hold; all shards are read back.
            self._team, self._team_at = Team(), {}
        if shard not in self._team_at:
            found = [newest(db, tenant, rep) for tenant, rep in everyone(db)]
            states = [one for one in found if one is not None and one.shard == shard]
            self._team.resume(shard, states, known.team)
        # Until the batch is written it stands nowhere.
        self._team_at[shard] = "-"
        return self._team

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
        self._writer = connect(self.path)
        self._damage = ""
        self._identity = identity(self.path)
        self._team, self._team_at, self._chains = Team(), {}, {}

    def _gone(self) -> bool:
        now = identity(self.path)
        return self.path != MEMORY and (now is None or now != self._identity)


def _lost(what: str) -> ReadStoreLost:
    return ReadStoreLost(f"{what}: the read store is made anew from the journal; try again")


def _position(db: sqlite3.Connection, shard: int) -> Position | None:
    names = ", ".join(column.name for column in POSITIONS.columns[1:])
    query = f"SELECT {names} FROM positions WHERE shard = ?"  # noqa: S608  (our own columns)
    found = db.execute(query, (shard,))
    row = found.fetchone()
    return Position(*row) if row is not None else None


def _write_position(db: sqlite3.Connection, shard: int, told: Position) -> None:
    values = {name: getattr(told, name) for name in Position.__dataclass_fields__}
    db.execute("DELETE FROM positions WHERE shard = ?", (shard,))
    db.execute(POSITIONS.insert(), {"shard": shard, **values})


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


def _row(state: RepState) -> dict[str, Any]:
    return state._asdict()
