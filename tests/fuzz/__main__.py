"""`python -m tests.fuzz`: an hour of wrong records on every topic of an installation of its own.

Apache Kafka, Redis and a worker are started. Fails when a good capture is not taken, a worker has
ended, or the audit finds something; nothing can be told then but the seed.
"""

import argparse
import asyncio
import random
import tempfile
from pathlib import Path

from hotlead.router.embedded.brokers import run_kafka
from hotlead.router.embedded.stores import run_redis, run_valkey
from tests.fuzz.run import Tally, fuzz
from tests.integration.processes import Processes
from tests.integration.worker.site import open_site


async def run(kafka: str, redis: str, scratch: str, *, seconds: float, seed: int) -> Tally:
    """One run on an installation of its own. Raises as `fuzz` does, and when the audit finds."""
    with tempfile.TemporaryDirectory() as logs, Processes(Path(logs)) as processes:
        async with open_site(kafka, redis, scratch, "fuzz.", processes) as site:
            await site.staff()
            await site.worker()
            tally = await fuzz(site, seconds=seconds, seed=seed)
            await site.stop_workers()
            findings = (await site.audit()).findings
    assert not findings, findings
    return tally


def main() -> None:
    """Prints what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    with run_kafka() as kafka, run_redis() as redis, run_valkey() as scratch:
        print(f"{kafka.title}, {redis.title}, CreateTime; seed {given.seed}", flush=True)
        seconds = given.minutes * 60
        tally = asyncio.run(
            run(kafka.address, redis.url, scratch.url, seconds=seconds, seed=given.seed)
        )
    print("\n".join(tally.sentences()))


if __name__ == "__main__":
    main()
