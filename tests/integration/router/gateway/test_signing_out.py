"""A rep signed out everywhere: sessions, codes, streams and subscriptions end, on every device."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from hotlead.router.clock import real_ms
from hotlead.router.gateway.sessions import login_code
from tests.integration.house import WAIT_S, House, gateway_at
from tests.integration.router.gateway.test_pushes import SUBSCRIPTION


async def test_all_that_was_before_is_void(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee)
    first, second = house.bearer(house.kim), house.bearer(house.kim)
    unused = login_code(house.gateway.settings, rep=house.kim, tenant=house.tenant)
    mine = f"/v1/reps/{house.kim}"
    body = SUBSCRIPTION
    assert (await house.call("POST", f"{mine}/push-subscriptions", house.kim, body)).is_success
    assert (await house.call("GET", mine, headers=second)).json()["rep"]["pushes"] == 1
    assert (await house.call("DELETE", f"{mine}/sessions", headers=first)).status_code == 200
    for headers in (first, second):
        refused = await house.call("GET", mine, headers=headers)
        assert (refused.status_code, refused.json()["error"]) == (401, "no_session")
        assert "signed out everywhere" in refused.json()["message"]
    refused = await house.call("POST", "/v1/sessions", body={"code": unused})
    assert (refused.status_code, refused.json()["error"]) == (401, "bad_code")
    # Nobody else is.
    assert (await house.call("GET", f"/v1/reps/{house.lee}", house.lee)).is_success
    # A code that is made now opens a session, and the phone is to be subscribed anew.
    await asyncio.sleep(0.005)
    code = login_code(house.gateway.settings, rep=house.kim, tenant=house.tenant)
    opened = await house.call("POST", "/v1/sessions", body={"code": code})
    assert opened.status_code == 200
    headers = {"authorization": f"Bearer {opened.json()['token']}"}
    assert (await house.call("GET", mine, headers=headers)).json()["rep"]["pushes"] == 0
    change = await house.change("signed_out", rep=house.kim)
    assert change["by"] == house.kim
    gone = await house.change("push_unsubscribed", rep=house.kim)
    assert gone["why"] == "signed_out"


async def test_a_supervisor_signs_a_rep_out(house: House) -> None:
    await house.rep(house.kim)
    mine, phone = f"/v1/reps/{house.kim}", house.bearer(house.kim)
    others = await house.call("DELETE", f"{mine}/sessions", house.lee)
    nobodys = await house.call("DELETE", "/v1/reps/nobody/sessions", house.lee)
    assert (others.status_code, others.text) == (404, nobodys.text)
    assert (await house.call("GET", mine, headers=phone)).is_success
    assert (await house.call("DELETE", f"{mine}/sessions", "sup")).status_code == 200
    assert (await house.call("GET", mine, headers=phone)).status_code == 401
    assert (await house.call("DELETE", "/v1/reps/nobody/sessions", "sup")).status_code == 404


async def test_open_streams_end(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee)
    ended: list[str] = []

    async def follow(rep: str) -> None:
        path = f"/v1/reps/{rep}/events"
        async with house.http.stream("GET", path, headers=house.bearer(rep)) as response:
            assert response.status_code == 200
            opened.release()
            async for _ in response.aiter_lines():
                pass
        ended.append(rep)

    opened = asyncio.Semaphore(0)
    following = [asyncio.create_task(follow(rep)) for rep in (house.kim, house.kim, house.lee)]
    try:
        for _ in following:
            await opened.acquire()
        await house.call("DELETE", f"/v1/reps/{house.kim}/sessions", "sup")
        async with asyncio.timeout(5):
            await asyncio.gather(*following[:2])
        assert ended == [house.kim, house.kim]
        assert not following[2].done()
    finally:
        for task in following:
            task.cancel()


async def test_another_gateway_learns_of_it(house: House) -> None:
    await house.rep(house.kim)
    path, old = f"/v1/reps/{house.kim}", house.bearer(house.kim)
    async with beside(house) as other:
        # Known to be good there, and trusted for a while.
        assert (await other.call("GET", path, headers=old)).is_success
        assert (await house.call("DELETE", f"{path}/sessions", house.kim)).is_success
        heard = await other.change("signed_out", rep=house.kim)
        assert heard["before"] <= real_ms()
        assert (await other.call("GET", path, headers=old)).status_code == 401
    async with beside(house) as late:
        # One that starts later reads it from the state.
        assert (await late.call("GET", path, headers=old)).status_code == 401


@asynccontextmanager
async def beside(house: House) -> AsyncIterator[House]:
    """Another gateway of the same router."""
    async with (
        gateway_at(house.gateway.settings) as (address, gateway, _),
        httpx.AsyncClient(base_url=address, timeout=WAIT_S) as http,
    ):
        other = House(http, gateway, house.tenant)
        gateway.tail.subscribe(other.hear)
        await asyncio.wait_for(gateway.tail.ready.wait(), WAIT_S)
        yield other


@pytest.mark.parametrize("origin", [None, "https://leads.example.com"])
async def test_a_supervisor_makes_a_login_code(house: House, origin: str | None) -> None:
    await house.rep(house.kim)
    path = f"/v1/reps/{house.kim}/login-code"
    made = await house.call("POST", path, "sup", {"origin": origin} if origin else {})
    assert made.status_code == 200, made.text
    code = made.json()
    assert (
        code["link"] == f"{origin or str(house.http.base_url).rstrip('/')}/rep#code={code['code']}"
    )
    assert 14 * 60_000 < code["expires_at_ms"] - real_ms() <= 15 * 60_000
    size = len(code["qr"])
    assert all(len(row) == size and set(row) == {"0", "1"} for row in code["qr"])
    # The finder patterns in three corners.
    assert code["qr"][0].startswith("1111111")
    assert code["qr"][-1].startswith("1111111")
    assert code["qr"][0].endswith("1111111")
    opened = await house.call("POST", "/v1/sessions", body={"code": code["code"]})
    assert (opened.status_code, opened.json()["id"]) == (200, house.kim)


async def test_who_may_not_make_one(house: House) -> None:
    await house.rep(house.kim)
    path = f"/v1/reps/{house.kim}/login-code"
    assert (await house.call("POST", path)).status_code == 401
    assert (await house.call("POST", path, house.kim)).status_code == 403
    unknown = await house.call("POST", "/v1/reps/nobody/login-code", "sup")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_rep")
    wrong = await house.call("POST", path, "sup", {"origin": "leads.example.com/x"})
    assert (wrong.status_code, wrong.json()["problems"][0]["at"]) == (422, "$.origin")
