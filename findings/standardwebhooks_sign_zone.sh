#!/usr/bin/env bash
# The same instant, written in another time zone, gets another signature, which no receiver takes.
#
# Guess: `sign(id, timestamp, data)` takes a datetime that knows its zone, so the zone does not matter.
# Seen: standardwebhooks 1.1.0 puts UTC in the place of whatever zone the datetime has, and does not
#   convert it. 12:00 at +08:00 is signed as 12:00 UTC, eight hours later. Where the header
#   webhook-timestamp is made the usual way, `int(at.timestamp())`, it names the true instant, and the
#   library's own `verify` finds no matching signature. With UTC all is well, so tests on a machine or
#   a code path in UTC pass.
# Versions: standardwebhooks 1.1.0, CPython 3.11.
# Matters to a lead router: a process that runs on Shanghai's time signs its webhooks, and every one of
#   them is refused with 401.
# hotlead: signs the very text that it puts into the header, and the tests let this library verify it.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check standardwebhooks==1.1.0
cat > "$room/try.py" <<'PYTHON'
from datetime import datetime, timedelta, timezone

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook("whsec_" + "c2VjcmV0" * 4)
now = datetime.now(timezone.utc).replace(microsecond=0)
there = now.astimezone(timezone(timedelta(hours=8)))
print("one instant:", now == there)
for name, at in ("UTC", now), ("+08:00", there):
    headers = {
        "webhook-id": "n-1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": webhook.sign("n-1", at, "{}"),
    }
    try:
        print(f"signed at {name}:", webhook.verify("{}", headers))
    except WebhookVerificationError as error:
        print(f"signed at {name}:", error)
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
one instant: True
signed at UTC: {}
signed at +08:00: No matching signature found
SEEN
