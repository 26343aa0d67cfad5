"""When a row happened, by the columns that its map names. Pure; instants are UTC milliseconds."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hotlead.router.errors import BadMap
from hotlead.router.replay.instants import CLOCKS, SHAPES, clock_of, moment_of
from hotlead.router.replay.maps import RowTime
from hotlead.router.replay.rows import Row


def instant(row: Row, time: RowTime, zone: str) -> int:
    """When the row happened. Raises BadMap with row, column and mend."""
    if time.at is not None:
        return _ms(_moment(row, time.at, "format", time.format, zone))
    return on_day(row, time.clock or "", day_of(row, time, zone))


def day_of(row: Row, time: RowTime, zone: str) -> datetime:
    """The midnight at which the row's date begins. Raises BadMap."""
    if time.at is not None:
        found = _moment(row, time.at, "format", time.format, zone)
    else:
        found = _moment(row, time.date or "", "date_format", time.date_format, zone)
    return found.replace(hour=0, minute=0, second=0, microsecond=0)


def on_day(row: Row, column: str, midnight: datetime) -> int:
    """What a column says: a time of that day, or a date and time of its own. Raises BadMap."""
    clock = clock_of(row.cells[column])
    if clock is not None:
        return _ms(midnight + clock)
    moment = moment_of(row.cells[column], midnight.tzinfo or UTC)
    if moment is None:
        raise BadMap(f"{row.place(column)} is no time of day: write it as one of {CLOCKS}")
    return _ms(moment)


def _moment(row: Row, column: str, field: str, shape: str | None, zone: str) -> datetime:
    found = moment_of(row.cells[column], ZoneInfo(zone), shape)
    if found is not None:
        return found
    if not row.cells[column]:
        raise BadMap(f"{row.place(column)}: fill in when it happened, or remove the row")
    mend = (
        f"is not as the map's time.{field} {shape!r} says: change one of them"
        if shape
        else f"is no date that is known: write {SHAPES}, or say how it is written in the map's"
        f" time.{field}, such as '%d/%m/%Y %H:%M'"
    )
    raise BadMap(f"{row.place(column)} {mend}")


def _ms(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp() * 1000)
