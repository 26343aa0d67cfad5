"""A real worker, a push service that checks and decrypts: from the assignment to the journal."""

from collections.abc import AsyncIterator
from time import time

import pytest

from hotlead.router.policy.document import Rung
from hotlead.router.push.vapid import VapidKey
from hotlead.topics.inbox import Acknowledge, PushSubscribed
from tests.integration.worker.site import TENANTS, Site, brisk
from tests.push_service import Phone, PushService

SECRET = "a secret of these tests"
TENANT = TENANTS[0]
LADDER = (Rung(name="reminder", after_s=2, remind=True), Rung(name="end", after_s=600))


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with PushService(VapidKey.derive(SECRET).public) as running:
        yield running


@pytest.fixture
async def pushing(site: Site, service: PushService) -> Site:
    """A site whose workers push to the service, as the sender that it takes."""
    given = {"secret": SECRET, "push_services": (service.origin,)}
    site.settings = site.settings.model_copy(update=given)
    await site.publish(brisk(version="p2", ladder=LADDER, expiry_s=60))
    return site


async def subscribed(site: Site, rep: str, phone: Phone) -> None:
    """The rep's phone takes pushes, as the gateway writes it."""
    action = site.new_id()
    await site.inbox(
        PushSubscribed(
            action_id=action,
            tenant=TENANT,
            rep=rep,
            subscription=phone.id,
            endpoint=phone.endpoint,
            p256dh=phone.p256dh,
            auth=phone.auth,
        )
    )
    await site.answer(action)


async def sent(site: Site, count: int = 1) -> list[dict[str, object]]:
    """Awaits so many results in the journal."""
    await site.journal.until(
        lambda: len(site.journal.changes("notice_sent")) >= count, f"{count} results"
    )
    return site.journal.changes("notice_sent")


async def test_an_assignment_reaches_the_phone_and_the_journal_says_so(
    pushing: Site, service: PushService
) -> None:
    worker = await pushing.worker()
    await pushing.rep("kim")
    phone = service.subscribe("kims")
    await subscribed(pushing, "kim", phone)
    await pushing.taken(await pushing.capture("cold", grade=5))
    await service.until(1)
    (result,) = await sent(pushing)
    (assigned,) = pushing.journal.changes("assigned")
    lead, epoch = assigned["lead"], assigned["epoch"]
    assert {name: result[name] for name in ("lead", "tenant", "to", "via", "result")} == {
        "lead": lead,
        "tenant": TENANT,
        "to": "kim",
        "via": "web-push",
        "result": "accepted",
    }
    assert (result["attempts"], service.refused) == (1, [])
    (got,) = service.received
    assert (got.endpoint, got.urgency, 60 <= got.ttl <= 900) == ("kims", "high", True)
    until_ms = got.payload.pop("until_ms")
    assert 0 < until_ms / 1000 - time() <= 61
    assert got.payload == {
        "notice": result["notice"],
        "kind": "assigned",
        "lead": lead,
        "assignment": f"{lead}.{epoch}",
        "channel": "web-form",
        "score": round(assigned["score"] / 1e6, 1),
        "hot": False,
        "high": False,
    }
    assert phone.endpoint not in worker.output
    await pushing.holds()


async def test_a_hot_lead_is_reminded_of_until_it_is_taken(
    pushing: Site, service: PushService
) -> None:
    await pushing.worker()
    await pushing.rep("kim")
    await subscribed(pushing, "kim", service.subscribe("kims"))
    await pushing.taken(await pushing.capture("hot", grade=95))
    await service.until(2)
    first, second = service.received
    assert [got.payload["kind"] for got in (first, second)] == ["assigned", "remind"]
    assert first.topic == second.topic, "an unread one is replaced"
    assert first.payload["hot"] is True
    assert first.payload["notice"] != second.payload["notice"]
    await pushing.holds()


async def test_what_was_taken_meanwhile_is_not_said_again(
    pushing: Site, service: PushService
) -> None:
    """The first attempt fails; before the next one the rep has acknowledged."""
    await pushing.worker()
    await pushing.rep("kim")
    phone = service.subscribe("kims")
    service.mood(phone.id, 503, retry_after="3")
    await subscribed(pushing, "kim", phone)
    await pushing.taken(await pushing.capture("cold", grade=5))
    await service.until(1)
    await pushing.journal.until(lambda: pushing.journal.changes("assigned"), "an assignment")
    (assigned,) = pushing.journal.changes("assigned")
    await pushing.inbox(
        Acknowledge(
            action_id=pushing.new_id(),
            tenant=TENANT,
            lead=assigned["lead"],
            epoch=assigned["epoch"],
            rep="kim",
        )
    )
    (result,) = await sent(pushing)
    assert (result["result"], result["attempts"], service.asked) == ("obsolete", 1, 1)
    await pushing.holds()


async def test_a_service_that_is_busy_is_asked_again(pushing: Site, service: PushService) -> None:
    await pushing.worker()
    await pushing.rep("kim")
    phone = service.subscribe("kims")
    service.mood(phone.id, 429, retry_after="1", left=1)
    await subscribed(pushing, "kim", phone)
    await pushing.taken(await pushing.capture("cold", grade=5))
    (result,) = await sent(pushing)
    assert (result["result"], result["attempts"], len(service.received)) == ("accepted", 2, 1)
    await pushing.holds()


async def test_a_phone_that_is_gone_is_forgotten_and_the_other_is_told(
    pushing: Site, service: PushService
) -> None:
    await pushing.worker()
    await pushing.rep("kim")
    old, new = service.subscribe("old"), service.subscribe("new")
    service.mood(old.id, 410)
    for phone in (old, new):
        await subscribed(pushing, "kim", phone)
    await pushing.taken(await pushing.capture("cold", grade=5))
    results = await sent(pushing, 2)
    assert sorted(str(one["result"]) for one in results) == ["accepted", "gone"]
    await pushing.journal.until(
        lambda: pushing.journal.changes("push_unsubscribed"), "the old phone's end"
    )
    (ended,) = pushing.journal.changes("push_unsubscribed")
    assert (ended["subscription"], ended["why"]) == ("old", "gone")
    left = await pushing.redis.hkeys(pushing.keys().key("push", "kim"))
    assert left == [b"new"]
    await pushing.holds()


async def test_a_test_lead_and_a_rep_without_a_phone_leave_no_trace(
    pushing: Site, service: PushService
) -> None:
    await pushing.worker()
    await pushing.rep("lee")
    await pushing.taken(await pushing.capture("cold", grade=5))
    await pushing.rep("kim")
    await subscribed(pushing, "kim", service.subscribe("kims"))
    await pushing.taken(await pushing.capture("trial", grade=5, test=True))
    await pushing.journal.until(lambda: len(pushing.journal.changes("assigned")) == 2, "both")
    await pushing.taken(await pushing.capture("last", grade=5))
    await pushing.holds()
    assert (service.asked, pushing.journal.changes("notice_sent")) == (0, [])
