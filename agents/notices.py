"""Telling supervisors and duty managers: the log always, and the webhooks of the policy.

Webhooks are sent beside the stream, so that one that hangs delays nobody; they are tried a few
times and may come twice, with the same id. A test lead is never told to anybody outside.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import httpx

from hotlead.router.rules.policy import NoticeChannel, Person, Policy
from hotlead.topics.journal import Change, Entry

log = logging.getLogger(__name__)

WAITING_MAX = 10_000
ATTEMPTS = 4
PAUSE_S = 0.5
SENDERS = 8


class Notices:
    """Sends what rungs have to say. `policy` gives the document in force when it is sent."""

    def __init__(self, policy: Callable[[], Policy]) -> None:
        self._policy = policy
        self._waiting: asyncio.Queue[tuple[NoticeChannel, dict[str, Any]]] = asyncio.Queue(
            WAITING_MAX
        )
        self._senders: list[asyncio.Task[None]] = []
        self._http = httpx.AsyncClient(follow_redirects=False)

    def start(self) -> None:
        """Starts the senders; to be called inside the running loop."""
        self._senders = [asyncio.create_task(self._send_on()) for _ in range(SENDERS)]

    async def stop(self, grace_s: float = 3.0) -> None:
        """Gives what waits a moment, then drops it."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._waiting.join(), grace_s)
        for sender in self._senders:
            sender.cancel()
        await self._http.aclose()

    def rung(self, change: Change, entry: Entry, shard: int) -> None:
        """A rung was journalled; queue what it tells whom."""
        does = change["does"].split("+")
        log.info("rung %s of lead %s, pool %s", change["name"], change["lead"], change["pool"])
        policy = self._policy()
        people: tuple[Person, ...] = ()
        if "supervisors" in does:
            people = policy.supervisors
        elif "duty-managers" in does:
            people = policy.duty_managers
        if change.get("test"):
            return
        for person in people:
            body = {
                "id": f"{shard}-{entry.seq}-{person.id}",
                "to": person.id,
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
                try:
                    self._waiting.put_nowait((channel, body))
                except asyncio.QueueFull:
                    log.error("too many notices wait; one for %s was dropped", person.id)  # noqa: TRY400

    async def _send_on(self) -> None:
        while True:
            channel, body = await self._waiting.get()
            try:
                await self._send(channel, body)
            finally:
                self._waiting.task_done()

    async def _send(self, channel: NoticeChannel, body: dict[str, Any]) -> None:
        for attempt in range(ATTEMPTS):
            try:
                answer = await self._http.post(
                    channel.url,
                    json=body,
                    timeout=channel.timeout_s,
                    headers={"webhook-id": body["id"]},
                )
                if answer.is_success:
                    return
            except httpx.HTTPError:
                pass  # counted as a failed attempt, like a refusal
            await asyncio.sleep(PAUSE_S * 2**attempt)
        log.error("notice %s: its webhook failed %d times", body["id"], ATTEMPTS)
