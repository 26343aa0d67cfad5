#!/usr/bin/env bash
# Two libraries measure seven hours of a night shift as 0 and as 7, and ten hours of it as 10 and as 4.
#
# Guess: both take a shift from 22:00 to 06:00 (each has closed an issue about it), so they count what an
#   hour-by-hour count counts; where they differ, it is by an odd minute at a seam.
# Seen: businesstimedelta 1.0.1 takes the rest of the night in which a span begins for nothing: from 22:00 to
#   05:00 are 0 hours, and so is the whole shift; begun an hour ahead of the shift they are 7.
#   business-duration 0.68 is right there. But of a span that begins after midnight it leaves out all up to
#   06:00, and of some that last a day or longer it counts only each night's two hours before midnight: of
#   Friday noon to Saturday noon, with a whole shift inside, 2. Both are right by day, and neither raises.
# Versions: businesstimedelta 1.0.1, business-duration 0.68 (with pandas 3.1.1), CPython 3.11.
# Matters to a lead router: a response that took the whole night is reported as one at once, and the night
#   shift's figures are the best of all.
# hotlead: is not hit. It counts in spans of instants that it works out itself (router/rules/open_time.py),
#   and holds each sum to be additive (tests/unit/router/rules/test_open_time.py).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check businesstimedelta==1.0.1 \
    business-duration==0.68 pandas==3.1.1 pytz==2026.6
cat > "$room/try.py" <<'PYTHON'
import warnings
from datetime import datetime, time, timedelta, timezone

warnings.simplefilter("ignore")
from business_duration import businessDuration
from businesstimedelta import Rules, WorkDayRule

OPENS, CLOSES = time(22), time(6)
SHIFT = Rules([WorkDayRule(start_time=OPENS, end_time=CLOSES, working_days=[0, 1, 2, 3, 4])])
SPANS = (
    ("2026-11-09 21:00", "2026-11-10 05:00"),
    ("2026-11-09 22:00", "2026-11-10 05:00"),
    ("2026-11-09 22:00", "2026-11-10 06:00"),
    ("2026-11-10 03:00", "2026-11-10 05:00"),
    ("2026-11-10 03:00", "2026-11-11 06:00"),
    ("2026-11-09 21:00", "2026-11-11 00:00"),
    ("2026-11-13 12:00", "2026-11-14 12:00"),
)


def counted(at, end):
    """Hours of the shift, one by one: those of Monday's to Friday's nights."""
    begun = at - timedelta(hours=OPENS.hour)
    own = begun.hour < 8 and begun.weekday() < 5
    return own + counted(at + timedelta(hours=1), end) if at < end else 0


for texts in SPANS:
    start, end = map(datetime.fromisoformat, texts)
    one = SHIFT.difference(*(at.replace(tzinfo=timezone.utc) for at in (start, end)))
    other = businessDuration(start, end, OPENS, CLOSES, unit="hour")
    told = f"counted {counted(start, end)}, businesstimedelta {one.hours}, business-duration {other:g}"
    print(f"{start:%a %H:%M} to {end:%a %H:%M}: {told}")
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
Mon 21:00 to Tue 05:00: counted 7, businesstimedelta 7, business-duration 7
Mon 22:00 to Tue 05:00: counted 7, businesstimedelta 0, business-duration 7
Mon 22:00 to Tue 06:00: counted 8, businesstimedelta 0, business-duration 8
Tue 03:00 to Tue 05:00: counted 2, businesstimedelta 0, business-duration 0
Tue 03:00 to Wed 06:00: counted 11, businesstimedelta 8, business-duration 8
Mon 21:00 to Wed 00:00: counted 10, businesstimedelta 10, business-duration 4
Fri 12:00 to Sat 12:00: counted 8, businesstimedelta 8, business-duration 2
SEEN
