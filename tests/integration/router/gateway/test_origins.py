"""A change by cookie from another page, a body of another type, a link to another host."""

import pytest

from hotlead.router.gateway.sessions import login_code
from tests.integration.house import JSON, Estate, House, open_house


async def test_a_cookie_changes_nothing_for_another_page(house: House) -> None:
    await house.rep(house.kim, presence="away")
    code = login_code(house.gateway.settings, rep=house.kim, tenant=house.tenant)
    elsewhere = {"origin": "https://evil.example.com"}
    body = {"code": code}
    refused = await house.call("POST", "/v1/sessions", body=body, headers=elsewhere)
    assert (refused.status_code, refused.json()["error"]) == (403, "other_origin")
    assert (await house.call("POST", "/v1/sessions", body=body)).status_code == 200
    path, own = f"/v1/reps/{house.kim}", {"origin": str(house.http.base_url).rstrip("/")}
    for headers, status in ((elsewhere, 403), (own, 200), ({}, 200)):
        put = await house.call(
            "PUT", f"{path}/presence", body={"presence": "idle"}, headers=headers
        )
        assert put.status_code == status
        # What is only read tells another page nothing: it cannot see the answer.
        assert (await house.call("GET", path, headers=headers)).status_code == 200
    # A token in a header is sent by nobody who does not have it.
    beat = await house.call("POST", f"{path}/heartbeat", house.kim, headers=elsewhere)
    assert beat.status_code == 204
    for method, what in (("POST", f"{path}/heartbeat"), ("DELETE", "/v1/sessions")):
        assert (await house.call(method, what, headers=elsewhere)).status_code == 403
    assert (await house.call("GET", path)).status_code == 200


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"]
)
async def test_a_body_must_be_json(shared_house: House, kind: str) -> None:
    house = shared_house
    headers = {"content-type": kind} if kind else {}
    for method, path, by in (
        ("POST", "/v1/captures/web-form", None),
        ("POST", "/v1/signals", None),
        ("POST", "/v1/sessions", None),
        ("PUT", f"/v1/reps/{house.kim}", "sup"),
        ("POST", f"/v1/reps/{house.kim}/login-code", "sup"),
    ):
        refused = await house.call(method, path, by, headers=headers, content=b"{}")
        assert (refused.status_code, refused.json()["error"]) == (415, "not_json_type"), path
        assert "Content-Type: application/json" in refused.json()["message"]


async def test_json_in_utf_8_is_json_and_no_body_needs_none(shared_house: House) -> None:
    house = shared_house
    spelt = {"content-type": "Application/JSON; charset=utf-8"}
    sent = await house.call("POST", "/v1/captures/web-form", headers=spelt, content=b"{}")
    assert sent.status_code == 422
    empty = await house.call("POST", "/v1/captures/web-form", headers=JSON)
    assert empty.status_code == 422
    await house.rep(house.kim)
    made = await house.call("POST", f"/v1/reps/{house.kim}/login-code", "sup")
    assert made.status_code == 200


async def test_a_login_link_is_to_the_public_address_and_no_spoofed_host(estate: Estate) -> None:
    spoofed = {"host": "evil.example.com", "x-forwarded-host": "evil.example.com"}
    for public, body, begins in (
        ("", {}, "http://127.0.0.1:"),
        ("https://leads.example.com/", {}, "https://leads.example.com/"),
        (
            "https://leads.example.com",
            {"origin": "http://10.0.0.7:80"},
            "https://leads.example.com/",
        ),
    ):
        async with open_house(estate, public_url=public) as house:
            await house.rep(house.kim)
            for path in (f"/v1/reps/{house.kim}/login-code", "/v1/staff/sup/login-code"):
                made = await house.call("POST", path, "sup", body, headers=spoofed)
                assert made.json()["link"].startswith(begins), made.text
