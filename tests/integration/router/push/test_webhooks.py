"""Webhooks to a receiver on the loopback address, and what an independent library says of them."""

import base64
import os
from time import monotonic

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hotlead.router.errors import BadSetting
from hotlead.router.policy.people import WebhookChannel
from hotlead.router.push.outcome import Outcome
from hotlead.router.push.webhooks import Webhooks, signatures, webhook_secrets
from tests.http_answers import Answer, HttpAnswers

BODY = '{"to":"林","notices":[]}'.encode()


def secret() -> str:
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


OLD, NEW = secret(), secret()


def channel(site: HttpAnswers, signed: bool = True, timeout_s: float = 5.0) -> WebhookChannel:
    name = "lin" if signed else None
    return WebhookChannel(url=f"{site.url}/hook", secret=name, timeout_s=timeout_s)


async def send(
    site: HttpAnswers, *pairs: str, signed: bool = True, timeout_s: float = 5.0
) -> Outcome:
    async with httpx.AsyncClient() as http:
        webhooks = Webhooks(http, webhook_secrets(pairs))
        return await webhooks.send(channel(site, signed, timeout_s), "0-7-2-lin", BODY)


async def test_the_signature_is_what_the_library_asks_for() -> None:
    async with HttpAnswers(lambda _: Answer(204, b"")) as site:
        outcome = await send(site, f"lin={NEW}", f"zhao={OLD}")
    assert outcome == Outcome("accepted")
    (asked,) = site.asked
    assert asked.body == BODY
    assert asked.headers["webhook-id"] == "0-7-2-lin"
    assert Webhook(NEW).verify(asked.body, asked.headers) == {"to": "林", "notices": []}
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(asked.body, asked.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(asked.body + b" ", asked.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(asked.body, asked.headers | {"webhook-id": "0-7-2-zhao"})


def test_an_empty_text_is_no_secret() -> None:
    assert webhook_secrets(("",)) == {}


async def test_both_secrets_hold_while_one_is_changed() -> None:
    async with HttpAnswers(lambda _: Answer(204, b"")) as site:
        await send(site, f"lin={OLD}", f"lin={NEW}")
    (asked,) = site.asked
    for one in (OLD, NEW):
        assert Webhook(one).verify(asked.body, asked.headers)
    assert asked.headers["webhook-signature"].count("v1,") == 2


def test_the_specifications_own_vector() -> None:
    """From libraries/python/tests/test_webhooks.py of standard-webhooks/standard-webhooks."""
    keys = webhook_secrets(["a=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])["a"]
    made = signatures(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_without_a_secret_named_it_is_not_signed() -> None:
    async with HttpAnswers(lambda _: Answer(204, b"")) as site:
        await send(site, f"lin={NEW}", signed=False)
    assert "webhook-signature" not in site.asked[0].headers
    assert site.asked[0].headers["webhook-timestamp"].isdecimal()


async def test_with_a_secret_that_is_not_there_nothing_is_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with HttpAnswers(lambda _: Answer(204, b"")) as site:
        outcome = await send(site, f"zhao={NEW}")
    assert (outcome, site.asked) == (Outcome("refused"), [])
    assert "HOTLEAD_WEBHOOK_SECRETS" in caplog.text
    assert NEW not in caplog.text


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(200), Outcome("accepted")),
        (Answer(410), Outcome("gone")),
        (Answer(404), Outcome("refused", again=True)),
        (Answer(401), Outcome("refused", again=True)),
        (Answer(302, b"", {"Location": "/other"}), Outcome("refused", again=True)),
        (Answer(429, b"", {"Retry-After": "9"}), Outcome("refused", again=True, wait_s=9)),
        (Answer(503, b"", {"Retry-After": "30"}), Outcome("refused", again=True, wait_s=30)),
        (Answer(500), Outcome("refused", again=True)),
    ],
)
async def test_what_the_receiver_says(answer: Answer, outcome: Outcome) -> None:
    async with HttpAnswers(lambda _: answer) as site:
        assert await send(site, f"lin={NEW}") == outcome
    assert len(site.asked) == 1, "no redirect is followed, and the queue alone tries again"


@pytest.mark.parametrize("answer", [Answer(hang=True), Answer(200, b"x" * 10_000, drip_s=0.05)])
async def test_it_takes_the_time_out_at_most(answer: Answer) -> None:
    async with HttpAnswers(lambda _: answer) as site:
        began = monotonic()
        outcome = await send(site, f"lin={NEW}", timeout_s=0.5)
        assert monotonic() - began < 1.5
    assert outcome.result == ("unanswered" if answer.hang else "accepted")


@pytest.mark.parametrize(
    "pairs",
    [
        ["lin"],
        ["=" + OLD],
        ["lin=" + OLD.removeprefix("whsec_")],
        ["lin=whsec_c2hvcnQ="],
        ["lin=whsec_" + "-" * 44],
        ["lin=" + OLD, "lin=" + NEW, "lin=" + secret()],
    ],
)
def test_a_setting_that_is_none_is_told_without_the_secret(pairs: list[str]) -> None:
    with pytest.raises(BadSetting, match=r"HOTLEAD_WEBHOOK_SECRETS \(pair \d\)") as told:
        webhook_secrets(pairs)
    assert OLD.removeprefix("whsec_") not in str(told.value)
