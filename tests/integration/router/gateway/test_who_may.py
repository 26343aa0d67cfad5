"""Every call, by every caller, of every object that it names, in one's own tenant and another's."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx
import pytest

from hotlead.router.gateway.calls import routes
from hotlead.router.gateway.context import Gateway
from hotlead.router.gateway.pages import page_routes
from hotlead.router.gateway.sessions import Role, login_code
from hotlead.router.reps.http_calls import subscription_id
from hotlead.router.shard.sharding import shard_of
from tests.integration.house import HOT, WAIT_S, Estate, House, gateway_at, open_house
from tests.integration.router.gateway.who_may import CALLERS, ROWS

TOKEN = "a-token-for-all-sources"
PHONE = "http://127.0.0.1:9/phone"


class Town:
    """Two tenants of one shard, and a gateway at which sources need a token.

    Kim has every lead; `made` makes what a row speaks of, anew for each row.
    """

    def __init__(self, house: House, at: httpx.AsyncClient, gateway: Gateway, other: str) -> None:
        self.house, self.at, self.gateway, self.other = house, at, gateway, other
        self._numbers = count(1)

    def headers(self, caller: str) -> dict[str, str]:
        """How the caller shows who they are."""
        if caller == "nobody":
            return {}
        if caller == "source":
            return {"authorization": f"Bearer {TOKEN}"}
        theirs = caller.startswith("their ")
        tenant = self.other if theirs else self.house.tenant
        roles: dict[str, tuple[str, Role]] = {
            "rep": (f"ann.{tenant}" if theirs else self.house.kim, "rep"),
            "other rep": (self.house.lee, "rep"),
            "viewer": ("vera", "viewer"),
            "supervisor": ("sup", "supervisor"),
        }
        id_, role = roles[caller.removeprefix("their ")]
        return self.house.bearer(id_, role, tenant)

    async def made(self, what: str) -> dict[str, Any]:
        """The fields of a new object."""
        house, number = self.house, next(self._numbers)
        known: dict[str, Any] = {
            "rep": house.kim,
            "other": house.lee,
            "tenant": house.tenant,
            "channel": "web-form",
            "event_id": f"who-{number}",
            "code": login_code(house.gateway.settings, rep=house.kim, tenant=house.tenant),
            "shard": shard_of(house.tenant, house.gateway.settings.shards),
        }
        known["notice"] = f"{known['shard']}-{number}-0-{house.kim}"
        if what in ("assigned", "opened", "acknowledged", "closed", "notice", "capture"):
            return known | await self._lead(what, f"138{number:08}", known["event_id"])
        if what == "event":
            known["event"] = house.event(f"139{number:08}")
        elif what == "signal":
            signal = {"event_id": f"s-{number}", "visitor_id": "v-1", "kind": "page_dwell"}
            known["event"] = signal | {"value": 150, "tenant": house.tenant}
        elif what == "leaver":
            known["rep"] = f"mo.{house.tenant}"
            await house.rep(known["rep"], presence="away")
        elif what == "phone":
            known["subscription"] = subscription_id(PHONE)
            path = f"/v1/reps/{house.kim}/push-subscriptions"
            body = {"endpoint": PHONE, "keys": {"p256dh": "A" * 87, "auth": "A" * 22}}
            done = await self.at.post(path, json=body, headers=self.headers("rep"))
            assert done.status_code == 200, done.text
        elif what == "staff":
            known["staff"] = f"may-{number}"
            await house.staff(known["staff"], "viewer")
        return known

    async def _lead(self, what: str, phone: str, event_id: str) -> dict[str, Any]:
        """A lead of Kim's, as far on as it is to be."""
        house, pool = self.house, {"pool": "open"} if what == "opened" else {}
        lead = await house.capture(phone, event_id=event_id, attributes=HOT, **pool)
        epoch = (await house.change("assigned", lead=lead))["epoch"]
        assignment = f"{lead}.{epoch}"
        if what == "opened":
            await house.change("rung", lead=lead)
        if what in ("acknowledged", "closed"):
            took = await house.call("POST", f"/v1/assignments/{assignment}/acknowledge", house.kim)
            assert took.status_code == 200, took.text
        if what == "closed":
            body = {"epoch": epoch, "outcome": "lost"}
            path = f"/v1/leads/{lead}/activities"
            assert (await house.call("POST", path, house.kim, body)).status_code == 200
        return {"lead": lead, "epoch": epoch, "assignment": assignment}

    async def answered(self, call: str, made: Mapping[str, Any], caller: str) -> tuple[int, str]:
        """The status and text of an answer; of a stream its beginning."""
        row = ROWS[call]
        method, _, path = call.partition(" ")
        url, headers = (path + row.query).format_map(made), self.headers(caller)
        body = None if method == "GET" else filled(row.body, made)
        self.at.cookies.clear()
        async with self.at.stream(method, url, headers=headers, json=body) as answer:
            live = answer.headers.get("content-type", "").startswith("text/event-stream")
            if not live:
                await answer.aread()
                return answer.status_code, answer.text
            begun = [await anext(answer.aiter_text())]
            return answer.status_code, "".join(begun)


