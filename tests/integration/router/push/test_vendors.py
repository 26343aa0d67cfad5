"""Vendors on the loopback address, answering as the real ones do.

DingTalk, WeCom and Feishu have fixed hosts: the plugin's `notify_url` is pointed here instead, the
rest of apprise is as it is. json:// names its host itself.
"""

import asyncio
import logging
import threading
from time import monotonic
from typing import Any

import orjson
import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from hotlead.router.push.vendor_answers import TOO_FAST_WAIT_S
from hotlead.router.push.vendors import AT_ONCE, Vendors
from hotlead.router.rules.people import AppriseChannel
from tests.http_answers import Answer, HttpAnswers

TOKEN = "a1b2c3d4e5f6"


def channel(url: str, timeout_s: float = 5.0) -> AppriseChannel:
    return AppriseChannel(kind="apprise", url=url, timeout_s=timeout_s)


def says(monkeypatch: pytest.MonkeyPatch, site: HttpAnswers) -> dict[str, AppriseChannel]:
    """The three vendors, pointed to the site."""
    monkeypatch.setattr(NotifyDingTalk, "notify_url", site.url + "/ding?access_token={token}")
    monkeypatch.setattr(NotifyWeComBot, "notify_url", site.url + "/wecom?key={key}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", site.url + "/feishu/{token}/")
    return {
        "dingtalk": channel(f"dingtalk://{TOKEN}"),
        "wecombot": channel("wecombot://693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"),
        "feishu": channel(f"feishu://{TOKEN}"),
    }


@pytest.mark.parametrize(
    ("vendor", "body", "result", "again"),
    [
        ("dingtalk", {"errcode": 0, "errmsg": "ok"}, "accepted", False),
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, "refused", False),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, "refused", True),
        ("dingtalk", {"hello": "from some proxy"}, "unanswered", True),
        ("wecombot", {"errcode": 0, "errmsg": "ok"}, "accepted", False),
        ("wecombot", {"errcode": 93000, "errmsg": "invalid webhook url"}, "refused", False),
        ("wecombot", {"errcode": 45009, "errmsg": "api freq out of limit"}, "refused", True),
        ("feishu", {"code": 0, "msg": "success", "data": {}}, "accepted", False),
        ("feishu", {"code": 19024, "msg": "Key Words Not Found", "data": {}}, "refused", False),
        ("feishu", {"code": 11232, "msg": "too fast", "data": {}}, "refused", True),
    ],
)
async def test_a_no_with_status_200_is_a_no(
    monkeypatch: pytest.MonkeyPatch, vendor: str, body: Any, result: str, again: bool
) -> None:
    async with HttpAnswers(lambda _: Answer(200, orjson.dumps(body))) as site:
        outcome = await Vendors().send(says(monkeypatch, site)[vendor], "新线索", "请接下")
    assert (outcome.result, outcome.again) == (result, again)
    assert outcome.wait_s == (TOO_FAST_WAIT_S if (result, again) == ("refused", True) else 0)
    assert len(site.asked) == 1
    assert "新线索" in orjson.dumps(orjson.loads(site.asked[0].body)).decode()


@pytest.mark.parametrize(
    ("answer", "result", "again", "wait_s"),
    [
        (Answer(200, b"anything"), "accepted", False, 0),
        (Answer(429, b"", {"Retry-After": "9"}), "refused", True, 9),
        (Answer(503), "refused", True, 0),
        (Answer(404), "refused", False, 0),
        (Answer(302, b"", {"Location": "/elsewhere"}), "refused", False, 0),
    ],
)
async def test_statuses(answer: Answer, result: str, again: bool, wait_s: float) -> None:
    async with HttpAnswers(lambda _: answer) as site:
        outcome = await Vendors().send(channel(f"json://127.0.0.1:{site.port}/"), "t", "b")
    assert (outcome.result, outcome.again, outcome.wait_s) == (result, again, wait_s)
    assert len(site.asked) == 1, "nothing is tried twice, no redirect is followed"


async def test_nobody_there_is_no_refusal() -> None:
    async with HttpAnswers(lambda _: Answer()) as site:
        port = site.port
    outcome = await Vendors().send(channel(f"json://127.0.0.1:{port}/"), "t", "b")
    assert (outcome.result, outcome.again) == ("unanswered", True)


@pytest.mark.parametrize(
    "answer", [Answer(hang=True), Answer(200, b"x" * 10_000, drip_s=0.05)], ids=["hang", "drip"]
)
async def test_one_who_takes_too_long_is_left(answer: Answer) -> None:
    async with HttpAnswers(lambda _: answer) as site:
        began = monotonic()
        outcome = await Vendors().send(channel(f"json://127.0.0.1:{site.port}/", 0.6), "t", "b")
        assert (outcome.result, outcome.again) == ("unanswered", True)
        assert monotonic() - began < 1.5
        async with asyncio.timeout(1.5):
            while any(one.name == "push-json" for one in threading.enumerate()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)  # its thread ends, too, though bytes still come


async def test_one_who_hangs_delays_nobody_else() -> None:
    vendors = Vendors()
    async with (
        HttpAnswers(lambda _: Answer(hang=True)) as hanging,
        HttpAnswers(lambda _: Answer()) as quick,
    ):
        stuck = [
            asyncio.create_task(
                vendors.send(channel(f"json://127.0.0.1:{hanging.port}/{n}", 3), "t", "b")
            )
            for n in range(12)
        ]
        await hanging.until(AT_ONCE)
        began = monotonic()
        outcome = await vendors.send(channel(f"json://127.0.0.1:{quick.port}/"), "t", "b")
        assert (outcome.result, monotonic() - began < 1.0) == ("accepted", True)
        assert len(hanging.asked) == AT_ONCE < 12, "no more at a time than it may have"
        assert {(await one).result for one in stuck} == {"unanswered"}


async def test_a_url_that_apprise_cannot_read_is_refused() -> None:
    outcome = await Vendors().send(channel("nosuchvendor://x"), "t", "b")
    assert (outcome.result, outcome.again) == ("refused", False)


async def test_no_url_and_no_text_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    async with HttpAnswers(lambda _: Answer(500)) as site:
        vendors = Vendors()
        for one in says(monkeypatch, site).values():
            await vendors.send(one, "a title", "a text")
        await vendors.send(channel(f"json://name:{TOKEN}@127.0.0.1:{site.port}/"), "t", "a text")
        await vendors.send(channel(f"nosuchvendor://{TOKEN}"), "t", "a text")
    logged = caplog.text
    assert TOKEN not in logged
    assert "a text" not in logged
