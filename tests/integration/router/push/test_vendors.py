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
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wechat import NotifyWeChat
from apprise.plugins.wecombot import NotifyWeComBot

from hotlead.router.policy.people import AppriseChannel
from hotlead.router.push.vendor_answers import TOO_FAST_WAIT_S
from hotlead.router.push.vendors import AT_ONCE, Vendors
from tests.http_answers import Answer, Asked, HttpAnswers

TOKEN = "a1b2c3d4e5f6"


def channel(url: str, timeout_s: float = 5.0) -> AppriseChannel:
    return AppriseChannel(kind="apprise", url=url, timeout_s=timeout_s)


def says(monkeypatch: pytest.MonkeyPatch, site: HttpAnswers) -> dict[str, AppriseChannel]:
    """The vendors, pointed to the site."""
    monkeypatch.setattr(NotifyDingTalk, "notify_url", site.url + "/ding?access_token={token}")
    monkeypatch.setattr(NotifyWeComBot, "notify_url", site.url + "/wecom?key={key}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", site.url + "/feishu/{token}/")
    monkeypatch.setattr(NotifyLark, "notify_url", site.url + "/lark/")
    monkeypatch.setattr(NotifyWeChat, "token_url", site.url + "/token")
    monkeypatch.setattr(NotifyWeChat, "notify_url", site.url + "/wechat")
    return {
        "dingtalk": channel(f"dingtalk://{TOKEN}"),
        "wecombot": channel("wecombot://693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"),
        "feishu": channel(f"feishu://{TOKEN}"),
        "lark": channel(f"lark://{TOKEN}"),
        "wechat": channel(f"wechat://corp:{TOKEN}@1000002/wang"),
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
        ("dingtalk", {"errcode": 410100, "errmsg": "send too fast"}, "refused", True),
        ("feishu", {"code": 0, "msg": "success", "data": {}}, "accepted", False),
        ("feishu", {"code": 19024, "msg": "Key Words Not Found", "data": {}}, "refused", False),
        ("feishu", {"code": 19021, "msg": "sign match fail", "data": {}}, "refused", False),
        ("feishu", {"code": 9499, "msg": "Bad Request", "data": {}}, "refused", False),
        ("feishu", {"code": 11232, "msg": "too fast", "data": {}}, "refused", True),
        ("lark", {"code": 0, "msg": "success", "data": {}}, "accepted", False),
        ("lark", {"code": 9499, "msg": "Bad Request", "data": {}}, "refused", False),
        ("lark", {"code": 11232, "msg": "too fast", "data": {}}, "refused", True),
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
        (Answer(408), "refused", True, 0),
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


async def test_a_vendor_with_troubles_of_its_own_is_asked_again_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with HttpAnswers(lambda _: Answer(200, b'{"errcode": -1}')) as site:
        for vendor in ("dingtalk", "wecombot"):
            outcome = await Vendors().send(says(monkeypatch, site)[vendor], "t", "b")
            assert (outcome.result, outcome.again, outcome.wait_s) == ("refused", True, 0)


@pytest.mark.parametrize(
    ("code", "again", "wait_s"), [(11232, True, TOO_FAST_WAIT_S), (9499, False, 0)]
)
async def test_feishus_codes_come_with_status_400_too(
    monkeypatch: pytest.MonkeyPatch, code: int, again: bool, wait_s: float
) -> None:
    answer = Answer(400, orjson.dumps({"code": code, "msg": "no"}))
    async with HttpAnswers(lambda _: answer) as site:
        outcome = await Vendors().send(says(monkeypatch, site)["feishu"], "t", "b")
    assert (outcome.result, outcome.again, outcome.wait_s) == ("refused", again, wait_s)


async def test_feishus_own_header_says_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Answer(429, b"", {"x-ogw-ratelimit-reset": "43"})
    async with HttpAnswers(lambda _: answer) as site:
        outcome = await Vendors().send(says(monkeypatch, site)["feishu"], "t", "b")
    assert (outcome.again, outcome.wait_s) == (True, 43)


@pytest.mark.parametrize(
    ("token", "sent", "result", "again"),
    [
        ({"errcode": 0, "access_token": "t"}, {"errcode": 0}, "accepted", False),
        ({"errcode": 0, "access_token": "t"}, {"errcode": 45009}, "refused", True),
        # A success that reached nobody: who has left the company, or has no licence.
        ({"errcode": 0, "access_token": "t"}, {"errcode": 0, "invaliduser": "w"}, "refused", False),
        (
            *({"errcode": 0, "access_token": "t"}, {"errcode": 0, "unlicenseduser": "w"}),
            *("refused", False),
        ),
        # A token that is none: nothing was sent, though the last answer was a success.
        ({"errcode": 0}, None, "refused", False),
        ({"errcode": 40001}, None, "refused", False),
    ],
)
async def test_wecoms_app_says_yes_and_reaches_nobody(
    monkeypatch: pytest.MonkeyPatch, token: Any, sent: Any, result: str, again: bool
) -> None:
    def answer(what: Asked) -> Answer:
        return Answer(200, orjson.dumps(token if what.path.startswith("/token") else sent))

    async with HttpAnswers(answer) as site:
        outcome = await Vendors().send(says(monkeypatch, site)["wechat"], "t", "b")
    assert (outcome.result, outcome.again) == (result, again)
    assert len(site.asked) == (1 if sent is None else 2)


@pytest.mark.parametrize("overflow", ["", "?overflow=truncate", "?overflow=split"])
async def test_apprise_neither_cuts_nor_splits(
    monkeypatch: pytest.MonkeyPatch, overflow: str
) -> None:
    """It would by characters, 2,048 of them, and say yes to what is gone."""
    text = "\n".join("客户想要看房" * 20 for _ in range(40))
    answer = Answer(200, b'{"errcode": 40058, "errmsg": "exceed max length 2048"}')
    async with HttpAnswers(lambda _: answer) as site:
        bot = says(monkeypatch, site)["wecombot"]
        longer = channel(bot.url + overflow)
        measure = await Vendors().measure(longer)
        assert measure is not None
        assert not measure.fits("新线索", text)
        outcome = await Vendors().send(longer, "新线索", text)
    assert (outcome.result, outcome.again, len(site.asked)) == ("refused", False, 1)
    assert orjson.loads(site.asked[0].body)["text"]["content"] == f"新线索\r\n{text}"


async def test_one_receiver_of_several_that_was_not_reached_is_no_success() -> None:
    """Here the first of two; apprise says no, and the last answer alone says yes."""

    def answer(asked: Asked) -> Answer:
        return Answer(200 if b"222" in asked.body else 503, b"{}", {"Retry-After": "7"})

    async with HttpAnswers(answer) as site:
        url = f"signal://127.0.0.1:{site.port}/+15550000000/+15550000111/+15550000222"
        outcome = await Vendors().send(channel(url), "t", "b")
    assert len(site.asked) == 2
    assert (outcome.result, outcome.again, outcome.wait_s) == ("refused", True, 7)


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
