"""The board over HTTP: who may look, who may act, tables for spreadsheets, overrides, reveals."""

import csv
import io
from typing import Any

import httpx
import pytest

from hotlead.router.state.views.pools import pool_views
from tests.integration.house import Estate, House, gateway_at, open_house

READS = ["/v1/queue", "/v1/pools", "/v1/stats", "/v1/reps", "/v1/escalations"]


async def test_a_viewer_looks_and_does_nothing(house: House) -> None:
    await house.rep(house.kim)
    lead = await house.capture("13800138000")
    await house.change("assigned", lead=lead)
    viewer = await house.staff("vera", "viewer")
    for path in [*READS, f"/v1/leads/{lead}", f"/v1/leads/{lead}/explain", f"/v1/reps/{house.kim}"]:
        seen = await house.call("GET", path, headers=viewer)
        assert seen.status_code == 200, path
        assert "13800138000" not in seen.text
    for method, path, body in [
        ("PUT", f"/v1/reps/{house.lee}", {"pools": ["main"]}),
        ("POST", f"/v1/leads/{lead}/hand-over", {"rep": house.kim}),
        ("POST", f"/v1/leads/{lead}/reveal", {"reason": "curious"}),
        ("POST", f"/v1/reps/{house.kim}/login-code", {}),
        ("GET", "/v1/staff", None),
        ("PUT", "/v1/staff/vera", {"role": "supervisor"}),
    ]:
        refused = await house.call(method, path, headers=viewer, body=body)
        assert refused.status_code == 403, path
    owner = await house.call("DELETE", f"/v1/reps/{house.kim}/sessions", headers=viewer)
    assert owner.status_code == 404


async def test_another_tenants_board_shows_nothing(house: House) -> None:
    await house.rep(house.kim)
    lead = await house.capture("13800138000")
    elsewhere = house.command("another")
    for path in ("/v1/queue", "/v1/reps", "/v1/staff"):
        found = (await house.call("GET", path, headers=elsewhere)).json()
        assert [value for value in found.values() if isinstance(value, list)] == [[]]
    for path in (f"/v1/leads/{lead}", f"/v1/leads/{lead}/decisions", f"/v1/leads/{lead}/curve"):
        assert (await house.call("GET", path, headers=elsewhere)).status_code == 404
    path, body = f"/v1/leads/{lead}/reveal", {"reason": "mine?"}
    assert (await house.call("POST", path, headers=elsewhere, body=body)).status_code == 404


async def test_the_queue_is_read_piece_by_piece(house: House) -> None:
    leads = [await house.capture(f"1380013800{number}") for number in range(5)]
    whole = (await house.call("GET", "/v1/queue", "sup")).json()
    assert (whole["total"], whole["offset"]) == (5, 0)
    assert {row["lead"] for row in whole["leads"]} == set(leads)
    pieces: list[dict[str, Any]] = []
    for offset in (0, 2, 4):
        path = f"/v1/queue?offset={offset}&limit=2"
        pieces += (await house.call("GET", path, "sup")).json()["leads"]
    assert [row["lead"] for row in pieces] == [row["lead"] for row in whole["leads"]]
    assert [row["place"] for row in pieces] == [1, 2, 3, 4, 5]
    pools = (await house.call("GET", "/v1/pools", "sup")).json()["pools"]
    assert {pool["pool"]: pool["waiting"] for pool in pools} == {"main": 5, "open": 0}
    for query in ("offset=-1", "limit=0", "limit=x", "format=xls"):
        refused = await house.call("GET", f"/v1/queue?{query}", "sup")
        assert (refused.status_code, refused.json()["problems"][0]["at"]) == (
            422,
            query.partition("=")[0],
        )


async def test_hot_leads_that_ring_are_in_no_queue_and_still_told(house: House) -> None:
    async def told() -> dict[str, Any]:
        view = await pool_views(house.gateway.place(house.tenant))
        return {one.pool: (one.hot, one.hot_ringing, one.hottest, one.hot_at_ms) for one in view}

    await house.capture("13800138000")  # waits in `main`, cold
    assert await told() == {"main": (0, 0, None, None), "open": (0, 0, None, None)}
    await house.rep(house.kim, pools=["open"], capacity=1)
    rings = await house.capture("13800138001", pool="open")
    held = await house.change("assigned", lead=rings)
    at = (await house.change("hot", lead=rings))["clock_at"]
    assert (await told())["open"] == (0, 1, rings, at)
    waits = await house.capture("13800138002", pool="open")
    later = (await house.change("hot", lead=waits))["clock_at"]
    assert (await told())["open"] == (1, 1, rings, at)
    assignment = f"{rings}.{held['epoch']}"
    await house.call("POST", f"/v1/assignments/{assignment}/acknowledge", house.kim, {})
    await house.change("acknowledged", lead=rings)
    assert (await told())["open"] == (1, 0, waits, later)