def filled(body: Any, made: Mapping[str, Any]) -> Any:
    """The body with what was made in its places."""
    if body == {"{event}": None}:
        return made["event"]
    return {
        name: value.format_map(made) if isinstance(value, str) else value
        for name, value in (body or {}).items()
    }


@pytest.fixture
async def town(estate: Estate) -> AsyncIterator[Town]:
    async with open_house(estate) as house, beside(house, estate) as built:
        await house.rep(house.kim, pools=["main", "open"], capacity=1000)
        await house.rep(house.lee, presence="busy")
        await house.staff("vera", "viewer")
        await house.staff("sup", "supervisor", built.other)
        await house.staff("vera", "viewer", built.other)
        body, ann = {"pools": ["main", "open"]}, f"ann.{built.other}"
        headers = house.command(built.other)
        put = await house.http.put(f"/v1/reps/{ann}", json=body, headers=headers)
        assert put.status_code == 200, put.text
        yield built


@asynccontextmanager
async def beside(house: House, estate: Estate) -> AsyncIterator[Town]:
    """The gateway with tokens, and the other tenant, which no other test has."""
    shards = estate.settings.shards
    mine = shard_of(house.tenant, shards)
    other = next(one for one in estate.tenants[1:] if shard_of(one, shards) == mine)
    estate.tenants.remove(other)
    changes = {
        "tokens": (f"all={TOKEN}",),
        "read_store": ":memory:",
        "push_services": ("http://127.0.0.1:9",),
    }
    async with (
        gateway_at(estate.settings.model_copy(update=changes)) as (address, gateway, _),
        httpx.AsyncClient(base_url=address, timeout=WAIT_S) as at,
    ):
        await asyncio.wait_for(gateway.tail.ready.wait(), WAIT_S)
        assert gateway.reading is not None
        await asyncio.wait_for(gateway.reading.ready.wait(), WAIT_S)
        yield Town(house, at, gateway, other)


def test_every_call_has_its_row() -> None:
    called = {
        f"{method} {route.path.replace(':path', '')}"
        for route in routes()
        for method in set(route.methods or ()) - {"HEAD"}
    }
    assert called == set(ROWS)
    assert all(set(row.told) == set(CALLERS) for row in ROWS.values())
    # The pages hold nothing of anybody, and change nothing.
    assert {method for page in page_routes() for method in page.methods or ()} == {"GET", "HEAD"}


async def test_who_may_speak_of_what(town: Town) -> None:
    wrong, leaks = list[str](), list[str]()
    async with asyncio.timeout(120):
        for call, row in ROWS.items():
            made = await town.made(row.of)
            for caller in CALLERS:
                status, text = await town.answered(call, made, caller)
                if status != row.told[caller]:
                    wrong.append(f"{call} by {caller}: {status}, not {row.told[caller]}: {text}")
                # What is there of one tenant is never told to another.
                secrets = [town.house.kim, town.house.lee, made.get("lead", ""), "Li Lei"]
                if caller.startswith("their ") and any(one and one in text for one in secrets):
                    leaks.append(f"{call} by {caller}: {text}")
    assert not wrong, "\n".join(wrong)
    assert not leaks, "\n".join(leaks)
