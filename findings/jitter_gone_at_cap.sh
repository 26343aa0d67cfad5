#!/usr/bin/env bash
# Once a wait has grown to its maximum, four libraries that were asked for jitter wait all the same time.
#
# Guess: who asks for exponential waits with jitter gets waits that are spread, at the maximum most of all: that
#   is where a long outage ends, and where all who wait would come back at once.
# Seen: tenacity, stamina, urllib3 and redis-py add jitter first and cut at the maximum then. From the attempt on
#   at which the plain wait passes it, the wait is the maximum itself, for each of a thousand clients (for
#   redis-py, which multiplies, for nearly each). The first waits are spread, so a test of those shows
#   nothing. tenacity's wait_random_exponential, redis-py's EqualJitterBackoff and backoff draw below the
#   maximum, and are spread at it too.
# Versions: tenacity 9.2.1, stamina 26.1.0, urllib3 2.8.0, redis-py 8.1.0, backoff 2.2.1, CPython 3.11.
# Matters to a lead router: a store that was away for some minutes is met by all its clients in step, every
#   maximum again: those who failed together fail together for as long as it lasts.
# hotlead: draws half of each pause of a push, also of the longest (router/push/outcome.py). Its pages come back to
#   the gateway after fixed pauses, in step (router/web/src/shared/stream.ts).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check tenacity==9.2.1 stamina==26.1.0 \
    urllib3==2.8.0 redis==8.1.0 backoff==2.2.1
cat > "$room/try.py" <<'PYTHON'
import random
import time
from types import SimpleNamespace

import backoff
import stamina
import tenacity
from redis.backoff import EqualJitterBackoff, ExponentialWithJitterBackoff
from urllib3.util.retry import Retry

MOST, CLIENTS = 10.0, 1000
stamina.instrumentation.set_on_retry_hooks([])


def of_tenacity(wait, attempt):
    return wait(SimpleNamespace(attempt_number=attempt))


def of_urllib3(attempt):
    tries = Retry(total=99, backoff_factor=1, backoff_max=MOST, backoff_jitter=1)
    for _ in range(attempt):
        tries = tries.increment("GET", "/", error=OSError())
    return tries.get_backoff_time()


def slept(decorate, attempt):
    """The wait ahead of one more attempt, of a library that sleeps by itself."""
    waits = []
    sleep, time.sleep = time.sleep, waits.append
    try:
        decorate(attempt)(lambda: (_ for _ in ()).throw(OSError()))()
    except OSError:
        pass
    finally:
        time.sleep = sleep
    return waits[-1]


def of_stamina(attempt):
    return stamina.retry(
        on=OSError, attempts=attempt + 1, timeout=None, wait_initial=1, wait_max=MOST, wait_jitter=1
    )


def of_backoff(attempt):
    return backoff.on_exception(backoff.expo, OSError, max_tries=attempt + 1, max_value=MOST, logger=None)


added = tenacity.wait_exponential_jitter(initial=1, max=MOST, jitter=1)
drawn = tenacity.wait_random_exponential(multiplier=1, max=MOST)
WAITS = {
    "tenacity, wait_exponential_jitter": lambda attempt: of_tenacity(added, attempt),
    "stamina": lambda attempt: slept(of_stamina, attempt),
    "urllib3, backoff_jitter": of_urllib3,
    "redis-py, ExponentialWithJitter": ExponentialWithJitterBackoff(cap=MOST, base=1).compute,
    "tenacity, wait_random_exponential": lambda attempt: of_tenacity(drawn, attempt),
    "redis-py, EqualJitter": EqualJitterBackoff(cap=MOST, base=1).compute,
    "backoff": lambda attempt: slept(of_backoff, attempt),
}
random.seed(1)
for name, wait in WAITS.items():
    told = []
    for attempt in (3, 12):
        waits = [wait(attempt) for _ in range(CLIENTS)]
        same = sum(abs(one - MOST) < 0.001 for one in waits) / CLIENTS
        told.append(f"wait {attempt}: {'nearly all' if same > 0.99 else 'few'} are {MOST:g} s")
    print(f"{name}: {', '.join(told)}")
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
tenacity, wait_exponential_jitter: wait 3: few are 10 s, wait 12: nearly all are 10 s
stamina: wait 3: few are 10 s, wait 12: nearly all are 10 s
urllib3, backoff_jitter: wait 3: few are 10 s, wait 12: nearly all are 10 s
redis-py, ExponentialWithJitter: wait 3: few are 10 s, wait 12: nearly all are 10 s
tenacity, wait_random_exponential: wait 3: few are 10 s, wait 12: few are 10 s
redis-py, EqualJitter: wait 3: few are 10 s, wait 12: few are 10 s
backoff: wait 3: few are 10 s, wait 12: few are 10 s
SEEN
