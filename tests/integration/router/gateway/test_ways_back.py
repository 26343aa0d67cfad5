"""What is taken back or given in another way: undo, reopening, hand-over, actions told late."""

from typing import Any

from tests.integration.house import House
from tests.integration.router.gateway.test_events import stream, until

PHONE, OTHER = "13800138000", "13800138001"
FULL = "+8613800138000"
MINUTE = 60_000


async def act(house: House, path: str, by: str, **body: Any) -> tuple[int, dict[str, Any]]:
    response = await house.call("POST", f"/v1/{path}", by, body)
    return response.status_code, response.json()


async def taken(house: House, rep: str) -> tuple[str, str]:
    """A lead that the rep has acknowledged, and the epoch."""
    await house.rep(rep)
    lead = await house.capture(PHONE)
    epoch = (await house.change("assigned", lead=lead, rep=rep))["epoch"]
    assert (await act(house, f"assignments/{lead}.{epoch}/acknowledge", rep))[0] == 200
    return lead, epoch


async def desk(house: House, rep: str) -> dict[str, Any]:
    return dict((await house.call("GET", f"/v1/reps/{rep}", rep)).json())


async def team(house: House) -> dict[str, dict[str, Any]]:
    found = (await house.call("GET", "/v1/reps", "sup")).json()["reps"]
    return {rep["rep"]: rep for rep in found}


async def test_an_outcome_is_undone_also_after_a_reload(house: House) -> None:
    lead, epoch = await taken(house, house.kim)
    won = await act(house, f"leads/{lead}/activities", house.kim, epoch=epoch, outcome="won")
    assert won[0] == 200
    now = await desk(house, house.kim)
    (closed,) = now["recently_closed"]
    assert (closed["lead"], closed["outcome"], closed["epoch"]) == (lead, "won", epoch)
    assert closed["undo_until_ms"] - closed["closed_at_ms"] == MINUTE
    assert now["at_ms"] < closed["undo_until_ms"]
    assert "contact" not in closed
    assert (await house.call("GET", f"/v1/leads/{lead}", house.kim)).status_code == 200
    status, done = await act(house, f"leads/{lead}/undo", house.kim, epoch=closed["epoch"])
    assert (status, done["epoch"], done["contact"]["phone"]) == (200, epoch, FULL)
    now = await desk(house, house.kim)
    assert now["recently_closed"] == []
    (held,) = now["leads"]
    assert (held["lead"], held["state"], "outcome" in held) == (lead, "acknowledged", False)
    assert "contacted_at_ms" not in held, "the contact was told with the outcome"
    told = (await house.call("GET", f"/v1/leads/{lead}/history", house.kim)).json()["entries"]
    assert [one["kind"] for one in told][-2:] == ["closed", "outcome_undone"]
    assert "took the outcome back" in told[-1]["en"]


async def test_an_undo_that_comes_too_late_says_so(house: House) -> None:
    lead, epoch = await taken(house, house.kim)
    await act(house, f"leads/{lead}/activities", house.kim, epoch=epoch, outcome="lost")
    await house.call("PUT", f"/v1/reps/{house.kim}/presence", house.kim, {"presence": "busy"})
    await house.capture(PHONE)
    status, refusal = await act(house, f"leads/{lead}/undo", house.kim, epoch=epoch)
    assert (status, refusal["error"], refusal["state"]) == (409, "moved_on", "waiting")


async def test_the_phone_hears_that_its_outcome_holds_no_more(house: House) -> None:
    lead, epoch = await taken(house, house.kim)
    path = f"/v1/reps/{house.kim}/events"
    async with stream(house, path, house.kim) as lines:
        await act(house, f"leads/{lead}/activities", house.kim, epoch=epoch, outcome="lost")
        await until(lines, "closed")
        await house.call("PUT", f"/v1/reps/{house.kim}/presence", house.kim, {"presence": "busy"})
        assert (await act(house, f"leads/{lead}/reopen", "sup", reason="too early"))[0] == 200
        _, change = await until(lines, "reopened")
        assert (change["lead"], change["by"], change["note"]) == (lead, "sup", "too early")


