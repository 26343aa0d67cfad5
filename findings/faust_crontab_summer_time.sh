#!/usr/bin/env bash
# Faust's crontab runs nine o'clock twice where summer time begins, if the zone is one of zoneinfo.
#
# Guess: only hours that are left out or come twice are hard, 02:30 in Berlin, and each library has its
#   own way with them. Nine o'clock is an ordinary instant on every day, and it makes no difference
#   whether the zone comes from pytz, as in Faust's examples, or from the standard library.
# Seen: with a zone of zoneinfo the job of 09:00 runs at 08:00 and again at 09:00 on the day on which
#   summer time begins, and once, at 10:00, on the one on which it ends. In Cairo, which changes at
#   midnight, so does the job of midnight: the day's figures close an hour late. With pytz all is right.
#   It is croniter that counts seconds of the day across the change. croniter 6.2.0 mended it, but a
#   dependency of Faust, mode-streaming 0.7.1, allows it below 6.0.0 only, and 5.0.1 is the last of these.
# Versions: faust-streaming 0.15.3, mode-streaming 0.7.1, croniter 5.0.1 (6.0.0 alike; right in 6.2.0,
#   6.2.2 and 7.0.0), pytz 2026.6, CPython 3.11.
# Matters to a lead router: what is sent at nine, a list of leads or a report, comes twice on one day; and
#   calls begin at eight.
# hotlead: is not hit. It uses no crontab of Faust's: its hours are its own (router/rules/hours.py), and
#   what falls due is an instant in Redis.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check faust-streaming==0.15.3 \
    mode-streaming==0.7.1 croniter==5.0.1 pytz==2026.6 tzdata==2026.6
cat > "$room/try.py" <<'PYTHON'
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytz
from faust.utils import cron


def runs(job, zone, noon):
    """The next three, as the loop of `app.crontab` finds them; the clock is ours."""
    now = noon
    for _ in range(3):
        cron.time = SimpleNamespace(time=now.timestamp)
        cron.datetime = SimpleNamespace(now=now.astimezone)
        now = now + timedelta(seconds=cron.secs_for_next(job, zone))
        yield now
        now += timedelta(milliseconds=1)


DAYS = {
    ("Europe/Berlin", "0 9 * * *"): ("2026-03-28T11:00+00:00", "2026-10-24T10:00+00:00"),
    ("Africa/Cairo", "0 0 * * *"): ("2026-10-28T09:00+00:00",),
}
for (name, job), noons in DAYS.items():
    for noon in noons:
        for maker in ZoneInfo, pytz.timezone:
            found = runs(job, maker(name), datetime.fromisoformat(noon))
            told = [f"{one.astimezone(ZoneInfo(name)):%d %b %H:%M}" for one in found]
            print(f"{name}, {job}, {maker.__module__}: {', '.join(told)}")
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
Europe/Berlin, 0 9 * * *, zoneinfo: 29 Mar 08:00, 29 Mar 09:00, 30 Mar 09:00
Europe/Berlin, 0 9 * * *, pytz: 29 Mar 09:00, 30 Mar 09:00, 31 Mar 09:00
Europe/Berlin, 0 9 * * *, zoneinfo: 25 Oct 10:00, 26 Oct 09:00, 27 Oct 09:00
Europe/Berlin, 0 9 * * *, pytz: 25 Oct 09:00, 26 Oct 09:00, 27 Oct 09:00
Africa/Cairo, 0 0 * * *, zoneinfo: 29 Oct 00:00, 30 Oct 01:00, 31 Oct 00:00
Africa/Cairo, 0 0 * * *, pytz: 29 Oct 00:00, 30 Oct 00:00, 31 Oct 00:00
SEEN
