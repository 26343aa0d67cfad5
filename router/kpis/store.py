"""The read store: one SQLite file, opened, filled in bounded batches, read beside that.

All writing is one transaction a batch, its position in the journal with it. So it resumes just
where it stopped, and what comes twice changes nothing.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any, Final, Self

import orjson

from hotlead.router.errors import ReadStoreBroken, ReadStoreUnfit
from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.rep_history import everyone, newest
from hotlead.router.kpis.rep_rows import RepFold, RepState
from hotlead.router.kpis.schema import POSITIONS, REP_STATES, VERSION, ddl
from hotlead.router.state.chain import Chain, Verdict
from hotlead.topics.journal import Entry, decode_journal

log = logging.getLogger(__name__)

MEMORY: Final = ":memory:"
BUSY_S: Final = 10.0
_OURS: Final = 0x484F544C
"""SQLite's application id of our files."""

Raw = tuple[int, bytes]
"""A record of the journal: its offset and its bytes."""


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

    def __init__(self, path: str, writer: sqlite3.Connection, fold: Callable[[], RepFold]) -> None:
        self.path = path
        self._writer, self._fold = writer, fold
        self._lock = RLock()
        self._chains: dict[int, Chain] = {}
        self._team = fold()
        #: At which entry the fold of reps stands, by shard.
        self._team_at: dict[int, str] = {}

    @classmethod
    def opened(cls, path: str, fold: Callable[[], RepFold]) -> Self:
        """Opens the file, or makes it; one of another schema's version is made anew.

        `fold` makes the fold of reps. Raises ReadStoreUnfit.
        """
        try:
            writer = _connect(path)
            version = _version(writer, path)
        except sqlite3.Error as error:
            raise ReadStoreUnfit(
                f"{path} cannot be used as the read store ({error}): remove the file, or name"
                " another in HOTLEAD_READ_STORE"
            ) from None
        store = cls(path, writer, fold)
        if version != VERSION:
            why = f"its schema is version {version}, not {VERSION}" if version else ""
            store.begin_anew(why)
        return store

    def close(self) -> None:
        """Closes the file, once a batch that is being written is."""
        with self._lock:
            self._writer.close()

    def begin_anew(self, why: str = "") -> None:
        """Forgets everything, so that the journal is read from its start; says why, if told."""
        if why:
            log.warning("the read store %s is made anew from the journal: %s", self.path, why)
        with self._lock, self._transaction() as db:
            tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in tables:
                db.execute(f'DROP TABLE "{name}"')
            for statement in ddl():
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {VERSION}")

    def position(self, shard: int) -> Position | None:
        """How far a shard was read; None when nothing of it was."""
        with self.reading() as db:
            return _position(db, shard)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one moment of the store, however many queries are made."""
        if self.path == MEMORY:
            with self._lock:
                yield self._writer
            return
        db = _connect(self.path)
        try:
            db.execute("PRAGMA query_only = 1")
            db.execute("BEGIN")
            yield db
        finally:
            db.close()

    def take(
        self, shard: int, journal: str, start: int, records: Sequence[Raw], following: int
    ) -> int:
        """Writes what follows from records that were read from offset `start` up to `following`.

        `journal` is its identity. Returns the offset to be read next: `following`, or less when the
        store does not hold what lies before `start` (then nothing is written). Raises
        ReadStoreBroken.
        """
        with self._lock, self._transaction() as db:
            known = _position(db, shard) or Position(journal)
            if start > known.next:
                return known.next
            pools: dict[str, Any] = orjson.loads(known.pools)
            chain, team = self._chain(shard, known), self._resumed(db, shard, known)
            projection = Projection(db, shard, pools)
            last: Entry | None = None
            for offset, raw in records:
                entry = _valid(chain, offset, raw) if offset >= known.next else None
                if entry is None:
                    continue
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

    def _resumed(self, db: sqlite3.Connection, shard: int, known: Position) -> RepFold:
        at = self._team_at.get(shard)
        if at is not None and at != known.stamp:
            # It may have seen what the store does not hold; all shards are read back.
            self._team, self._team_at = self._fold(), {}
        if shard not in self._team_at:
            found = [newest(db, tenant, rep) for tenant, rep in everyone(db)]
            states = [one for one in found if one is not None and one.shard == shard]
            self._team.resume(shard, states, known.team, known.pools)
        # Until the batch is written it stands nowhere.
        self._team_at[shard] = "-"
        return self._team

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield self._writer
        except BaseException:  # a cancelled batch is taken back too; it is raised again
            self._writer.execute("ROLLBACK")
            raise
        self._writer.execute("COMMIT")


def _connect(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    # A crash of the machine may lose the newest batches, which are then read again.
    db.execute("PRAGMA synchronous = NORMAL")
    return db


def _version(db: sqlite3.Connection, path: str) -> int:
    """The version of the file's schema, 0 for an empty one. Raises ReadStoreUnfit."""
    owner = db.execute("PRAGMA application_id").fetchone()[0]
    if owner != _OURS:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            db.close()
            raise ReadStoreUnfit(
                f"{path} is a database of something else: name another file in HOTLEAD_READ_STORE"
            )
        db.execute(f"PRAGMA application_id = {_OURS}")
    return int(db.execute("PRAGMA user_version").fetchone()[0])


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


def _valid(chain: Chain, offset: int, raw: bytes) -> Entry | None:
    """The record's entry when it is valid; the chain follows along."""
    try:
        decoded = decode_journal(raw)
    except ValueError:
        return None  # not ours; it can't be part of the chain
    valid = chain.read(decoded, offset) is Verdict.VALID
    return decoded if valid and isinstance(decoded, Entry) else None


def _unread(shard: int, entry: Entry, error: Exception) -> ReadStoreBroken:
    return ReadStoreBroken(
        f"shard {shard}, entry {entry.seq}: not as this version writes the journal"
        f" ({type(error).__name__} {error}); KPIs stand still: install the version that did"
    )


def _row(state: RepState) -> dict[str, Any]:
    return state._asdict()
