#!/usr/bin/env bash
# The second phone's push is signed for the first phone's push service.
#
# Guess: the claims that are handed to `webpush` are input: a dict with "sub" may be used for all.
# Seen: pywebpush 2.5.0 writes "aud" and "exp" into the caller's dict and keeps an "aud" that is there.
#   So a dict made once names the service of whichever phone came first, for ever: a phone at another
#   service gets a token for the wrong one, which that service refuses (RFC 8292, 2: aud is the origin of
#   the push resource). With phones of one maker, as at a developer's desk, nothing shows.
# Versions: pywebpush 2.5.0, py-vapid 1.9.4, CPython 3.11.
# Matters to a lead router: a rep with an iPhone and a rep with an Android phone; the one is reached, the
#   other never.
# hotlead: makes its tokens itself, one for each origin (router/push/vapid.py).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check pywebpush==2.5.0 py-vapid==1.9.4
cat > "$room/try.py" <<'PYTHON'
import base64, json, os

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid
from pywebpush import webpush


def text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Session:
    def post(self, url, headers, **_):
        token = dict(headers)["authorization"].split("t=")[1].split(",")[0]
        part = token.split(".")[1]
        aud = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["aud"]
        print("to", url.split("/")[2], "signed for", aud.split("/")[2])
        answer = requests.Response()
        answer.status_code = 201
        return answer


key = ec.generate_private_key(ec.SECP256R1()).public_key()
point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
keys = {"p256dh": text(point), "auth": text(os.urandom(16))}
sender = Vapid()
sender.generate_keys()
claims = {"sub": "mailto:ops@example.com"}
for service in "web.push.apple.com", "fcm.googleapis.com":
    phone = {"endpoint": f"https://{service}/one", "keys": keys}
    webpush(phone, "a lead", vapid_private_key=sender, vapid_claims=claims, requests_session=Session())
print("the caller's claims:", sorted(claims))
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
to web.push.apple.com signed for web.push.apple.com
to fcm.googleapis.com signed for web.push.apple.com
the caller's claims: ['aud', 'exp', 'sub']
SEEN
