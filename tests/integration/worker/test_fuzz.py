"""Half a minute of wrong records on every topic: good captures among them are taken all the time.

An hour of it is `python -m tests.fuzz` (docs/faults.md).
"""

from tests.fuzz.run import fuzz
from tests.integration.worker.site import Site

SECONDS = 30
SEED = 1


async def test_wrong_records_on_every_topic_stop_nothing(site: Site) -> None:
    await site.staff()
    await site.worker()
    tally = await fuzz(site, seconds=SECONDS, seed=SEED)
    assert min(tally.tried.values()) > 5
    assert tally.set_aside.keys() >= {"bad_json", "bad_field", "unreadable"}
    await site.stop_workers()
    assert (await site.audit()).findings == []
