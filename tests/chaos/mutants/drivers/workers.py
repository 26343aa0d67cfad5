"""Whole worker processes, killed at an instant that is chosen."""

import asyncio
from contextlib import suppress

from hotlead.router.clock import real_ms
from hotlead.topics.inbox import Acknowledge
from tests.chaos.mutants.office import MAIN, Office, until
from tests.integration.worker.site import brisk

# Far longer than offsets take to be committed.
COMMITTED_S = 2.5


async def dies_in_mid_batch(office: Office) -> None:
    """SIGKILL while intake is in the middle of a batch; the next worker reads it again."""
    site = office.site
    first = await site.worker(STANDS_STILL_AT="last")
    await sent(office, "a")
    await site.taken(f"{MAIN}|web-form|a")
    await sent(office, "last")
    await first.await_line("stands still")

    async def committed(count: int) -> bool:
        return await site.committed("capture.web-form") >= count

    with suppress(AssertionError):
        await until(lambda: committed(2), "the batch to be acknowledged", COMMITTED_S)
    first.kill()
    await site.worker()
    await sent(office, "after")
    await until(lambda: committed(3), "all captures to be read")
    # What intake had sent before this is taken before it.
    await site.rep("r1")
    await site.journal.until(lambda: site.journal.changes("rep_registered"), "the inbox's end")
    await site.stop_workers()


async def sent(office: Office, event_id: str) -> None:
    """A source publishes a capture, which Kafka acknowledges."""
    operation = office.sends(event_id)
    await office.site.capture(event_id)
    operation.end("ok")


async def sent_in_time(office: Office) -> None:
    """No worker is there when a rep acknowledges, nor when the deadline passes."""
    site = office.site
    await site.publish(brisk(version="patient", expiry_s=4))
    worker = await site.worker()
    await site.rep("r1")
    await office.capture("a")
    await site.journal.until(lambda: site.journal.changes("assigned"), "an assignment")
    [mine] = site.journal.changes("assigned")
    worker.kill()
    known = {name: mine[name] for name in ("tenant", "lead", "rep", "epoch")}
    operation = office.history.invoke("phone-r1", "acknowledge", **known)
    await site.inbox(Acknowledge(action_id="in-time", **known))
    operation.end("info", status=504)
    assert real_ms() < mine["expires_at"], "the machine is too slow for this"
    await asyncio.sleep((mine["expires_at"] - real_ms()) / 1000)  # until the deadline has passed
    await site.worker()
    await site.answer("in-time")
    await site.stop_workers()
