"""One message to a push service that checks what it gets."""

from collections.abc import AsyncIterator

import httpx
import pytest

from hotlead.router.push import web_push
from hotlead.router.push.vapid import VapidKey
from hotlead.router.push.web_push import WebPush, topic_of, ttl_s
from hotlead.router.state.views.subscriptions import Subscription
from tests.push_service import Phone, PushService

KEY = VapidKey.derive("a secret of this test")
SUBJECT = "mailto:sre@example.org"
TOPIC = topic_of("ld_1.7-1")


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with PushService(KEY.public) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


def of(phone: Phone) -> Subscription:
    return Subscription(phone.id, phone.endpoint, phone.p256dh, phone.auth)


async def test_it_is_signed_and_only_the_phone_can_read_it(
    service: PushService, http: httpx.AsyncClient
) -> None:
    push = WebPush(http, KEY, SUBJECT, (service.origin,))
    outcome = await push.send(of(service.subscribe()), b'{"lead":"ld_1"}', ttl=90, topic=TOPIC)
    assert (outcome.result, service.refused) == ("accepted", [])
    (received,) = service.received
    assert (received.ttl, received.urgency, received.topic) == (90, "high", TOPIC)
    assert received.payload == {"lead": "ld_1"}


async def test_another_sender_is_refused(service: PushService, http: httpx.AsyncClient) -> None:
    push = WebPush(http, VapidKey.derive("another secret"), SUBJECT, (service.origin,))
    outcome = await push.send(of(service.subscribe()), b"{}", ttl=90, topic=TOPIC)
    assert (outcome.result, outcome.again, service.received) == ("refused", False, [])
    assert service.refused == ["another sender than the subscription's"]


@pytest.mark.parametrize(
    ("status", "result", "again"),
    [
        (201, "accepted", False),
        (404, "gone", False),
        (410, "gone", False),
        (429, "refused", True),
        (500, "refused", True),
        (400, "refused", False),
        (413, "refused", False),
    ],
)
async def test_answers(
    service: PushService, http: httpx.AsyncClient, status: int, result: str, again: bool
) -> None:
    phone = service.subscribe()
    service.mood(phone.id, status, retry_after="11")
    push = WebPush(http, KEY, SUBJECT, (service.origin,))
    outcome = await push.send(of(phone), b"{}", ttl=90, topic=TOPIC)
    assert (outcome.result, outcome.again) == (result, again)
    assert outcome.wait_s == (11 if again else 0)


async def test_a_redirect_is_never_followed(service: PushService, http: httpx.AsyncClient) -> None:
    phone, other = service.subscribe("one"), service.subscribe("two")
    service.mood(phone.id, 307, location=other.endpoint)
    following = httpx.AsyncClient(trust_env=False, follow_redirects=True)
    push = WebPush(following, KEY, SUBJECT, (service.origin,))
    outcome = await push.send(of(phone), b"{}", ttl=90, topic=TOPIC)
    await following.aclose()
    assert (outcome.result, outcome.again, service.asked) == ("refused", False, 1)


async def test_the_endpoint_is_checked_again(service: PushService, http: httpx.AsyncClient) -> None:
    """A setting may have changed since the phone subscribed."""
    push = WebPush(http, KEY, SUBJECT, ("https://fcm.googleapis.com",))
    outcome = await push.send(of(service.subscribe()), b"{}", ttl=90, topic=TOPIC)
    assert (outcome.result, outcome.again, service.asked) == ("refused", False, 0)


@pytest.mark.parametrize("p256dh", ["", "AAAA", "B" * 87, "not base64!"])
async def test_keys_that_are_none_are_gone(
    service: PushService, http: httpx.AsyncClient, p256dh: str
) -> None:
    phone = service.subscribe()
    push = WebPush(http, KEY, SUBJECT, (service.origin,))
    broken = Subscription(phone.id, phone.endpoint, p256dh, phone.auth)
    outcome = await push.send(broken, b"{}", ttl=90, topic=TOPIC)
    assert (outcome.result, service.asked) == ("gone", 0)


async def test_one_who_hangs_or_is_not_there_is_unanswered(
    service: PushService, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_push, "REQUEST_S", 0.2)
    phone = service.subscribe()
    push = WebPush(http, KEY, SUBJECT, (service.origin,))
    service.mood(phone.id, hang=True)
    outcome = await push.send(of(phone), b"{}", ttl=90, topic=TOPIC)
    assert (outcome.result, outcome.again) == ("unanswered", True)
    await service.stop()
    outcome = await push.send(of(phone), b"{}", ttl=90, topic=TOPIC)
    assert (outcome.result, outcome.again) == ("unanswered", True)


def test_the_services_keep_it_as_long_as_it_is_of_use() -> None:
    assert [ttl_s(left) for left in (-5, 0, 61.9, 300, 5000)] == [60, 60, 61, 300, 900]


def test_a_topic_is_the_assignments_own() -> None:
    assert topic_of("ld_1.7-1") != topic_of("ld_1.7-2")
    assert (len(TOPIC), TOPIC.replace("-", "").replace("_", "").isalnum()) == (32, True)
