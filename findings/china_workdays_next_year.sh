#!/usr/bin/env bash
# Four calendars of China know no day of the year to come, and each says something else of it.
#
# Guess: whether a day is worked is published by the State Council some weeks ahead of the year, so a
#   library that has no list yet raises, or warns; for the year that has one all say the same.
# Seen: chinesecalendar 1.11.0 raises for 2027. holidays 0.109 makes statutory days of its own rules, knows
#   no day that is worked in their place, and says nothing of either. chinese-days 0.0.2 takes 2027 for plain
#   weeks, so that New Year's Day is worked, and says nothing. workalendar 17.0.0 ends with 2023: it raises for
#   a Tuesday, and for a Saturday answers "not worked" without a look at any list, in 2026 too, where
#   this Saturday is a working day and the other three know it.
# Versions: as said, CPython 3.11. Of 2027 nothing else can be right before the list is out.
# Matters to a lead router: on a day that is taken for a holiday nobody is rung, and ladders stand still.
# hotlead: `calendar: cn` asks chinesecalendar; a year that it does not know counts as plain weeks, which is
#   said from December on, and dates of one's own win (docs/policy.md). Other countries are holidays'.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room"
"$room/bin/pip" install -q --disable-pip-version-check chinesecalendar==1.11.0 holidays==0.109 \
    chinese-days==0.0.2 workalendar==17.0.0
cat > "$room/ask.py" <<'PYTHON'
import warnings
from datetime import date

warnings.simplefilter("ignore")
import chinese_calendar
import chinesedays
import holidays
from workalendar.asia import China

ASKED = {
    "chinesecalendar": chinese_calendar.is_workday,
    "holidays": holidays.country_holidays("CN").is_working_day,
    "chinese-days": lambda day: chinesedays.is_workday(day.isoformat()),
    "workalendar": China().is_working_day,
}
DAYS = {
    "a Saturday that is worked": date(2026, 2, 14),
    "Spring Festival": date(2026, 2, 17),
    "New Year's Day": date(2027, 1, 1),
    "a Tuesday in October": date(2027, 10, 5),
}
for name, day in DAYS.items():
    told = []
    for library, ask in ASKED.items():
        try:
            told.append(f"{library} {'worked' if ask(day) else 'off'}")
        except Exception as error:
            told.append(f"{library} {type(error).__name__}")
    print(f"{day} {name}: {', '.join(told)}")
PYTHON
"$room/bin/python" "$room/ask.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
2026-02-14 a Saturday that is worked: chinesecalendar worked, holidays worked, chinese-days worked, workalendar off
2026-02-17 Spring Festival: chinesecalendar off, holidays off, chinese-days off, workalendar CalendarError
2027-01-01 New Year's Day: chinesecalendar NotImplementedError, holidays off, chinese-days worked, workalendar CalendarError
2027-10-05 a Tuesday in October: chinesecalendar NotImplementedError, holidays off, chinese-days worked, workalendar CalendarError
SEEN
