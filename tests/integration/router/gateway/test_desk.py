"""What the pages read at once: a rep's desk, whose session it is, who has a lead, the board."""

import json
from typing import Any

from tests.integration.house import House, read_event

PHONE = "13800138000"
FULL = "+8613800138000"


async def desk(house: House, rep: str, by: str | None = None) -> dict[str, Any]:
    response = await house.call("GET", f"/v1/reps/{rep}", by or rep)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_a_desk_is_what_the_stream_begins_with(house: House) -> None:
    await house.rep(house.kim, name="Kim", capacity=2)
    lead = await house.capture(PHONE)
    change = await house.change("assigned", lead=lead)
    live = await desk(house, house.kim)
    assert [one["lead"] for one in live["assignments"]] == [lead]
    assert (live["rep"]["name"], live["rep"]["presence_why"]) == ("Kim", "set")
    assert (live["leads"], live["claimable"], live["speed"]) == ([], [], 1.0)
    assert live["at_ms"] >= change["since"]
    assert live["assignments"][0]["reminded"] is False
    path = f"/v1/reps/{house.kim}/events"
    async with house.http.stream("GET", path, headers=house.bearer(house.kim)) as stream:
        snapshot = json.loads((await read_event(stream.aiter_lines()))["data"])
    assert snapshot.keys() == live.keys()
    assert snapshot["assignments"][0].keys() == live["assignments"][0].keys()


async def test_a_desk_is_full_for_the_rep_and_masked_for_the_supervisor(house: House) -> None:
    await house.rep(house.kim)
    lead = await house.capture(PHONE)
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    took = await house.call("POST", f"/v1/assignments/{lead}.{epoch}/acknowledge", house.kim)
    assert took.status_code == 200
    mine = await desk(house, house.kim)
    assert mine["leads"][0]["contact"]["phone"] == FULL
    assert FULL not in json.dumps(await desk(house, house.kim, "sup"))
    await house.rep(house.lee)
    other = await house.call("GET", f"/v1/reps/{house.kim}", house.lee)
    assert (other.status_code, other.json()["error"]) == (404, "unknown_rep")


async def test_a_rep_is_told_the_last_note_who_had_it_and_the_first_sign_of_the_name(
    house: House,
) -> None:
    await house.rep(house.lee, name="Li Lei")
    lead = await house.capture(PHONE, contact={"phone": PHONE, "name": "王先生"})
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    (offered,) = (await desk(house, house.lee))["assignments"]
    assert (offered["customer"], offered["had_by"]) == ("王**", [])
    assert "note" not in offered
    await house.call("POST", f"/v1/assignments/{lead}.{epoch}/acknowledge", house.lee)
    body = {"epoch": epoch, "contacted": True, "note": "reached: Saturday, 138 0013 8000"}
    await house.call("POST", f"/v1/leads/{lead}/activities", house.lee, body)
    await house.rep(house.kim)
    await house.call("POST", f"/v1/leads/{lead}/hand-over", "sup", {"rep": house.kim})
    desks = await desk(house, house.kim)
    given = (desks["assignments"] + desks["leads"])[0]
    assert given["had_by"] == ["Li Lei"]
    assert given["note"].startswith("reached: Saturday")
    assert "138 0013 8000" not in given["note"]


async def test_who_has_a_lead_is_told_by_name(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee, presence="away", name="Li Lei")
    lead = await house.capture(PHONE)
    epoch = (await house.change("assigned", lead=lead, rep=house.kim))["epoch"]
    await house.call("PUT", f"/v1/reps/{house.lee}/presence", house.lee, {"presence": "idle"})
    gave = await house.call("POST", f"/v1/leads/{lead}/hand-over", "sup", {"rep": house.lee})
    assert gave.status_code == 200
    late = await house.call("POST", f"/v1/assignments/{lead}.{epoch}/acknowledge", house.kim)
    assert late.status_code == 409
    assert (late.json()["holder"], late.json()["holder_name"]) == (house.lee, "Li Lei")


async def test_a_page_learns_whose_session_it_has(house: House) -> None:
    mine = await house.call("GET", "/v1/sessions", house.kim)
    assert (mine.json()["role"], mine.json()["id"]) == ("rep", house.kim)
    assert "token" not in mine.json()
    assert (await house.call("GET", "/v1/sessions")).status_code == 401


async def test_the_board_begins_with_all_it_shows(house: House) -> None:
    await house.rep(house.kim, presence="busy")
    lead = await house.capture(PHONE)
    async with house.http.stream(
        "GET", "/v1/events", headers=house.bearer("sup", "supervisor")
    ) as stream:
        snapshot = json.loads((await read_event(stream.aiter_lines()))["data"])
    assert [row["lead"] for row in snapshot["queue"]] == [lead]
    assert [rep["rep"] for rep in snapshot["reps"]] == [house.kim]
    assert (snapshot["escalations"], snapshot["speed"]) == ([], 1.0)
    assert snapshot["stats"]["waiting"] == 1


async def test_an_escalation_tells_which_lead_and_whether_it_was_answered(house: House) -> None:
    await house.rep(house.kim, pools=["open"], presence="busy")
    lead = await house.capture(PHONE, pool="open")
    await house.change("rung", lead=lead)

    async def told() -> dict[str, Any]:
        rungs = (await house.call("GET", "/v1/escalations", "sup")).json()["escalations"]
        assert len(rungs) == 1
        return dict(rungs[0])

    rung = await told()
    assert (rung["lead"], rung["masked"], rung["name"]) == (lead, "138****8000", "supervisors")
    assert (rung["state"], rung["answered"], rung["does"]) == ("waiting", False, ["open"])
    set_ = await house.call(
        "PUT", f"/v1/reps/{house.kim}/presence", house.kim, {"presence": "idle"}
    )
    assert set_.status_code == 200
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    taken = await house.call("POST", f"/v1/assignments/{lead}.{epoch}/acknowledge", house.kim)
    assert taken.status_code == 200
    rung = await told()
    assert (rung["answered"], rung["state"], rung["holder"]) == (True, "acknowledged", house.kim)
    # A release before any contact goes on with the episode.
    back = await house.call("POST", f"/v1/leads/{lead}/release", house.kim, {"epoch": epoch})
    assert back.status_code == 200
    assert not (await told())["answered"]
