#!/usr/bin/env bash
# Nine hours of a night shift that are added at once end a week later than those added one by one.
#
# Guess: pandas takes business hours over midnight, here 22:00 to 06:00 from Monday to Friday, so
#   `at + 9 * hour` is the instant at which nine of them have passed, and one hour added nine times is it
#   too, as with hours of the day.
# Seen: counted from before midnight both are right. From after midnight the sum is wrong wherever it
#   reaches the weekend: from Friday 05:00 eight hours end at Monday 05:00, when nine have passed, and nine
#   on the Tuesday of the week after, when 57 have. One by one they end at Saturday 05:00 and, which
#   pandas gives for the end of a span, where the next one begins, Monday 22:00. A sum that leaps over the
#   weekend is right again.
# Versions: pandas 3.1.1, CPython 3.11.
# Matters to a lead router: the night shift's deadline of nine hours of theirs lies eleven days ahead
#   instead of one, for the leads of the hours after midnight, and no error says so.
# hotlead: is not hit. It turns a year's hours into spans of instants and counts in those
#   (router/rules/open_time.py): the same eight and nine hours are over on Saturday at 05:00 and at 06:00.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check pandas==3.1.1
cat > "$room/try.py" <<'PYTHON'
import pandas

nights = pandas.offsets.BusinessHour(start="22:00", end="06:00")
days = pandas.offsets.BusinessHour(start="09:00", end="18:00")
ASKED = (
    ("days", days, "2026-11-13 17:00", 9),
    ("nights", nights, "2026-11-12 22:00", 17),
    ("nights", nights, "2026-11-13 05:00", 8),
    ("nights", nights, "2026-11-13 05:00", 9),
    ("nights", nights, "2026-11-10 05:00", 33),
    ("nights", nights, "2026-11-10 05:00", 41),
)


def passed(start, end):
    """Whole hours of the nights of Monday to Friday between two instants."""
    hours = pandas.date_range(start, end, freq="h", inclusive="left") - pandas.Timedelta(hours=22)
    return sum(hour.hour < 8 and hour.weekday() < 5 for hour in hours)


for name, hour, text, many in ASKED:
    at = pandas.Timestamp(text)
    at_once, single = at + many * hour, at
    for _ in range(many):
        single += hour
    told = [f"{one:%a %d %H:%M}" for one in (at, at_once, single)]
    after = f" ({passed(at, at_once)} of the nights' hours)" if name == "nights" else ""
    print(f"{name}, {told[0]} and {many} hours: {told[1]}{after}; one by one {told[2]}")
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
days, Fri 13 17:00 and 9 hours: Mon 16 17:00; one by one Mon 16 17:00
nights, Thu 12 22:00 and 17 hours: Mon 16 23:00 (17 of the nights' hours); one by one Mon 16 23:00
nights, Fri 13 05:00 and 8 hours: Mon 16 05:00 (9 of the nights' hours); one by one Sat 14 05:00
nights, Fri 13 05:00 and 9 hours: Tue 24 22:00 (57 of the nights' hours); one by one Mon 16 22:00
nights, Tue 10 05:00 and 33 hours: Tue 24 22:00 (81 of the nights' hours); one by one Mon 16 22:00
nights, Tue 10 05:00 and 41 hours: Tue 17 22:00 (41 of the nights' hours); one by one Tue 17 22:00
SEEN