async def test_the_queue_of_a_channel(house: House) -> None:
    leads = []
    for number, channel in enumerate(("web-form", "call-center", "web-form", "call-center")):
        event = house.event(f"1380013800{number}")
        await house.call("POST", f"/v1/captures/{channel}", body=event)
        leads.append((await house.change("captured", event_id=event["event_id"]))["lead"])
    whole = (await house.call("GET", "/v1/queue", "sup")).json()["leads"]
    wanted = [row for row in whole if row["channel"] == "call-center"]

    def standing(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
        return [(row["lead"], row["place"]) for row in rows]

    path = "/v1/queue?channel=call-center"
    found = (await house.call("GET", path, "sup")).json()
    assert {row["lead"] for row in found["leads"]} == {leads[1], leads[3]}
    assert (standing(found["leads"]), found["total"]) == (standing(wanted), 2)
    piece = (await house.call("GET", f"{path}&offset=1&limit=1", "sup")).json()
    assert standing(piece["leads"]) == standing(wanted[1:])
    assert (piece["total"], piece["offset"]) == (2, 1)
    nowhere = (await house.call("GET", f"{path}&pool=open", "sup")).json()
    assert (nowhere["leads"], nowhere["total"]) == ([], 0)
    told = await house.call("GET", f"{path}&format=csv", "sup")
    rows = list(csv.DictReader(io.StringIO(told.text.lstrip("\ufeff"))))
    assert [row["lead"] for row in rows] == [row["lead"] for row in wanted]
    refused = await house.call("GET", "/v1/queue?channel=%00", "sup")
    assert refused.status_code == 422


async def test_escalations_outlast_the_gateway(estate: Estate) -> None:
    async with open_house(estate, read_store=":memory:") as house:
        lead = await house.capture("13800138000", pool="open")
        await house.change("rung", lead=lead)
        before = (await house.call("GET", "/v1/escalations", "sup")).json()
        assert [one["lead"] for one in before["escalations"]] == [lead]
        async with (
            gateway_at(house.gateway.settings) as (address, gateway, _),
            httpx.AsyncClient(base_url=address, headers=house.bearer("sup", "supervisor")) as http,
        ):
            assert gateway.reading is not None
            await gateway.reading.ready.wait()
            # What is heard by nobody since a start is in the read store.
            assert gateway.history.rungs(house.tenant) == []
            after = (await http.get("/v1/escalations")).json()
        assert after == before | {"reach": "whole"}
        assert after["escalations"][0]["does"] == ["open"]


async def test_without_a_read_store_escalations_say_how_far_they_go(house: House) -> None:
    assert (await house.call("GET", "/v1/escalations", "sup")).json() == {
        "escalations": [],
        "reach": "since_start",
    }


async def test_a_supervisor_reads_names_and_a_viewer_their_first_sign(house: House) -> None:
    await house.rep(house.kim, presence="busy")
    lead = await house.capture("13800138000", pool="open")
    await house.change("rung", lead=lead)
    rings = await house.capture("13800138001")
    await house.call("POST", f"/v1/leads/{rings}/hand-over", "sup", {"rep": house.kim})
    viewer = await house.staff("vera", "viewer")
    paths = {
        "/v1/queue": ("leads", 0),
        "/v1/queue?channel=web-form": ("leads", 0),
        "/v1/escalations": ("escalations", 0),
    }
    for path, (name, at) in paths.items():
        row = (await house.call("GET", path, "sup")).json()[name][at]
        assert row["customer"] == "Li Lei", path
        row = (await house.call("GET", path, headers=viewer)).json()[name][at]
        assert row["customer"] == "L**", path
    row = (await house.call("GET", "/v1/queue", "sup")).json()["leads"][0]
    assert row["attributes"]["region"] == "shanghai"
    for path in (f"/v1/leads/{lead}", f"/v1/leads/{lead}/explain"):
        found = (await house.call("GET", path, "sup")).json()
        assert (found["lead"] if path.endswith("explain") else found)["customer"] == "Li Lei"
    held = (await house.call("GET", f"/v1/reps/{house.kim}", headers=viewer)).json()
    assert [one["customer"] for one in held["assignments"]] == ["L**"]
    # A rep learns a name as before: with the contact, once the lead is theirs.
    own = (await house.call("GET", f"/v1/leads/{rings}", house.kim)).json()
    assert "customer" not in own


async def test_tables_are_csv_too(house: House) -> None:
    await house.rep(house.kim, name="=HYPERLINK(1)", presence="busy", skills=["villas", "sea"])
    await house.capture("13800138000")
    for path in ("/v1/queue", "/v1/pools", "/v1/reps", "/v1/escalations"):
        told = await house.call("GET", f"{path}?format=csv", "sup")
        assert told.headers["content-type"] == "text/csv; charset=utf-8"
        assert told.headers["content-disposition"].startswith('attachment; filename="hotlead-')
        assert told.content.startswith(b"\xef\xbb\xbf")
        assert "13800138000" not in told.text
    rows = list(
        csv.DictReader(
            io.StringIO(
                (await house.call("GET", "/v1/reps?format=csv", "sup")).text.lstrip("\ufeff")
            )
        )
    )
    assert rows[0]["rep"] == house.kim
    # What a spreadsheet would take for a formula is text.
    assert rows[0]["name"] == "'=HYPERLINK(1)"
    assert rows[0]["skills"] == "sea; villas"
    assert rows[0]["on_shift"] == "yes"


async def test_a_reveal_is_journalled_first(house: House) -> None:
    lead = await house.capture("13800138000")
    path = f"/v1/leads/{lead}/reveal"
    unexplained = await house.call("POST", path, "sup", {})
    assert (unexplained.status_code, unexplained.json()["problems"][0]["at"]) == (422, "$.reason")
    shown = await house.call("POST", path, "sup", {"reason": "the customer rang us"})
    assert shown.json()["contact"]["phone"] == "+8613800138000"
    change = await house.change("revealed", lead=lead)
    assert (change["by"], change["reason"]) == ("sup", "the customer rang us")
    entries = (await house.call("GET", f"/v1/leads/{lead}/history", "sup")).json()["entries"]
    assert entries[-1]["kind"] == "revealed"
    assert entries[-1]["by"] == "sup"


async def test_a_hand_over_of_what_has_moved_on_is_refused(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee, presence="busy")
    lead = await house.capture("13800138000")
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    path = f"/v1/leads/{lead}/hand-over"
    late = await house.call("POST", path, "sup", {"rep": house.lee, "epoch": ""})
    assert (late.status_code, late.json()["error"]) == (409, "too_late")
    assert late.json()["holder"] == house.kim
    body = {"rep": house.lee, "epoch": epoch, "reason": "speaks French"}
    assert (await house.call("POST", path, "sup", body)).status_code == 200
    change = await house.change("handed_over", lead=lead)
    assert (change["by"], change["rep"], change["former"]) == ("sup", house.lee, house.kim)


async def test_staff_are_managed(house: House) -> None:
    put = await house.call("PUT", "/v1/staff/vera", "sup", {"role": "viewer", "name": "Vera"})
    assert put.status_code == 200, put.text
    listed = (await house.call("GET", "/v1/staff", "sup")).json()["staff"]
    assert [one["id"] for one in listed] == ["sup", "vera"]
    assert listed[1] == {"id": "vera", "name": "Vera", "role": "viewer", "active": True}
    code = (await house.call("POST", "/v1/staff/vera/login-code", "sup", {})).json()
    assert "/board#code=" in code["link"]
    opened = (await house.call("POST", "/v1/sessions", body={"code": code["code"]})).json()
    assert (opened["role"], opened["id"]) == ("viewer", "vera")
    headers = {"authorization": f"Bearer {opened['token']}"}
    assert (await house.call("GET", "/v1/queue", headers=headers)).status_code == 200
    # Another role ends what was opened under the old one.
    await house.call("PUT", "/v1/staff/vera", "sup", {"role": "supervisor"})
    await house.change("staff_registered", staff="vera", role="supervisor")
    refused = await house.call("GET", "/v1/queue", headers=headers)
    assert refused.status_code == 401
    assert "role was taken away" in refused.json()["message"]
    new = house.bearer("vera", "supervisor")
    assert (await house.call("GET", "/v1/staff", headers=new)).status_code == 200
    assert (await house.call("DELETE", "/v1/staff/vera/sessions", "sup")).status_code == 200
    await house.change("staff_signed_out", staff="vera")
    assert (await house.call("GET", "/v1/staff", headers=new)).status_code == 401
    await house.call("PUT", "/v1/staff/vera", "sup", {"role": "supervisor", "active": False})
    late = house.bearer("vera", "supervisor")
    await house.change("staff_registered", active=False)
    assert (await house.call("GET", "/v1/queue", headers=late)).status_code == 401
    shut = await house.call("POST", "/v1/staff/vera/login-code", "sup", {})
    assert (shut.status_code, shut.json()["error"]) == (409, "not_active")
    unknown = await house.call("POST", "/v1/staff/nobody/login-code", "sup", {})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_staff")


@pytest.mark.parametrize("body", [{"role": "viewer"}, {"role": "supervisor", "active": False}])
async def test_nobody_shuts_out_themself(house: House, body: dict[str, Any]) -> None:
    refused = await house.call("PUT", "/v1/staff/sup", "sup", body)
    assert (refused.status_code, refused.json()["problems"][0]["at"]) == (422, "$.role")


async def test_without_a_read_store_the_kpis_say_so(house: House) -> None:
    assert house.gateway.settings.read_store == ""
    for path in (
        "/v1/kpis",
        "/v1/kpis/heatmap",
        "/v1/kpis/over-time",
        "/v1/kpis/escalations",
    ):
        refused = await house.call("GET", path, "sup")
        assert (refused.status_code, refused.json()["error"]) == (503, "unavailable")
        assert "HOTLEAD_READ_STORE" in refused.json()["message"]
