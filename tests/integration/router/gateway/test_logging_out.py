"""A session that is over: logged out, expired, revoked or of nobody, at every gateway."""

import asyncio

import pytest

from hotlead.router.gateway import logouts
from hotlead.router.gateway.sessions import Sessions, login_code
from tests.integration.house import House
from tests.integration.router.gateway.test_signing_out import beside


async def until_it_ends(
    house: House, path: str, headers: dict[str, str], opened: asyncio.Event
) -> None:
    """Reads a stream to its end."""
    async with house.http.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        opened.set()
        async for _ in response.aiter_lines():
            pass


async def test_logging_out_voids_the_token_everywhere(house: House) -> None:
    await house.rep(house.kim)
    path = f"/v1/reps/{house.kim}"
    mine, others = house.bearer(house.kim), house.bearer(house.kim)
    async with beside(house) as other:
        opened = asyncio.Event()
        there = asyncio.create_task(until_it_ends(other, f"{path}/events", mine, opened))
        try:
            await opened.wait()
            assert (await house.call("DELETE", "/v1/sessions", headers=mine)).status_code == 204
            for gateway in (house, other):
                refused = await gateway.call("GET", path, headers=mine)
                assert (refused.status_code, refused.json()["error"]) == (401, "no_session")
                assert "logged out" in refused.json()["message"]
                # It is this session alone.
                assert (await gateway.call("GET", path, headers=others)).status_code == 200
            async with asyncio.timeout(10):
                await there
        finally:
            there.cancel()


async def test_a_stream_ends_with_its_session(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.rep(house.kim)
    path, opened = f"/v1/reps/{house.kim}/events", asyncio.Event()
    token, session = house.gateway.sessions.open("rep", house.tenant, house.kim)
    headers = {"authorization": f"Bearer {token}"}
    following = asyncio.create_task(until_it_ends(house, path, headers, opened))
    try:
        await opened.wait()
        await house.gateway.logouts.look()
        assert house.gateway.streams.sessions() == {session}
        monkeypatch.setattr(logouts, "real_ms", lambda: session.expires_ms)
        async with asyncio.timeout(10):
            await following
    finally:
        following.cancel()


async def test_a_cookie_that_was_logged_out_is_void_elsewhere_too(house: House) -> None:
    await house.rep(house.kim)
    code = login_code(house.gateway.settings, rep=house.kim, tenant=house.tenant)
    kept = (await house.call("POST", "/v1/sessions", body={"code": code})).json()["token"]
    assert (await house.call("DELETE", "/v1/sessions?role=supervisor")).status_code == 204
    assert (await house.call("GET", f"/v1/reps/{house.kim}")).status_code == 200
    assert (await house.call("DELETE", "/v1/sessions?role=rep")).status_code == 204
    headers = {"authorization": f"Bearer {kept}"}
    assert (await house.call("GET", f"/v1/reps/{house.kim}", headers=headers)).status_code == 401


async def test_a_revoked_one_stays_so_when_a_gateway_starts_and_they_are_renamed(
    house: House,
) -> None:
    old = await house.staff("vera")
    assert (await house.call("GET", "/v1/queue", headers=old)).status_code == 200
    assert (await house.call("DELETE", "/v1/staff/vera/sessions", "sup")).status_code == 200
    async with beside(house) as late:
        body = {"role": "supervisor", "name": "Ms Vera"}
        assert (await house.call("PUT", "/v1/staff/vera", "sup", body)).status_code == 200
        await late.change("staff_registered", staff="vera", name="Ms Vera")
        assert (await late.call("GET", "/v1/queue", headers=old)).status_code == 401
        # Of a role that was taken away it learns at once, too.
        new = late.bearer("vera", "supervisor")
        assert (await late.call("GET", "/v1/queue", headers=new)).status_code == 200


async def test_who_was_never_registered_has_no_session(house: House) -> None:
    for role in ("supervisor", "viewer"):
        forged = house.bearer("nobody", role)  # by whoever has the secret
        refused = await house.call("GET", "/v1/queue", headers=forged)
        assert (refused.status_code, refused.json()["error"]) == (401, "no_session")
        assert "hotlead login-code" in refused.json()["message"]
    for who, supervisor in (("nobody", True), ("nobody", False)):
        code = login_code(
            house.gateway.settings, rep=who, tenant=house.tenant, supervisor=supervisor
        )
        refused = await house.call("POST", "/v1/sessions", body={"code": code})
        assert (refused.status_code, refused.json()["error"]) == (401, "bad_code")
        assert "registered by this id" in refused.json()["message"]
    # The command line registers a tenant's first supervisor; nobody may take its name.
    taken = await house.call("PUT", "/v1/staff/command-line", "sup", {"role": "viewer"})
    assert taken.status_code == 422
    assert (await house.call("GET", "/v1/queue", headers=house.command())).status_code == 200
    command = Sessions(house.gateway.settings.secret).read(
        house.command()["authorization"].removeprefix("Bearer ")
    )
    assert command.expires_ms - command.issued_ms == 5 * 60 * 1000