async def test_a_supervisor_reopens_with_a_reason(house: House) -> None:
    lead, epoch = await taken(house, house.kim)
    path = f"leads/{lead}/reopen"
    assert (await act(house, path, "sup", reason="x"))[1]["error"] == "not_closed"
    await act(house, f"leads/{lead}/activities", house.kim, epoch=epoch, outcome="invalid")
    assert (await act(house, path, house.kim, reason="mine"))[0] == 403
    silent = await act(house, path, "sup")
    assert (silent[0], silent[1]["problems"][0]["at"]) == (422, "$.reason")
    await house.rep(house.lee, presence="busy")
    status, done = await act(house, path, "sup", reason="a real person", rep=house.lee)
    assert (status, done["rep"], done["assignment"]) == (200, house.lee, f"{lead}.{done['epoch']}")
    entries = (await house.call("GET", f"/v1/leads/{lead}/history", "sup")).json()["entries"]
    reopened = next(one for one in entries if one["kind"] == "reopened")
    assert (reopened["by"], reopened["reason"]) == ("sup", "supervisor")
    assert "a real person" in reopened["en"]


async def test_the_board_sees_which_ways_are_left(house: House) -> None:
    await house.rep(house.kim)
    cold = await house.capture(PHONE, attributes={})
    await house.change("assigned", lead=cold)
    hot = await house.capture(OTHER)
    await house.rep(house.lee, presence="away")
    reps = await team(house)
    assert reps[house.kim]["hand_over"] == {"refused": "no_room", "ways": ["over", "replace"]}
    assert [one["lead"] for one in reps[house.kim]["ringing"]] == [cold]
    assert reps[house.lee]["hand_over"] == {"refused": "away", "ways": ["over"]}
    path = f"leads/{hot}/hand-over"
    for rep, why in ((house.kim, "no_room"), (house.lee, "away")):
        status, refusal = await act(house, path, "sup", rep=rep)
        assert (status, refusal["error"]) == (409, why)
        assert "without_room" in refusal["message"]
    unexplained = await act(house, path, "sup", rep=house.kim, without_room="over")
    assert (unexplained[0], unexplained[1]["problems"][0]["at"]) == (422, "$.without_room")
    status, _ = await act(house, path, "sup", rep=house.kim, without_room="replace")
    assert status == 200
    reps = await team(house)
    assert [one["lead"] for one in reps[house.kim]["ringing"]] == [hot]
    status, _ = await act(
        house, f"leads/{cold}/hand-over", "sup", rep=house.lee, without_room="over", reason="ok"
    )
    assert status == 200
    entries = (await house.call("GET", f"/v1/leads/{cold}/history", "sup")).json()["entries"]
    given = next(one for one in entries if one["kind"] == "handed_over")
    assert (given["over"], given["reason"]) == (["away"], "ok")
    assert [one["reason"] for one in entries if one["kind"] == "withdrawn"] == ["replaced"]
    table = await house.call("GET", "/v1/reps?format=csv", "sup")
    assert f"{cold} 138****8000" in table.text


async def test_when_it_was_done_is_told(house: House) -> None:
    lead, epoch = await taken(house, house.kim)
    at_ms = (await desk(house, house.kim))["at_ms"]
    body: dict[str, Any] = {"epoch": epoch, "note": "reached", "done_at_ms": at_ms - 1}
    assert (await act(house, f"leads/{lead}/activities", house.kim, **body))[0] == 200
    change = await house.change("contacted", lead=lead)
    view = (await house.call("GET", f"/v1/leads/{lead}", house.kim)).json()
    assert view["contacted_at_ms"] == change["done_at"]
    assert view["assigned_at_ms"] <= view["contacted_at_ms"] < at_ms
    wrong = await act(house, f"leads/{lead}/activities", house.kim, epoch=epoch, done_at_ms="now")
    assert (wrong[0], wrong[1]["problems"][0]["at"]) == (422, "$.done_at_ms")
