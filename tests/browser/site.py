"""The whole router for browsers: Kafka, a store, a worker and a gateway, as they run in earnest."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from hotlead.router.gateway.sessions import Sessions, login_code
from hotlead.router.policy.document import DEFAULT_POLICY, Policy, Pool, Rung
from hotlead.router.policy.labels import AttributeWords, Labels, Words
from hotlead.router.privacy.masking import letters_only
from hotlead.router.settings import Settings
from tests.integration.processes import Process, Processes

WAIT_S: Final = 20.0
HOT: Final = {"region": "shanghai", "budget": 260_000, "house_type": "villa"}
QUICK: Final = (
    Rung(name="reminder", after_s=1.5, remind=True),
    Rung(name="supervisors", after_s=4, open=True, notify="supervisors"),
    Rung(name="duty-manager", after_s=600, notify="duty-managers"),
)
NAMES: Final = {"kim": "Kim", "lee": "Li Lei", "may": "May"}
POLICY: Final = Policy(
    version="2026-autumn",
    pools={
        # A first touch costs a rep nothing here: what rings is the matter.
        "main": DEFAULT_POLICY.pools["main"],
        "villas": Pool(ladder=QUICK),
        "brief": Pool(expiry_s=2, misses_before_away=1),
        "calm": Pool(wrap_up_s=90),
    },
    labels=Labels(
        attributes={
            "area_m2": AttributeWords(en="Area (m²)", zh="面积（㎡）"),
            "style": AttributeWords(
                en="Style", zh="风格", values={"nordic": Words(en="Nordic", zh="北欧风")}
            ),
        },
    ),
)


def push_origin(port: int) -> str:
    """The push service of the tests, as HOTLEAD_PUSH_SERVICES names it."""
    return f"http://127.0.0.1:{port}"


@dataclass
class Site:
    """The processes of one run, and the tenants that no test has taken."""

    settings: Settings
    processes: Processes
    env: dict[str, str]
    tenants: list[str]
    gateway: Process | None = None

    @property
    def address(self) -> str:
        """Where the gateway is."""
        return f"http://127.0.0.1:{self.settings.port}"

    @property
    def push_port(self) -> int:
        """Where a test may play the push service that its router may call."""
        return int(self.settings.push_services[-1].rpartition(":")[2])

    async def start_worker(self) -> None:
        """A worker that serves all shards."""
        await self.processes.start(
            "-m", "hotlead.agents", env=self.env, ready_line="^worker ready", timeout_s=90
        )

    async def start_gateway(self) -> None:
        """A gateway at the address, caught up with the journal."""
        self.gateway = await self.processes.start(
            "-m",
            "hotlead.router.cli",
            "gateway",
            env=self.env,
            ready_port=self.settings.port,
            timeout_s=60,
        )

        async def ready(http: httpx.AsyncClient) -> bool:
            return (await http.get("/readyz")).status_code == 200

        async with httpx.AsyncClient(base_url=self.address, timeout=WAIT_S) as http:
            await until(lambda: ready(http), "the gateway is not ready")

    async def stop_gateway(self) -> None:
        """SIGTERM, as a deployment does."""
        assert self.gateway is not None
        assert await self.gateway.terminate() == 0


@dataclass
class Office:
    """One tenant: its reps, its supervisor, and the leads that are sent to it."""

    site: Site
    tenant: str
    http: httpx.AsyncClient
    boss: str = "boss"
    sent: int = 0
    _sessions: Sessions = field(init=False)

    def __post_init__(self) -> None:
        self._sessions = Sessions(self.site.settings.secret)

    def name(self, rep: str) -> str:
        """A rep's id, which no other tenant may have: `kim37` in the tenant `b37`."""
        return f"{rep}{self.tenant[1:]}"

    def code(self, who: str, *, supervisor: bool = False) -> str:
        """A login code, as `hotlead login-code` makes it."""
        return login_code(self.site.settings, rep=who, tenant=self.tenant, supervisor=supervisor)

    async def call(self, method: str, path: str, body: Any = None, **session: str) -> Any:
        """A call as the supervisor, or as `rep`; its answer."""
        rep = session.get("rep")
        token, _ = self._sessions.open(
            "rep" if rep else "supervisor", self.tenant, rep or self.boss
        )
        headers = {"authorization": f"Bearer {token}"}
        response = await self.http.request(method, path, json=body, headers=headers)
        assert response.is_success, (response.status_code, response.text)
        return response.json() if response.content else None

    async def rep(self, rep: str, **fields: Any) -> str:
        """Registers a rep; returns the id."""
        body = {"pools": ["main", "villas", "brief"], "name": NAMES.get(rep, rep.title()), **fields}
        await self.call("PUT", f"/v1/reps/{self.name(rep)}", body)
        return self.name(rep)

    async def presence(self, rep: str, presence: str) -> None:
        """The rep sets it elsewhere than in the browser."""
        await self.call("PUT", f"/v1/reps/{rep}/presence", {"presence": presence}, rep=rep)

    async def capture(
        self, phone: str, *, signals: Sequence[str] = (), hot: bool = False, **fields: Any
    ) -> str:
        """A lead over HTTP, hot when its signals make it so; returns its id once it is there."""
        self.sent += 1
        event_id = f"e-{letters_only(secrets.token_hex(5))}"
        visitor = f"v-{secrets.token_hex(5)}"
        kinds = ("inbound_call", "page_dwell") if hot else signals
        if kinds:
            events = [
                {
                    "event_id": f"s-{letters_only(secrets.token_hex(5))}",
                    "visitor_id": visitor,
                    "kind": kind,
                    "value": 150,
                    "tenant": self.tenant,
                }
                for kind in kinds
            ]
            await self.call("POST", "/v1/signals", events)
            # Signals and captures are two topics: the lead is to be born with its heat.
            await asyncio.sleep(0.3)
        channel = fields.pop("channel", "web-form")
        name = fields.pop("name", "王先生")
        event = {
            "event_id": event_id,
            "contact": {"phone": phone, "name": name},
            "attributes": HOT,
            "visitor_id": visitor,
            "tenant": self.tenant,
            **fields,
        }
        await self.call("POST", f"/v1/captures/{channel}", event)
        path = f"/v1/captures/{channel}/{event_id}"
        token, _ = self._sessions.open("supervisor", self.tenant, self.boss)

        async def known() -> str | None:
            found = await self.http.get(path, headers={"authorization": f"Bearer {token}"})
            return str(found.json()["lead"]) if found.status_code == 200 else None

        return str(await until(known, "the capture became no lead"))


@asynccontextmanager
async def open_office(site: Site) -> AsyncIterator[Office]:
    """A tenant that no other test has."""
    async with httpx.AsyncClient(base_url=site.address, timeout=WAIT_S) as http:
        office = Office(site, site.tenants.pop(), http)
        token = Sessions(site.settings.secret).open_for_command(office.tenant)
        put = await http.put(
            f"/v1/staff/{office.boss}",
            json={"role": "supervisor"},
            headers={"authorization": f"Bearer {token}"},
        )
        assert put.is_success, put.text
        yield office


async def until(probe: Callable[[], Any], what: str, timeout_s: float = WAIT_S) -> Any:
    """Awaits that the probe gives something, and returns it."""
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                try:
                    found = await probe()
                except httpx.TransportError:
                    found = None
                if found:
                    return found
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(what) from None
