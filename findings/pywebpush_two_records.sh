#!/usr/bin/env bash
# A push that is too long is encrypted without a word, and its 4,080th byte makes it unreadable by rule.
#
# Guess: what does not fit into a push is refused when it is encrypted, as the limit is in the standard.
# Seen: pywebpush 2.5.0 with http-ece 1.2.1 encrypts any length. 3,993 bytes make the 4,096 that a push
#   service must take (RFC 8030, 7.2; RFC 8291, 4); from 3,994 on the body is longer than any service need
#   take, and many answer 413. From 4,080 on it has two records, which RFC 8291, 4 forbids ("MUST be a
#   single record"), though http-ece reads it back, so that a round trip in a test passes.
# Versions: pywebpush 2.5.0, http-ece 1.2.1, CPython 3.11.
# Matters to a lead router: the lead with the longest words is the one whose phone never rings.
# hotlead: its payload is bounded far below, and 3,993 is checked before (router/push/web_push.py).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check pywebpush==2.5.0 http-ece==1.2.1
cat > "$room/try.py" <<'PYTHON'
import base64, os

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pywebpush import WebPusher


def text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


HEAD = 16 + 4 + 1 + 65  # salt, size of a record, length of the key, key
phone, auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
point = phone.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
keys = {"p256dh": text(point), "auth": text(auth)}
pusher = WebPusher({"endpoint": "https://push.example.com/one", "keys": keys})
for size in 3993, 3994, 4079, 4080:
    body = bytes(pusher.encode(b"x" * size, "aes128gcm")["body"])
    record = int.from_bytes(body[16:20], "big")
    records = -(-(len(body) - HEAD) // record)
    read = http_ece.decrypt(body, private_key=phone, auth_secret=auth, version="aes128gcm")
    print(f"{size} bytes: a body of {len(body)}, {records} record(s), http-ece reads {len(read)}")
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
3993 bytes: a body of 4096, 1 record(s), http-ece reads 3993
3994 bytes: a body of 4097, 1 record(s), http-ece reads 3994
4079 bytes: a body of 4182, 1 record(s), http-ece reads 4079
4080 bytes: a body of 4200, 2 record(s), http-ece reads 4080
SEEN
