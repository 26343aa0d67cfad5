#!/usr/bin/env bash
# Counts by day put a lead of 23:30 on the day after, or each lead until 01:00 on the day before.
#
# Guess: polars knows time zones, and "1d" is its calendar day (its guide: not 24 hours, because of summer
#   time). So `group_by_dynamic(every="1d")` and `dt.truncate("1d")` part the leads at the same places; on
#   a day without a midnight, as when summer time begins in Santiago, Cairo or Beirut, it is its first
#   instant, 01:00, or an error.
# Seen: truncate parts at 01:00. group_by_dynamic parts at 23:00 of the day before: the lead of 23:30 is
#   counted to the day after, whose group bears the date of the day before, so that this date comes twice
#   and the day itself never. If the first lead is on such a day it is the other way round, and for good:
#   all groups of the next weeks begin at 01:00. In the Azores, whose summer time ends at 01:00, it is truncate
#   that is odd: it makes two groups of one day, since its midnight comes twice.
# Versions: polars 2.1.0, CPython 3.11. Each library's days in Berlin, which changes at 02:00, are right.
# Matters to a lead router: leads per day, and who was quick on which day, are what a team is paid by.
# hotlead: is not hit. A day begins at the first instant whose clock shows it (`local_instant` in
#   router/rules/hours.py), and each row is asked for its own date.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check polars==2.1.0 tzdata==2026.6
cat > "$room/try.py" <<'PYTHON'
from datetime import datetime, timezone

import polars


def told(groups):
    return ", ".join(f"{at:%d %H:%M} {many}" for at, many in groups.rows())


def by_day(name, zone, *texts):
    at = polars.Series("at", [datetime.fromisoformat(text) for text in texts])
    leads = at.dt.convert_time_zone(zone).to_frame()
    day = polars.col("at").dt.truncate("1d")
    print(f"{name}, truncate: {told(leads.group_by(day, maintain_order=True).agg(polars.len()))}")
    print(f"{name}, dynamic: {told(leads.group_by_dynamic('at', every='1d').agg(polars.len()))}")


by_day(
    "Santiago",
    "America/Santiago",
    "2026-09-05T09:00-04:00",
    "2026-09-05T23:30-04:00",
    "2026-09-06T09:00-03:00",
    "2026-09-07T00:30-03:00",
)
by_day(
    "Santiago from the 6th on",
    "America/Santiago",
    "2026-09-06T09:00-03:00",
    "2026-09-07T00:30-03:00",
    "2026-09-20T09:00-03:00",
    "2026-09-21T00:30-03:00",
)
by_day("Cairo", "Africa/Cairo", "2026-04-23T09:00+02:00", "2026-04-23T23:30+02:00", "2026-04-24T09:00+03:00")
by_day("Azores", "Atlantic/Azores", "2026-10-25T00:30+00:00", "2026-10-25T00:30-01:00", "2026-10-25T09:00-01:00")
by_day("Berlin", "Europe/Berlin", "2026-03-28T23:30+01:00", "2026-03-29T01:30+01:00", "2026-03-29T09:00+02:00")
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
Santiago, truncate: 05 00:00 2, 06 01:00 1, 07 00:00 1
Santiago, dynamic: 05 00:00 1, 05 23:00 2, 07 00:00 1
Santiago from the 6th on, truncate: 06 01:00 1, 07 00:00 1, 20 00:00 1, 21 00:00 1
Santiago from the 6th on, dynamic: 06 01:00 2, 20 01:00 2
Cairo, truncate: 23 00:00 2, 24 01:00 1
Cairo, dynamic: 23 00:00 1, 23 23:00 2
Azores, truncate: 25 00:00 1, 25 00:00 2
Azores, dynamic: 25 00:00 3
Berlin, truncate: 28 00:00 1, 29 00:00 2
Berlin, dynamic: 28 00:00 1, 29 00:00 2
SEEN
