"""The read store's file: opened, ours alone to read, and set aside when it is damaged.

What it holds can be made anew from the journal, so nothing of it is ever worth waiting for.
"""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from hotlead.router.errors import ReadStoreUnfit
from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.schema import OF_THE_FILE, VERSION, Table

log = logging.getLogger(__name__)

MEMORY: Final = ":memory:"
BUSY_S: Final = 10.0
BESIDE: Final = ("", "-wal", "-shm")
"""What SQLite writes: the file, its write-ahead log, what the processes share."""
ASIDE: Final = ".damaged"
_OURS: Final = 0x484F544C
"""SQLite's application id of our files."""
_OURS_ALONE: Final = 0o600
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OF_THE_MACHINE: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)


Projections = Sequence[type[Projection]]


class Identity(NamedTuple):
    """What tells a file and the log beside it from others of those names."""

    device: int
    file: int
    log: int
    """0 when there is none; while the file is open there is."""


def connect(path: str, projections: Projections) -> sqlite3.Connection:
    """The file, made when it is absent, with the tables of these projections.

    One that is damaged is set aside first, one of another version emptied, and so is a projection
    whose tables are of another; all that is said. Raises ReadStoreUnfit.
    """
    try:
        try:
            return _connected(path, projections)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            set_aside(path, str(error))
            return _connected(path, projections)
    except (OSError, sqlite3.Error) as error:
        raise unfit(path, error) from None


def unfit(path: str, error: Exception) -> ReadStoreUnfit:
    """The error for a file that cannot be opened, read or written."""
    return ReadStoreUnfit(
        f"{path} cannot be used as the read store ({error}): mend that, or name another file in"
        " HOTLEAD_READ_STORE"
    )


def connect_reader(path: str) -> sqlite3.Connection:
    """A connection that only reads, and never makes the file."""
    where = f"{Path(path).absolute().as_uri()}?mode=rw"
    db: sqlite3.Connection = sqlite3.connect(where, uri=True, **_options())
    db.execute("PRAGMA query_only = 1")
    return db


def empty(db: sqlite3.Connection, projections: Projections) -> None:
    """Makes all tables anew, within the caller's transaction."""
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    _drop(db, [name for (name,) in tables])
    _make(db, OF_THE_FILE)
    for one in projections:
        _add(db, one)
    db.execute(f"PRAGMA user_version = {VERSION}")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file itself is at fault."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def is_of_the_machine(error: sqlite3.Error) -> bool:
    """Whether it may go by itself: a full or failing disk, too many open files, a lock."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_MACHINE


def identity(path: str) -> Identity | None:
    """That of the file as it is now; None when it is gone or empty."""
    try:
        file = os.stat(path)
    except OSError:
        return None
    try:
        beside = os.stat(f"{path}-wal").st_ino
    except OSError:
        beside = 0
    return Identity(file.st_dev, file.st_ino, beside) if file.st_size else None


def set_aside(path: str, why: str) -> None:
    """Renames the file and those beside it; one that was set aside before goes. Raises OSError."""
    log.warning(
        "the read store %s is damaged (%s): it is set aside as %s, and made anew from the journal",
        path,
        why,
        path + ASIDE,
    )
    for beside in BESIDE:
        Path(path + ASIDE + beside).unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            Path(path + beside).replace(path + ASIDE + beside)


def discard(path: str) -> None:
    """Removes what is left of a file that is gone or empty. Raises OSError."""
    log.warning("the read store %s is gone, and made anew from the journal", path)
    for beside in BESIDE:
        Path(path + beside).unlink(missing_ok=True)


def _drop(db: sqlite3.Connection, tables: Iterable[str]) -> None:
    for name in tables:
        db.execute(f'DROP TABLE IF EXISTS "{name}"')


def _make(db: sqlite3.Connection, tables: Iterable[Table]) -> None:
    for statement in (statement for table in tables for statement in table.ddl()):
        db.execute(statement)


def _add(db: sqlite3.Connection, one: type[Projection]) -> None:
    _make(db, one.tables)
    names = orjson.dumps([table.name for table in one.tables]).decode()
    db.execute("INSERT INTO projections VALUES (?, ?, ?)", (one.name, one.version, names))


def _fit(db: sqlite3.Connection, path: str, projections: Projections) -> None:
    """Brings the file to these projections, within the caller's transaction: one that is new, or of
    another version, begins empty; one that is no more goes.
    """
    wanted = {one.name: one for one in projections}
    for name, version, tables in db.execute("SELECT * FROM projections").fetchall():
        one = wanted.get(name)
        if one is not None and one.version == version:
            del wanted[name]
            continue
        what = "is there no more" if one is None else f"is version {one.version}, not {version}"
        log.warning("the read store %s: its projection %s %s", path, name, what)
        _drop(db, orjson.loads(tables))
        for table in ("projections", "positions"):
            db.execute(f"DELETE FROM {table} WHERE projection = ?", (name,))  # noqa: S608  (ours)
    for one in wanted.values():
        _add(db, one)


def _connected(path: str, projections: Projections) -> sqlite3.Connection:
    if path != MEMORY:
        _make_private(path)
    db: sqlite3.Connection = sqlite3.connect(path, **_options())
    try:
        db.execute("PRAGMA journal_mode = WAL")
        # A crash of the machine may lose the newest batches, which are then read again.
        db.execute("PRAGMA synchronous = NORMAL")
        version = _version(db, path)
        if version != VERSION:
            if version:
                why = f"its schema is version {version}, not {VERSION}"
                log.warning("the read store %s is made anew from the journal: %s", path, why)
            db.execute("BEGIN IMMEDIATE")
            empty(db, projections)
            db.execute("COMMIT")
        else:
            db.execute("BEGIN IMMEDIATE")
            _fit(db, path, projections)
            db.execute("COMMIT")
    except BaseException:
        db.close()
        raise
    if path != MEMORY:
        _keep_private(path)
    return db


def _options() -> dict[str, Any]:
    return {"timeout": BUSY_S, "isolation_level": None, "check_same_thread": False}


def _version(db: sqlite3.Connection, path: str) -> int:
    """The version of the file's schema, 0 for an empty one. Raises ReadStoreUnfit."""
    owner = db.execute("PRAGMA application_id").fetchone()[0]
    if owner != _OURS:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise ReadStoreUnfit(
                f"{path} is a database of something else: name another file in HOTLEAD_READ_STORE"
            )
        db.execute(f"PRAGMA application_id = {_OURS}")
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _make_private(path: str) -> None:
    """Makes the file, empty, unless it is there; SQLite gives those beside it the same mode."""
    with contextlib.suppress(OSError):  # what is wrong with the place is SQLite's to say
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OURS_ALONE))


def _keep_private(path: str) -> None:
    """Takes away what an earlier version let others read."""
    for beside in BESIDE:
        with contextlib.suppress(OSError):  # it is not there, or not ours to change
            Path(path + beside).chmod(_OURS_ALONE)
