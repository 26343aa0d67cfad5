#!/usr/bin/env bash
# China's worked Saturday is lost in one calendar library, and a day that is told twice is counted twice in another.
#
# Guess: office hours from Monday to Friday, with the National Day week taken out (EXDATE) and the Saturday on
#   which it is worked for put in (RDATE), are the same days to each library that expands such rules. RDATE
#   may also be a period of its own, and a day that rule and RDATE both name is one (RFC 5545, 3.8.5.2-3).
# Seen: all three take the days out, also written as bare dates. node-ical 0.27.2 reads no RDATE: the Saturday is
#   shut, and nothing says so. ical.js 2.2.1 gives a day that is named twice twice, and raises a TypeError at
#   a period. recurring-ical-events 3.8.2 does all of it right, also the half day of the period.
# Versions: node-ical 0.27.2, ical.js 2.2.1 on Node.js 20; recurring-ical-events 3.8.2, icalendar 7.3.0 on CPython
#   3.11.
# Matters to a lead router: hours that are fetched from a shared calendar. A promised call of that Saturday is
#   put off to Monday, or a capacity is counted twice.
# hotlead: has its hours and named days in the policy, one line a day, and no calendar's rules
#   (router/rules/hours.py).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check recurring-ical-events==3.8.2 icalendar==7.3.0
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts node-ical@0.27.2 ical.js@2.2.1)
cat > "$room/write.py" <<'PYTHON'
import json

OFF = "EXDATE;VALUE=DATE:20261001,20261002,20261005,20261006,20261007"
HOURS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//hours//EN
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:hours
DTSTAMP:20260101T000000Z
DTSTART;TZID=Asia/Shanghai:20260928T090000
DURATION:PT9H
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261012T155959Z
%s
END:VEVENT
END:VCALENDAR
"""
CASES = {
    "the week off": OFF,
    "a Saturday worked": f"{OFF}\nRDATE;TZID=Asia/Shanghai:20261010T090000",
    "half of it": f"{OFF}\nRDATE;VALUE=PERIOD;TZID=Asia/Shanghai:20261010T090000/PT4H",
    "the 9th named again": f"{OFF}\nRDATE;TZID=Asia/Shanghai:20261009T090000",
}
with open("hours.json", "w") as file:
    json.dump({name: (HOURS % rule).replace("\n", "\r\n") for name, rule in CASES.items()}, file)
PYTHON
cat > "$room/read.py" <<'PYTHON'
import json
from datetime import date

import icalendar
import recurring_ical_events

for name, text in json.load(open("hours.json")).items():
    hours = recurring_ical_events.of(icalendar.Calendar.from_ical(text))
    days = sorted((one.start, one.end) for one in hours.between(date(2026, 9, 28), date(2026, 10, 13)))
    told = [f"{start.day}{'' if end.hour == 18 else f' to {end.hour}'}" for start, end in days]
    print(f"{name}: recurring-ical-events", ", ".join(told))
PYTHON
cat > "$room/read.mjs" <<'JS'
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import ical from 'node-ical';

const told = (start, end) => `${start.getDate()}${end.getHours() === 18 ? '' : ` to ${end.getHours()}`}`;

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.register(calendar.getFirstSubcomponent('vtimezone'));
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent'));
  const days = [];
  try {
    const each = event.iterator();
    for (let at = each.next(); at; at = each.next()) {
      const { startDate, endDate } = event.getOccurrenceDetails(at);
      days.push(told(startDate.toJSDate(), endDate.toJSDate()));
    }
  } catch (error) {
    days.push(error.name);
  }
  return days;
}

function byNodeIcal(text) {
  const event = Object.values(ical.sync.parseICS(text)).find((one) => one.type === 'VEVENT');
  const span = { from: new Date('2026-09-28T00:00:00+08:00'), to: new Date('2026-10-13T00:00:00+08:00') };
  return ical.expandRecurringEvent(event, span).map((one) => told(new Date(one.start), new Date(one.end)));
}

for (const [name, text] of Object.entries(JSON.parse(readFileSync('hours.json', 'utf8')))) {
  console.log(`${name}: node-ical ${byNodeIcal(text).join(', ')}`);
  console.log(`${name}: ical.js ${byIcalJs(text).join(', ')}`);
}
JS
(
    cd "$room"
    export TZ=Asia/Shanghai
    venv/bin/python write.py
    { venv/bin/python read.py && node read.mjs; } | sort
) | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
a Saturday worked: ical.js 28, 29, 30, 8, 9, 10, 12
a Saturday worked: node-ical 28, 29, 30, 8, 9, 12
a Saturday worked: recurring-ical-events 28, 29, 30, 8, 9, 10, 12
half of it: ical.js 28, 29, 30, 8, 9, TypeError
half of it: node-ical 28, 29, 30, 8, 9, 12
half of it: recurring-ical-events 28, 29, 30, 8, 9, 10 to 13, 12
the 9th named again: ical.js 28, 29, 30, 8, 9, 9, 12
the 9th named again: node-ical 28, 29, 30, 8, 9, 12
the 9th named again: recurring-ical-events 28, 29, 30, 8, 9, 12
the week off: ical.js 28, 29, 30, 8, 9, 12
the week off: node-ical 28, 29, 30, 8, 9, 12
the week off: recurring-ical-events 28, 29, 30, 8, 9, 12
SEEN
