"""A timer never beats an acknowledgement that was sent in time, also after an outage."""

import asyncio
import time

from hotlead.router.policy.document import Rung
from hotlead.topics.inbox import Acknowledge
from hotlead.topics.journal import RawChange
from tests.integration.worker.site import Site, brisk


async def assigned(site: Site, count: int) -> list[RawChange]:
    await site.journal.until(
        lambda: len(site.journal.changes("assigned")) == count, f"{count} assignments"
    )
    return site.journal.changes("assigned")


async def test_an_acknowledgement_in_time_wins_over_the_deadline(site: Site) -> None:
    """Both fall into an outage: the lead acknowledged in time stays, the other one expires."""
    worker = await site.worker()
    for rep in ("r1", "r2"):
        await site.rep(rep)
    captures = [await site.capture(f"e-{n}") for n in range(2)]
    await site.taken(*captures)
    mine, other = await assigned(site, 2)
    worker.kill()
    ack = Acknowledge(
        action_id="in-time",
        **{name: mine[name] for name in ("tenant", "rep", "lead", "epoch")},
    )
    await site.inbox(ack)
    assert time.time() * 1000 < mine["expires_at"], "the machine is too slow for this test"
    # Until both deadlines have passed, with nobody there.
    await asyncio.sleep(max(mine["expires_at"], other["expires_at"]) / 1000 - time.time() + 0.1)
    await site.worker()
    assert (await site.answer("in-time"))["status"] == 200
    await site.journal.until(lambda: site.journal.changes("withdrawn"), "the other to expire")
    gone = site.journal.changes("withdrawn")[0]
    assert (gone["lead"], gone["reason"]) == (other["lead"], "expired")
    await site.holds()


async def test_what_fell_due_in_an_outage_is_done_after_it(site: Site) -> None:
    """The ladder's rungs of a hot lead, each once and in order, however late."""
    ladder = (
        Rung(name="reminder", after_s=1, remind=True),
        Rung(name="open", after_s=2, open=True),
    )
    await site.publish(brisk(version="p2", ladder=ladder))
    await site.worker()
    await site.rep("r1")
    await site.taken(await site.capture("hot", grade=95))
    await site.workers[0].terminate()
    [hot] = site.journal.changes("hot")
    await asyncio.sleep(hot["clock_at"] / 1000 + 2 - time.time())
    await site.worker()
    await site.journal.until(lambda: len(site.journal.changes("rung")) == 2, "both rungs")
    assert [(c["n"], c["name"]) for c in site.journal.changes("rung")] == [
        (1, "reminder"),
        (2, "open"),
    ]
    await site.holds()
