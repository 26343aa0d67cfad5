"""Notices: whom a rung tells is in the policy that it fired under."""

import asyncio
from typing import Any

import httpx
import orjson

from hotlead.agents.notices import Notices
from hotlead.router.rules.people import Person, WebhookChannel
from hotlead.router.rules.policy import DEFAULT_POLICY, Policy
from hotlead.topics.journal import Entry

SOON_S = 5.0


def told_by(person: str) -> Policy:
    channel = WebhookChannel(url=f"http://hooks.example.org/{person}")
    return Policy(version=person, supervisors=(Person(id=person, channels=(channel,)),))


def rung(policy: str) -> tuple[dict[str, Any], Entry]:
    change = {
        "kind": "rung",
        "name": "supervisors",
        "does": "open+supervisors",
        "lead": "ld_1",
        "tenant": "main",
        "pool": "main",
        "score": 80_000_000,
        "hot_at": 1,
    }
    return change, Entry(7, "s", "p", 1, 1, 5, policy, (change,))


async def test_the_policy_of_the_entry_says_whom() -> None:
    """Not the newest one: here that is broken, so that strict defaults would stand in for it."""
    book = {"kim": told_by("kim"), "lee": told_by("lee")}
    heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    def hook(request: httpx.Request) -> httpx.Response:
        heard.put_nowait((request.url.path, orjson.loads(request.content)))
        return httpx.Response(204)

    notices = Notices(lambda version: book.get(version, DEFAULT_POLICY))
    notices._http = httpx.AsyncClient(transport=httpx.MockTransport(hook))
    notices.rung(*rung("kim"), 0, -1)
    path, body = await asyncio.wait_for(heard.get(), SOON_S)
    assert (path, body["to"]) == ("/kim", "kim")
    assert [notice["id"] for notice in body["notices"]] == ["0-7-kim"]
    notices.rung(*rung("never published"), 0, -1)
    await notices.stop()
    assert heard.empty()


async def test_the_journal_is_committed_only_up_to_what_was_told() -> None:
    """A worker that is killed while a webhook hangs leaves the notice to the next one."""
    arrived, answers = asyncio.Event(), asyncio.Event()

    async def hook(_: httpx.Request) -> httpx.Response:
        arrived.set()
        await answers.wait()
        return httpx.Response(204)

    notices = Notices(lambda _: told_by("kim"))
    notices._http = httpx.AsyncClient(transport=httpx.MockTransport(hook))
    notices.rung(*rung("kim"), 0, 41)
    notices.rung(*rung("kim"), 0, 57)
    notices.rung(*rung("kim"), 1, 3)
    await asyncio.wait_for(arrived.wait(), SOON_S)
    assert [notices.through(shard, 60) for shard in (0, 1, 2)] == [41, 3, 60]
    answers.set()
    await notices.stop(SOON_S)
    assert [notices.through(shard, 60) for shard in (0, 1, 2)] == [60, 60, 60]
