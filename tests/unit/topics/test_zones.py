"""Which tables of time zones hours count by."""

import zoneinfo
from datetime import datetime, timedelta
from importlib.resources import files

from hotlead.topics.hours import known_zone


def test_hours_count_by_the_package_s_zones_whatever_the_system_has() -> None:
    assert zoneinfo.TZPATH == ()
    table = files("tzdata") / "zoneinfo" / "America" / "Vancouver"
    with table.open("rb") as opened:
        packaged = zoneinfo.ZoneInfo.from_file(opened)
    used = zoneinfo.ZoneInfo.no_cache(known_zone("America/Vancouver"))
    winter = datetime(2026, 12, 1, 12)  # noqa: DTZ001  (a clock on a wall, whose zone is asked)
    assert used.utcoffset(winter) == packaged.utcoffset(winter) == timedelta(hours=-7)
