"""Who may do what."""

import pytest

from hotlead.router.gateway.sessions import COOKIES, login_code
from tests.integration.house import House


async def test_a_login_code_opens_one_session(house: House) -> None:
    await house.rep(house.kim)
    code = login_code(house.gateway.settings, rep=house.kim, tenant=house.tenant)
    opened = await house.call("POST", "/v1/sessions", body={"code": code})
    assert opened.status_code == 200
    assert (opened.json()["role"], opened.json()["id"]) == ("rep", house.kim)
    cookie = opened.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIES['rep']}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    # The client keeps the cookie, and is let in by it.
    assert (await house.call("GET", f"/v1/reps/{house.kim}/assignments")).status_code == 200
    again = await house.call("POST", "/v1/sessions", body={"code": code})
    assert (again.status_code, again.json()["error"]) == (401, "bad_code")
    assert (await house.call("DELETE", "/v1/sessions")).status_code == 204
    assert (await house.call("GET", f"/v1/reps/{house.kim}/assignments")).status_code == 401


async def test_a_supervisors_code_opens_the_supervisors_calls(shared_house: House) -> None:
    house = shared_house
    await house.staff("boss")
    code = login_code(house.gateway.settings, rep="boss", tenant=house.tenant, supervisor=True)
    token = (await house.call("POST", "/v1/sessions", body={"code": code})).json()["token"]
    headers = {"authorization": f"Bearer {token}"}
    assert (await house.call("GET", "/v1/queue", headers=headers)).status_code == 200


async def test_both_roles_live_in_one_browser(house: House) -> None:
    await house.rep(house.kim)
    await house.staff("boss")
    for who, supervisor in ((house.kim, False), ("boss", True)):
        code = login_code(
            house.gateway.settings, rep=who, tenant=house.tenant, supervisor=supervisor
        )
        assert (await house.call("POST", "/v1/sessions", body={"code": code})).is_success
    lead = await house.capture("13800138000")
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    taken = await house.call("POST", f"/v1/assignments/{lead}.{epoch}/acknowledge")
    assert taken.json()["contact"]["phone"] == "+8613800138000"
    for path in ("/v1/queue", f"/v1/leads/{lead}", "/v1/reps/nobody"):
        expected = 404 if path.endswith("nobody") else 200
        assert (await house.call("GET", path)).status_code == expected
    # For the rep's own name it is the rep who asks.
    leads = (await house.call("GET", f"/v1/reps/{house.kim}/leads")).json()["leads"]
    assert leads[0]["contact"]["phone"] == "+8613800138000"
    for role, who in (("rep", house.kim), ("supervisor", "boss")):
        asked = await house.call("GET", f"/v1/sessions?role={role}")
        assert (asked.json()["role"], asked.json()["id"]) == (role, who)
    assert (await house.call("GET", "/v1/sessions?role=boss")).status_code == 422
    # One logs out and the other stays.
    assert (await house.call("DELETE", "/v1/sessions?role=supervisor")).status_code == 204
    assert (await house.call("GET", "/v1/queue")).status_code == 401
    assert (await house.call("GET", f"/v1/reps/{house.kim}")).status_code == 200


@pytest.mark.parametrize("code", ["", "guessed", "a.b.c", "x" * 2000])
async def test_no_other_code_does(shared_house: House, code: str) -> None:
    response = await shared_house.call("POST", "/v1/sessions", body={"code": code})
    assert response.status_code in (401, 422)


CALLS = [
    ("GET", "/v1/reps/kim/assignments"),
    ("GET", "/v1/reps/kim/leads"),
    ("GET", "/v1/reps/kim/events"),
    ("PUT", "/v1/reps/kim/presence"),
    ("POST", "/v1/reps/kim/heartbeat"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_a_reps_calls_are_theirs(shared_house: House, method: str, path: str) -> None:
    house, body = shared_house, {"presence": "idle"} if method == "PUT" else None
    await house.rep(house.kim, presence="away")
    theirs = path.replace("kim", house.kim)
    assert (await house.call(method, theirs, body=body)).status_code == 401
    forged = {"authorization": "Bearer forged"}
    assert (await house.call(method, theirs, body=body, headers=forged)).status_code == 401
    known = await house.call(method, theirs, house.lee, body)
    # Another rep's and nobody's are told alike.
    nobody = await house.call(method, path.replace("kim", "nobody"), house.lee, body)
    assert (known.status_code, known.text) == (404, nobody.text)


@pytest.mark.parametrize(
    "path", ["/v1/queue", "/v1/stats", "/v1/events", "/v1/reps", "/v1/captures/web-form/e"]
)
async def test_the_supervisors_calls_are_theirs(shared_house: House, path: str) -> None:
    assert (await shared_house.call("GET", path)).status_code == 401
    assert (await shared_house.call("GET", path, shared_house.kim)).status_code == 403


async def test_a_lead_is_seen_by_its_holder_and_supervisors(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee, presence="busy")
    lead = await house.capture("13800138000")
    await house.change("assigned", lead=lead)
    for path in (f"/v1/leads/{lead}", f"/v1/leads/{lead}/explain"):
        assert (await house.call("GET", path, house.kim)).status_code == 200
        assert (await house.call("GET", path, "sup")).status_code == 200
        hidden = await house.call("GET", path, house.lee)
        unknown = await house.call("GET", path.replace(lead, "ld_none"), house.lee)
        assert (hidden.status_code, hidden.text) == (404, unknown.text)
        elsewhere = house.command("another")
        assert (await house.call("GET", path, headers=elsewhere)).status_code == 404
