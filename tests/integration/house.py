"""One house under test: a gateway of its own before a worker that all tests share.

Each house has a tenant that no other test has.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.embedded.ports import pick
from hotlead.router.gateway.app import build
from hotlead.router.gateway.context import Gateway
from hotlead.router.gateway.server import Server
from hotlead.router.gateway.sessions import Role
from hotlead.router.policy.document import Policy
from hotlead.router.privacy.masking import letters_only
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.tail import Followed
from hotlead.topics.journal import RawChange
from tests.integration.contract import hold, hold_event
from tests.integration.processes import Process

WAIT_S = 30.0
JSON = {"content-type": "application/json"}
SECRET = "a session secret of the tests"
HOT = {"region": "shanghai", "budget": 260_000, "house_type": "villa"}


@dataclass(frozen=True)
class Estate:
    """What the houses share: settings, a worker, and the tenants that are still free."""

    settings: Settings
    worker: Process
    tenants: list[str]


@dataclass
class House:
    """One tenant's view of the router, over HTTP."""

    http: httpx.AsyncClient
    gateway: Gateway
    tenant: str
    heard: list[RawChange] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def kim(self) -> str:
        """A rep; a rep's id is one's own in all the tenants of a shard."""
        return f"kim.{self.tenant}"

    @property
    def lee(self) -> str:
        """Another rep."""
        return f"lee.{self.tenant}"

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        mine = [c for c in followed.entry.raw if c.get("tenant") == self.tenant]
        self.heard += [change | {"offset": followed.offset} for change in mine]
        self._more.set()

    async def change(self, kind: str, **wanted: Any) -> RawChange:
        """Awaits the first change of this kind, with these fields, since the house was opened."""
        async with asyncio.timeout(WAIT_S):
            while True:
                for change in self.heard:
                    if change["kind"] == kind and wanted.items() <= change.items():
                        return change
                self._more.clear()
                await self._more.wait()

    def bearer(self, id_: str, role: Role = "rep", tenant: str | None = None) -> dict[str, str]:
        """Headers of a session."""
        token, _ = self.gateway.sessions.open(role, tenant or self.tenant, id_)
        return {"authorization": f"Bearer {token}"}

    def command(self, tenant: str | None = None) -> dict[str, str]:
        """Headers of a command that holds the secret, in any tenant."""
        token = self.gateway.sessions.open_for_command(tenant or self.tenant)
        return {"authorization": f"Bearer {token}"}

    async def staff(
        self, id_: str, role: Role = "supervisor", tenant: str | None = None
    ) -> dict[str, str]:
        """Registers somebody at the board; headers of a session of theirs."""
        body = {"role": role}
        put = await self.http.put(f"/v1/staff/{id_}", headers=self.command(tenant), json=body)
        assert put.status_code == 200, put.text
        return self.bearer(id_, role, tenant)

    async def call(
        self, method: str, path: str, by: str | None = None, body: Any = None, **more: Any
    ) -> httpx.Response:
        """A call, by a rep, by "sup" (a supervisor), or by nobody."""
        headers = dict(more.pop("headers", {}))
        if by is not None:
            headers |= self.bearer(by, "supervisor" if by == "sup" else "rep")
        content = {"json": body} if body is not None else {}
        response = await self.http.request(method, path, headers=headers, **content, **more)
        self.seen.append(response.text)
        return response

    async def rep(self, rep: str, *, presence: str = "idle", **fields: Any) -> None:
        """Registers a rep, who then sets a presence."""
        body = {"pools": ["main"], **fields}
        assert (await self.call("PUT", f"/v1/reps/{rep}", "sup", body)).status_code == 200
        set_ = await self.call("PUT", f"/v1/reps/{rep}/presence", rep, {"presence": presence})
        assert (set_.status_code, set_.json()["presence"]) == (200, presence)

    async def capture(self, phone: str, **fields: Any) -> str:
        """A capture over HTTP; returns the lead it became, once the journal holds it."""
        event = self.event(phone, **fields)
        sent = await self.call("POST", "/v1/captures/web-form", body=event)
        assert sent.status_code == 202, sent.text
        kinds = ("captured", "merged")
        async with asyncio.timeout(WAIT_S):
            while True:
                for change in self.heard:
                    if change["kind"] in kinds and change["event_id"] == event["event_id"]:
                        return str(change["lead"])
                self._more.clear()
                await self._more.wait()

    def event(self, phone: str, **fields: Any) -> dict[str, Any]:
        """A capture in the house's tenant."""
        return {
            "event_id": f"e-{letters_only(secrets.token_hex(6))}",
            "contact": {"phone": phone, "name": "Li Lei"},
            "attributes": HOT,
            "tenant": self.tenant,
            **fields,
        }


@asynccontextmanager
async def gateway_at(
    settings: Settings, aggregates: Aggregates[Policy] = AGGREGATES
) -> AsyncIterator[tuple[str, Gateway, Server]]:
    """A gateway that serves on a free port: its address, its parts and its server."""
    own = settings.model_copy(update={"port": pick(0, "gateway")})
    app = build(own, aggregates)
    server = Server(app, own)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            assert not serving.done(), "the gateway did not start"
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{own.port}", app.state.gateway, server
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def open_house(estate: Estate, **changes: Any) -> AsyncIterator[House]:
    """A house with a tenant of its own; `changes` are of the gateway's settings."""
    tenant = estate.tenants.pop()
    async with (
        gateway_at(estate.settings.model_copy(update=changes)) as (address, gateway, _),
        httpx.AsyncClient(
            base_url=address, timeout=WAIT_S, event_hooks={"response": [hold]}
        ) as http,
    ):
        house = House(http, gateway, tenant)
        gateway.tail.subscribe(house.hear)
        await asyncio.wait_for(gateway.tail.ready.wait(), WAIT_S)
        await house.staff("sup")
        yield house


async def read_event(lines: AsyncIterator[str]) -> dict[str, str]:
    """The next server-sent event, comments left out: `id`, `event`, `data`."""
    event: dict[str, str] = {}
    async with asyncio.timeout(WAIT_S):
        async for line in lines:
            name, _, value = line.partition(": ")
            if name:
                event[name] = value
            elif event:
                hold_event(event)
                return event
    raise AssertionError("the stream ended")
