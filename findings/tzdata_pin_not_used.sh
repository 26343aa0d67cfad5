#!/usr/bin/env bash
# A pinned tzdata is not asked where the system has tables of its own, and polars asks neither.
#
# Guess: with tzdata 2026.6 in the lock the whole Python process counts by the rules of 2026f, so that a
#   new law, here that Vancouver and Edmonton keep their summer time and that Casablanca gave its hour
#   up, all from this autumn on, comes with an upgrade of one package.
# Seen: zoneinfo looks into the system's folders first, and where these are as old as their image, the
#   package's tables are never opened: in December 2026 Vancouver's 10:00 is 09:00 to zoneinfo, and so to
#   pandas, pendulum and whenever; pytz, which has its own, says 10:00 in the same process. Once the
#   system's folders are left out these say 10:00 too; but polars has its tables compiled in, and
#   dateutil keeps an archive of 2024 for systems that have none: both say 09:00, and an instant that goes
#   through polars and comes back is shown at two times.
# Versions: tzdata 2026.6 (2026f), pytz 2026.6, pandas 3.1.1, pendulum 3.3.0, whenever 0.11.0, polars 2.1.0,
#   python-dateutil 2.9.0.post0, CPython 3.11. The "system" is the package's release 2025.2, as in
#   images of that summer, so that the outcome is the same on every machine.
# Matters to a lead router: a pool in Vancouver opens an hour late by one worker's table and on time by
#   another's, and the ladder of whoever came meanwhile stands still.
# hotlead: was hit, in its own image too. It now leaves out the system's folders (topics/hours.py), so that
#   every worker counts by the package of the lock, and uses neither polars nor dateutil's zones.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check --no-deps --target "$room/old" tzdata==2025.2
"$room/venv/bin/pip" install -q --disable-pip-version-check tzdata==2026.6 pytz==2026.6 pandas==3.1.1 \
    pendulum==3.3.0 whenever==0.11.0 polars==2.1.0 python-dateutil==2.9.0.post0
cat > "$room/try.py" <<'PYTHON'
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import dateutil.zoneinfo
import pandas
import pendulum
import polars
import pytz
import whenever

AT = datetime(2026, 12, 1, 18, tzinfo=timezone.utc)
ZONES = "America/Vancouver", "America/Edmonton", "Africa/Casablanca", "Europe/Berlin"
archive = dateutil.zoneinfo.get_zonefile_instance()
ASKED = {
    "zoneinfo": lambda zone: AT.astimezone(ZoneInfo(zone)),
    "pandas": lambda zone: pandas.Timestamp(AT).tz_convert(zone),
    "pendulum": lambda zone: pendulum.instance(AT).in_timezone(zone),
    "whenever": lambda zone: whenever.Instant.from_utc(2026, 12, 1, 18).to_tz(zone),
    "pytz": lambda zone: AT.astimezone(pytz.timezone(zone)),
    "dateutil": lambda zone: AT.astimezone(archive.get(zone)),
    "polars": lambda zone: polars.Series([AT]).dt.convert_time_zone(zone).dt.hour()[0],
}
hours = {}
for name, ask in ASKED.items():
    told = [ask(zone) for zone in ZONES]
    shown = " ".join(f"{one if isinstance(one, int) else one.hour:02}" for one in told)
    hours.setdefault(shown, []).append(name)
for shown, names in sorted(hours.items()):
    print(f"{shown}: {', '.join(names)}")
PYTHON
{
    echo "the system's tables are of 2025:"
    PYTHONTZPATH="$room/old/tzdata/zoneinfo" "$room/venv/bin/python" "$room/try.py"
    echo "the system has none:"
    PYTHONTZPATH="" "$room/venv/bin/python" "$room/try.py"
} | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
the system's tables are of 2025:
10 11 19 19: zoneinfo, pandas, pendulum, whenever, dateutil, polars
11 12 18 19: pytz
the system has none:
10 11 19 19: dateutil, polars
11 12 18 19: zoneinfo, pandas, pendulum, whenever, pytz
SEEN
