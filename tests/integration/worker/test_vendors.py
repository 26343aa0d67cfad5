"""Second channels with real workers: a vendor that hangs, a bucket that is shared, a kill."""

import asyncio
from collections.abc import Callable
from time import monotonic

from hotlead.router.policy.document import Policy, Rung
from hotlead.router.policy.people import AppriseChannel, Limit, Person
from tests.http_answers import Answer, Asked, HttpAnswers
from tests.integration.worker.site import TENANTS, Site, brisk

LADDER = (Rung(name="tell", after_s=1, notify="supervisors"),)
WINDOW_S = 4.0
AT_MOST = 2


def told(*channels: AppriseChannel, version: str = "p2") -> Policy:
    person = Person(id="sup", language="en", channels=channels)
    return brisk(version=version, ladder=LADDER, expiry_s=60).model_copy(
        update={"supervisors": (person,)}
    )


def channel(site: HttpAnswers, timeout_s: float = 5.0, *limits: Limit) -> AppriseChannel:
    return AppriseChannel(
        kind="apprise",
        url=f"json://127.0.0.1:{site.port}/",
        timeout_s=timeout_s,
        limits=limits or None,
    )


async def test_a_vendor_that_hangs_delays_nobody_else(site: Site) -> None:
    async with (
        HttpAnswers(lambda _: Answer(hang=True)) as hanging,
        HttpAnswers(lambda _: Answer()) as quick,
    ):
        await site.publish(told(channel(hanging, 30.0), channel(quick)))
        await site.worker()
        await site.taken(await site.capture("hot", grade=95))
        await hanging.until(1)
        await quick.until(1)
        await site.journal.until(lambda: site.journal.changes("notice_sent"), "the quick one's")
        (result,) = site.journal.changes("notice_sent")
        assert (result["to"], result["via"], result["result"]) == ("sup", "json", "accepted")
        assert b"A hot lead is not taken" in quick.asked[0].body
    await site.holds()


async def test_two_workers_share_a_bucket_and_say_all(site: Site) -> None:
    """Six hot leads of two shards, one robot that takes two messages in four seconds."""
    came: list[float] = []

    def robot(_: Asked) -> Answer:
        came.append(monotonic())
        return Answer()

    async with HttpAnswers(robot) as vendor:
        limit = Limit(at_most=AT_MOST, per_s=WINDOW_S)
        await site.publish(told(channel(vendor, 5.0, limit)))
        await asyncio.gather(site.worker(), site.worker())
        for n in range(3):
            for tenant in TENANTS:
                await site.taken(await site.capture(f"hot{n}", tenant=tenant, grade=95))
                await asyncio.sleep(0.4)
        await site.journal.until(lambda: len(_leads(site)) == 6, "all six told")
    spans = [last - first for first, last in zip(came, came[AT_MOST:], strict=False)]
    assert all(span > WINDOW_S - 0.5 for span in spans), [at - came[0] for at in came]
    assert len(came) < 6, "some went out together"
    assert {change["result"] for change in site.journal.changes("notice_sent")} == {"accepted"}
    await site.holds()


def _leads(site: Site) -> set[str]:
    return {change["lead"] for change in site.journal.changes("notice_sent")}


async def test_a_worker_killed_while_it_sends_leaves_it_to_the_next(site: Site) -> None:
    hang: list[bool] = [True]
    answer: Callable[[Asked], Answer] = lambda _: Answer(hang=hang[0])  # noqa: E731
    async with HttpAnswers(answer) as vendor:
        await site.publish(told(channel(vendor, 30.0)))
        worker = await site.worker()
        await site.taken(await site.capture("hot", grade=95))
        await vendor.until(1)
        worker.kill()
        hang[0] = False
        await site.worker()
        await vendor.until(2)
        await site.journal.until(lambda: site.journal.changes("notice_sent"), "the result")
        (result,) = site.journal.changes("notice_sent")
        assert (result["result"], len(vendor.asked)) == ("accepted", 2)
        assert vendor.asked[0].body == vendor.asked[1].body, "the same message"
    await site.holds()
