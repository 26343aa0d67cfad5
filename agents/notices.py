"""Telling supervisors and duty managers: the log always, and the webhooks of the policy.

Webhooks are sent beside the stream, so that one that hangs delays nobody. What is to be told to one
person while an earlier message is under way goes out as one message. Each is tried a few times and
may come twice, with the same id. A test lead is never told to anybody outside.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import httpx

from hotlead.router.rules.policy import NoticeChannel, Person, Policy
from hotlead.topics.journal import Change, Entry

log = logging.getLogger(__name__)

WAITING_MAX = 10_000
TOGETHER_MAX = 200
ATTEMPTS = 4
PAUSE_S = 0.5


class Notices:
    """Sends what rungs have to say. `policy` gives the document in force when it is sent."""

    def __init__(self, policy: Callable[[], Policy]) -> None:
        self._policy = policy
        self._waiting: dict[tuple[str, NoticeChannel], list[dict[str, Any]]] = defaultdict(list)
        self._senders: dict[tuple[str, NoticeChannel], asyncio.Task[None]] = {}
        self._http = httpx.AsyncClient(follow_redirects=False)

    async def stop(self, grace_s: float = 3.0) -> None:
        """Gives what is under way a moment, then drops it."""
        senders = list(self._senders.values())
        if senders:
            await asyncio.wait(senders, timeout=grace_s)
        for sender in senders:
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sender
        await self._http.aclose()

    def rung(self, change: Change, entry: Entry, shard: int) -> None:
        """A rung was journalled; queue what it tells whom."""
        log.info("rung %s of lead %s, pool %s", change["name"], change["lead"], change["pool"])
        if change.get("test"):
            return
        for person in self._people(change["does"].split("+")):
            notice = {
                "id": f"{shard}-{entry.seq}-{person.id}",
                "rung": change["name"],
                "lead": change["lead"],
                "tenant": change["tenant"],
                "pool": change["pool"],
                "score": change["score"] / 1e6,
                "hot_at_ms": change["hot_at"],
                "at_ms": entry.at,
                "rep": change.get("rep"),
            }
            for channel in person.channels:
                self._queue(person.id, channel, notice)

    def _people(self, does: list[str]) -> tuple[Person, ...]:
        policy = self._policy()
        if "supervisors" in does:
            return policy.supervisors
        return policy.duty_managers if "duty-managers" in does else ()

    def _queue(self, person: str, channel: NoticeChannel, notice: dict[str, Any]) -> None:
        key = (person, channel)
        if len(self._waiting[key]) >= WAITING_MAX:
            log.error("too many notices wait for %s; one was dropped", person)
            return
        self._waiting[key].append(notice)
        if key not in self._senders:
            self._senders[key] = asyncio.create_task(self._send_all(key))

    async def _send_all(self, key: tuple[str, NoticeChannel]) -> None:
        person, channel = key
        try:
            while notices := self._waiting[key][:TOGETHER_MAX]:
                await self._send(channel, {"to": person, "notices": notices})
                del self._waiting[key][: len(notices)]
        finally:
            del self._senders[key]

    async def _send(self, channel: NoticeChannel, body: dict[str, Any]) -> None:
        first = body["notices"][0]["id"]
        for attempt in range(ATTEMPTS):
            try:
                answer = await self._http.post(
                    channel.url,
                    json=body,
                    timeout=channel.timeout_s,
                    headers={"webhook-id": first},
                )
                if answer.is_success:
                    return
            except httpx.HTTPError:
                pass  # counted as a failed attempt, like a refusal
            await asyncio.sleep(PAUSE_S * 2**attempt)
        log.error("notice %s: its webhook failed %d times", first, ATTEMPTS)
