"""A rep's phone: logged in, told by server-sent events, and used as people use it.

Half of the hot leads are left alone. What is decided for a lead hangs on the seed, the rep and the
lead alone.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import orjson

from hotlead.router.settings import Settings
from tests.chaos.clients.caller import Caller
from tests.chaos.clients.staff import log_in

HEARTBEAT_S: Final = 3.0
SILENT_S: Final = 20.0
HOLDS_S: Final = (5.0, 15.0)
RETRIES: Final = 6
RETRY_S: Final = 1.0
REACTION_S: Final = (0.1, 1.2)
TALK_S: Final = (0.3, 1.5)

LEFT_ALONE: Final = 0.5
IGNORED: Final = 0.1
DECLINED: Final = 0.1
RELEASED: Final = 0.04
FORGOTTEN: Final = 0.04
STALE: Final = 0.1
CLAIMED: Final = 0.15
WON: Final = 0.7

_MINE: Final = ("assigned", "withdrawn", "acknowledged", "left")


class Phone:
    """One rep with a phone. Run it as a task; `rest` makes them take nothing more."""

    def __init__(
        self, caller: Caller, settings: Settings, tenant: str, rep: str, seed: int
    ) -> None:
        self.rep, self.tenant = rep, tenant
        self.resting = False
        self._caller, self._settings, self._seed = caller, settings, seed
        self._token = ""
        self._handled: set[str] = set()
        self._actions = 0
        self._last: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def process(self) -> str:
        """As the history names it."""
        return f"phone-{self.rep}"

    async def start(self) -> None:
        """Logs in and sets the rep idle; from then on the phone is on."""
        self._token = await log_in(self._caller, self._settings, tenant=self.tenant, rep=self.rep)
        self._begin(self._listen())
        self._begin(self._beat())
        await self._presence("idle")

    async def rest(self) -> None:
        """The rep goes away: what is live stays, nothing more comes."""
        self.resting = True
        await self._presence("away")

    async def stop(self) -> None:
        """Turns the phone off."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # What it is told

    async def _listen(self) -> None:
        """One connection after another: each is lost after a while, and the next one resumes."""
        path = f"/v1/reps/{self.rep}/events"
        dice = random.Random(f"{self._seed}:{self.rep}:line")
        while True:
            headers = {"authorization": f"Bearer {self._token}"}
            if self._last is not None:
                headers["last-event-id"] = self._last
            timeout = httpx.Timeout(SILENT_S, connect=5.0)
            try:
                async with (
                    asyncio.timeout(dice.uniform(*HOLDS_S)),
                    self._caller.http.stream(
                        "GET", path, headers=headers, timeout=timeout
                    ) as answer,
                ):
                    if answer.is_success:
                        async for event in _events(answer):
                            self._hear(event)
            except (httpx.HTTPError, TimeoutError):
                pass  # it connects again, as pages do
            await asyncio.sleep(0.5)

    def _hear(self, event: dict[str, str]) -> None:
        name, data = event.get("event"), event.get("data", "{}")
        self._last = event.get("id", self._last)
        if name == "snapshot":
            for held in orjson.loads(data)["assignments"]:
                self._told("assigned", held["lead"], held["epoch"], snapshot=True)
                self._offered(held["lead"], held["epoch"], held.get("hot_at_ms") is not None)
        elif name == "changes":
            for change in orjson.loads(data)["changes"]:
                self._change(change)

    def _change(self, change: dict[str, Any]) -> None:
        kind, lead = change["kind"], change.get("lead")
        if kind in _MINE and change.get("rep") == self.rep and lead is not None:
            self._told(kind, lead, change.get("epoch"), episode=change.get("episode"))
            if kind == "assigned":
                self._offered(lead, change["epoch"], change.get("hot_at") is not None)
            elif kind == "withdrawn" and self._dice(lead, "stale").random() < STALE:
                self._begin(self._act("acknowledge", lead, change["epoch"]))
        elif kind == "rung" and change.get("open") and self._wants(lead):
            self._begin(self._claim(str(lead)))

    def _told(self, event: str, lead: str, epoch: str | None, **more: Any) -> None:
        self._caller.history.told(
            self.process,
            "assignment",
            tenant=self.tenant,
            rep=self.rep,
            lead=lead,
            epoch=epoch,
            value={"event": event} | {n: v for n, v in more.items() if v is not None},
        )

    # What the rep does

    def _dice(self, lead: Any, what: str) -> random.Random:
        return random.Random(f"{self._seed}:{self.rep}:{lead}:{what}")

    def _wants(self, lead: Any) -> bool:
        return not self.resting and self._dice(lead, "claim").random() < CLAIMED

    def _offered(self, lead: str, epoch: str, hot: bool) -> None:
        if epoch not in self._handled and not self.resting:
            self._handled.add(epoch)
            self._begin(self._answer(lead, epoch, hot))

    async def _answer(self, lead: str, epoch: str, hot: bool) -> None:
        dice = self._dice(lead, "answer")
        choice, reaction_s = dice.random(), dice.uniform(*REACTION_S)
        if choice < (LEFT_ALONE if hot else IGNORED):
            return
        await asyncio.sleep(reaction_s)
        if not hot and choice < IGNORED + DECLINED:
            await self._act("decline", lead, epoch)
        elif await self._act("acknowledge", lead, epoch):
            await self._serve(lead, epoch, dice)

    async def _claim(self, lead: str) -> None:
        known = {"tenant": self.tenant, "rep": self.rep, "lead": lead}
        answer = await self._until_known("claim", f"/v1/leads/{lead}/claim", {}, known)
        if answer is not None and answer.is_success:
            await self._serve(lead, answer.json()["epoch"], self._dice(lead, "claimed"))

    async def _serve(self, lead: str, epoch: str, dice: random.Random) -> None:
        """After acknowledging: a call to the customer, a mis-tap given back, or nothing."""
        choice, won = dice.random(), dice.random() < WON
        if choice < FORGOTTEN and not self.resting:
            return
        known = {"tenant": self.tenant, "rep": self.rep, "lead": lead, "epoch": epoch}
        if choice < FORGOTTEN + RELEASED:
            path, body = f"/v1/leads/{lead}/release", {"epoch": epoch}
            await self._until_known("release", path, body, known)
            return
        await asyncio.sleep(dice.uniform(*TALK_S))
        outcome = {"outcome": "won" if won else "open"}
        path, body = f"/v1/leads/{lead}/activities", {"epoch": epoch, **outcome}
        await self._until_known("activity", path, body, known | {"value": outcome})

    async def _act(self, f: str, lead: str, epoch: str) -> bool:
        known = {"tenant": self.tenant, "rep": self.rep, "lead": lead, "epoch": epoch}
        answer = await self._until_known(f, f"/v1/assignments/{lead}.{epoch}/{f}", {}, known)
        return answer is not None and answer.is_success

    async def _until_known(
        self, f: str, path: str, body: dict[str, Any], known: dict[str, Any]
    ) -> httpx.Response | None:
        """Asks, and asks again under the same action id while nobody knows what happened."""
        self._actions += 1
        action = f"{self.rep}-{self._actions}"
        value = {**known.get("value", {}), "action": action}
        answer = None
        for _ in range(RETRIES):
            operation = self._caller.history.invoke(self.process, f, **(known | {"value": value}))
            sent = body | {"action_id": action}
            answer = await self._caller.finish(operation, "POST", path, sent, self._token)
            if answer is not None and not answer.is_server_error:
                break
            await asyncio.sleep(RETRY_S)
        return answer

    # Presence

    async def _presence(self, presence: str) -> None:
        known = {"tenant": self.tenant, "rep": self.rep, "value": {"presence": presence}}
        path, body = f"/v1/reps/{self.rep}/presence", {"presence": presence}
        while True:
            operation = self._caller.history.invoke(self.process, "presence", **known)
            answer = await self._caller.finish(operation, "PUT", path, body, self._token)
            if answer is not None and not answer.is_server_error:
                return
            await asyncio.sleep(RETRY_S)

    async def _beat(self) -> None:
        path = f"/v1/reps/{self.rep}/heartbeat"
        while True:
            await self._caller.send("POST", path, token=self._token)
            await asyncio.sleep(HEARTBEAT_S)


async def _events(answer: httpx.Response) -> AsyncIterator[dict[str, str]]:
    """Server-sent events: `id`, `event`, `data`."""
    event: dict[str, str] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if name:
            event[name] = value
        elif event:
            yield event
            event = {}
