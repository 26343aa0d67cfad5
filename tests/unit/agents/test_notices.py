"""Notices: who is told what and when it is no use any more, without Redis, Kafka or the web."""

import asyncio
from typing import Any

import httpx
import orjson

from hotlead.agents.notices.holds import Holds
from hotlead.router.policy.people import AppriseChannel
from tests.unit.agents.notices_world import SOON_S, NoRedis, rung, supervised_by, told_by, until
from tests.whole_changes import whole_change


async def test_the_policy_of_the_entry_says_whom() -> None:
    """Not the newest one: here that is broken, so that strict defaults would stand in for it."""
    heard: asyncio.Queue[tuple[str, Any, str]] = asyncio.Queue()

    def hook(request: httpx.Request) -> httpx.Response:
        body = orjson.loads(request.content)
        heard.put_nowait((request.url.path, body, request.headers["webhook-id"]))
        return httpx.Response(204)

    book = {"kim": supervised_by("kim"), "lee": supervised_by("lee", "reminder")}
    async with told_by(book, hook) as (notices, inbox):
        change, entry = rung("kim")
        notices.hear(change, entry, 0, 2, -1)
        path, body, webhook_id = await asyncio.wait_for(heard.get(), SOON_S)
        assert path == "/kim"
        assert webhook_id == "0-7-2-kim"
        assert body == {
            "to": "kim",
            "notices": [
                {
                    "id": "0-7-2-kim",
                    "rung": "supervisors",
                    "lead": "ld_1",
                    "tenant": "main",
                    "pool": "main",
                    "score": 80.0,
                    "hot_at_ms": 1,
                    "since_ms": None,
                    "at_ms": entry.at,
                    "rep": None,
                }
            ],
        }
        notices.hear(*rung("never published"), 0, 0, -1)
        notices.hear(*rung("lee"), 0, 0, -1)  # who wants the reminder only
        notices.hear(*rung("kim", test=True), 0, 0, -1)
        await until(lambda: inbox.events)
    assert heard.empty()
    ((shard, event),) = inbox.events
    assert (shard, event.to, event.via, event.result, event.attempts) == (
        *(0, "kim", "webhook", "accepted"),
        1,
    )
    assert [(one.notice, one.lead) for one in event.notices] == [("0-7-2-kim", "ld_1")]


async def test_the_journal_is_committed_only_up_to_what_was_told() -> None:
    """A worker that is killed while a webhook hangs leaves the notice to the next one."""
    arrived, answers = asyncio.Event(), asyncio.Event()

    async def hook(_: httpx.Request) -> httpx.Response:
        arrived.set()
        await answers.wait()
        return httpx.Response(204)

    async with told_by({"kim": supervised_by("kim")}, hook) as (notices, _):
        committed: list[int] = []
        notices.when_told = committed.append
        notices.hear(*rung("kim"), 0, 0, 41)
        notices.hear(*rung("kim"), 0, 0, 57)
        notices.hear(*rung("kim"), 1, 0, 3)
        await asyncio.wait_for(arrived.wait(), SOON_S)
        assert [notices.through(shard, 60) for shard in (0, 1, 2)] == [41, 3, 60]
        assert committed == []
        answers.set()
        await until(lambda: notices.through(0, 60) == notices.through(1, 60) == 60)
        assert set(committed) == {0, 1}


async def test_an_inbox_that_fails_holds_no_queue_up() -> None:
    heard: list[str] = []

    def hook(request: httpx.Request) -> httpx.Response:
        heard.append(request.headers["webhook-id"])
        return httpx.Response(204)

    async with told_by({"kim": supervised_by("kim")}, hook) as (notices, inbox):
        inbox.fails = True
        notices.hear(*rung("kim"), 0, 0, 5)
        await until(lambda: notices.through(0, 60) == 60)
        assert notices._metrics.unreported._value.get() == 1
        inbox.fails = False
        notices.hear(*rung("kim"), 0, 0, 6)
        await until(lambda: inbox.events)
    assert len(heard) == 2


async def test_a_rep_without_a_phone_is_not_told_and_nothing_is_journalled() -> None:
    async with told_by({}, lambda _: httpx.Response(500)) as (notices, inbox):
        change, entry = rung("p", kind="assigned", rep="kim", epoch="7-1", channel="web-form")
        notices.hear(change, entry, 0, 0, 9)
        assert notices.through(0, 60) == 9, "until it is known that there is no phone"
        notices.handled()
        await until(lambda: notices.through(0, 60) == 60)
    assert inbox.events == []


async def test_nobody_is_looked_up_who_has_no_phone_for_certain() -> None:
    redis = NoRedis()
    async with told_by({}, lambda _: httpx.Response(500), redis) as (notices, _):
        assigned = {"kind": "assigned", "epoch": "7-1", "channel": "web-form"}
        kim, entry = rung("p", rep="kim", **assigned)
        lee, _entry = rung("p", rep="lee", **assigned)
        for change in (kim, kim):
            notices.hear(change, entry, 0, 0, 9)
            notices.handled()
            await until(lambda: notices.through(0, 60) == 60)
        # Once: from then on the shard is followed in the journal.
        assert redis.looks == 1
        notices.hear(whole_change("push_subscribed", rep="lee"), entry, 0, 0, 10)
        for change in (kim, lee):
            notices.hear(change, entry, 0, 0, 11)
            notices.handled()
            await until(lambda: notices.through(0, 60) == 60)
        assert redis.looks == 2
        # Another worker's for a while, it is read again.
        notices.forget([0])
        notices.hear(kim, entry, 0, 0, 12)
        notices.handled()
        await until(lambda: notices.through(0, 60) == 60)
        assert redis.looks == 3


def test_holds_are_counted() -> None:
    holds = Holds()
    for through in (7, 3, 3, 9):
        holds.hold(0, through)
    holds.release(0, 3)
    assert holds.through(0, 100) == 3
    holds.release(0, 3)
    assert (holds.through(0, 100), holds.through(0, 5), holds.through(1, 8)) == (7, 5, 8)
    holds.release(0, 9)
    holds.release(0, 7)
    assert holds.through(0, 100) == 100
    holds.hold(0, 3)
    assert holds.through(0, 100) == 3, "an offset may be held again"


def test_a_secret_url_is_in_no_repr() -> None:
    """Queues are keyed by channels, and a traceback shows keys."""
    shown = repr(AppriseChannel(kind="apprise", url="dingtalk://s3cret"))
    assert "s3cret" not in shown
