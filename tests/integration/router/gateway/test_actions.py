"""What reps and supervisors do, answered by the journal of a real worker."""

import asyncio
from typing import Any

import httpx

from hotlead.router.provision.apply import apply_topics
from hotlead.router.shard.sharding import shard_of
from tests.integration.house import Estate, House, gateway_at

PHONE = "13800138000"
FULL = "+8613800138000"


async def assigned(house: House, rep: str | None = None, phone: str = PHONE) -> tuple[str, str]:
    """A rep who is idle and a lead that they are given: the lead and the assignment's id."""
    rep = rep or house.kim
    await house.rep(rep)
    lead = await house.capture(phone)
    change = await house.change("assigned", lead=lead, rep=rep)
    return lead, f"{lead}.{change['epoch']}"


async def act(house: House, path: str, by: str, **body: Any) -> tuple[int, dict[str, Any]]:
    response = await house.call("POST", f"/v1/{path}", by, body)
    return response.status_code, response.json()


async def assignments(house: House, rep: str) -> list[dict[str, Any]]:
    response = await house.call("GET", f"/v1/reps/{rep}/assignments", rep)
    found: list[dict[str, Any]] = response.json()["assignments"]
    return found


async def test_acknowledged_with_the_full_number_and_the_same_for_a_retry(house: House) -> None:
    lead, assignment = await assigned(house)
    live = (await house.call("GET", f"/v1/reps/{house.kim}/assignments", house.kim)).json()[
        "assignments"
    ]
    assert [one["assignment"] for one in live] == [assignment]
    assert live[0]["masked"] == "138****8000"
    assert "contact" not in live[0]

    for _ in range(2):
        status, done = await act(
            house, f"assignments/{assignment}/acknowledge", house.kim, action_id="a-1"
        )
        assert (status, done["action_id"], done["lead"]) == (200, "a-1", lead)
        assert done["contact"] == {"phone": FULL, "name": "Li Lei"}
    twice = await act(house, f"assignments/{assignment}/acknowledge", house.kim, action_id="a-2")
    assert (twice[0], twice[1]["contact"]["phone"]) == (200, FULL)
    assert sum(change["kind"] == "acknowledged" for change in house.heard) == 1

    held = (await house.call("GET", f"/v1/reps/{house.kim}/leads", house.kim)).json()["leads"]
    assert [(one["lead"], one["contact"]["phone"]) for one in held] == [(lead, FULL)]
    seen = (await house.call("GET", f"/v1/reps/{house.kim}/leads", "sup")).json()["leads"]
    assert [(one["lead"], "contact" in one) for one in seen] == [(lead, False)]


async def test_two_that_ask_at_once_share_one_answer(house: House) -> None:
    _, assignment = await assigned(house)
    path = f"assignments/{assignment}/acknowledge"
    answers = await asyncio.gather(
        *(act(house, path, house.kim, action_id="one") for _ in range(5))
    )
    assert {status for status, _ in answers} == {200}
    # Asked at once, so not each was sent; all tell the same.
    assert len({str(body) for _, body in answers}) == 1


async def test_of_another_rep_or_too_late_is_409_and_says_who_has_it(house: House) -> None:
    lead, assignment = await assigned(house)
    await house.rep(house.lee, presence="busy")
    path = f"assignments/{assignment}/acknowledge"
    status, refusal = await act(house, path, house.lee, action_id="x")
    assert (status, refusal["error"]) == (409, "too_late")
    assert (refusal["holder"], refusal["state"]) == (house.kim, "assigned")
    assert FULL not in str(refusal)

    status, _ = await act(
        house, f"assignments/{assignment}/decline", house.kim, reason="call 13912345678"
    )
    assert status == 200
    await house.change("declined", lead=lead, reason="call ********")
    status, refusal = await act(house, path, house.kim)
    assert (status, refusal["error"], refusal["state"]) == (409, "too_late", "waiting")
    assert "holder" not in refusal


async def test_an_action_id_is_ones_own_in_a_tenant(estate: Estate, house: House) -> None:
    settings = estate.settings
    mine = shard_of(house.tenant, settings.shards)
    other = next(
        one
        for one in settings.tenants
        if one != house.tenant and shard_of(one, settings.shards) == mine
    )
    body = {"pools": ["main"], "action_id": "one"}
    long = "x" * 60
    for tenant, action in ((house.tenant, "one"), (other, "one"), (other, long)):
        answer = await house.http.put(
            f"/v1/reps/{tenant}-own",
            json=body | {"action_id": action},
            headers=await house.staff("s" * 64, tenant=tenant),
        )
        assert answer.status_code == 200, answer.text


async def test_what_is_unknown(house: House) -> None:
    await house.rep(house.kim)
    for path, status, error in (
        ("assignments/ld_none.1-1/acknowledge", 404, "unknown_lead"),
        ("assignments/ld_none/acknowledge", 422, "invalid"),
        ("leads/ld_none/claim", 404, "unknown_lead"),
    ):
        found, refusal = await act(house, path, house.kim)
        assert (found, refusal["error"]) == (status, error)
    status, refusal = await act(house, "assignments/ld_none.1-1/acknowledge", "never-registered")
    assert status == 404


async def test_released_before_contact_but_not_after(house: House) -> None:
    lead, assignment = await assigned(house)
    epoch = assignment.rpartition(".")[2]
    await act(house, f"assignments/{assignment}/acknowledge", house.kim)
    status, _ = await act(house, f"leads/{lead}/release", house.kim, epoch=epoch)
    assert status == 200
    await house.change("left", lead=lead, reason="released")
    assert (await act(house, f"leads/{lead}/release", house.kim, epoch=epoch))[0] == 409
    missing = await act(house, f"leads/{lead}/release", house.kim)
    assert (missing[0], missing[1]["problems"][0]["at"]) == (422, "$.epoch")


async def test_activities_and_the_outcome(house: House) -> None:
    lead, assignment = await assigned(house)
    epoch = assignment.rpartition(".")[2]
    await act(house, f"assignments/{assignment}/acknowledge", house.kim)
    status, _ = await act(
        house, f"leads/{lead}/activities", house.kim, epoch=epoch, note="ring 13912345678 at 5"
    )
    assert status == 200
    note = (await house.change("activity", lead=lead))["note"]
    assert "13912345678" not in note
    await house.change("contacted", lead=lead)
    await act(house, f"leads/{lead}/activities", house.kim, epoch=epoch, outcome="won")
    view = (await house.call("GET", f"/v1/leads/{lead}", "sup")).json()
    assert (view["state"], view["outcome"]) == ("closed", "won")
    wrong = await act(house, f"leads/{lead}/activities", house.kim, epoch=epoch, outcome="maybe")
    assert (wrong[0], wrong[1]["problems"][0]["at"]) == (422, "$.outcome")


async def test_a_claim_of_what_is_not_open_is_refused(house: House) -> None:
    lead, _ = await assigned(house)
    await house.rep(house.lee, presence="busy")
    status, refusal = await act(house, f"leads/{lead}/claim", house.lee)
    assert (status, refusal["error"], refusal["holder"]) == (409, "not_open", house.kim)


async def test_an_open_lead_is_claimed_from_who_has_it(house: House) -> None:
    await house.rep(house.kim, pools=["open"])
    lead = await house.capture(PHONE, pool="open")
    offered = await house.change("assigned", lead=lead, rep=house.kim)
    await house.rep(house.lee, pools=["open"])
    await house.change("rung", lead=lead, open=True)
    # Who may claim it sees it, masked.
    view = (await house.call("GET", f"/v1/leads/{lead}", house.lee)).json()
    assert (view["open"], view["masked"], view["holder"]) == (True, "138****8000", house.kim)
    for _ in range(2):
        status, done = await act(house, f"leads/{lead}/claim", house.lee, action_id="c-1")
        assert (status, done["contact"]["phone"]) == (200, FULL)
        assert done["assignment"] == f"{lead}.{done['epoch']}"
    path = f"assignments/{lead}.{offered['epoch']}/acknowledge"
    status, refusal = await act(house, path, house.kim)
    assert (status, refusal["error"], refusal["holder"]) == (409, "taken", house.lee)
    assert (await house.call("GET", f"/v1/leads/{lead}", house.kim)).status_code == 404


async def test_handed_over_by_a_supervisor_alone(house: House) -> None:
    lead, _ = await assigned(house)
    await house.rep(house.lee)
    path = f"leads/{lead}/hand-over"
    assert (await act(house, path, house.kim, rep=house.lee))[0] == 403
    status, done = await act(house, path, "sup", rep=house.lee, reason="knows the customer")
    assert (status, done["rep"]) == (200, house.lee)
    live = (await house.call("GET", f"/v1/reps/{house.lee}/assignments", house.lee)).json()[
        "assignments"
    ]
    assert [one["assignment"] for one in live] == [done["assignment"]]
    status, refusal = await act(house, path, "sup", rep=house.lee)
    assert (status, refusal["error"]) == (409, "has_it_already")


async def test_reps_are_registered_by_supervisors_and_checked(house: House) -> None:
    body = {"pools": ["main"], "skills": ["english"], "tier": 2, "capacity": 3}
    assert (await house.call("PUT", f"/v1/reps/{house.kim}", house.kim, body)).status_code == 403
    done = await house.call("PUT", f"/v1/reps/{house.kim}", "sup", body)
    assert (done.status_code, done.json()["rep"]) == (200, house.kim)
    (rep,) = (await house.call("GET", "/v1/reps", "sup")).json()["reps"]
    assert (rep["skills"], rep["room"], rep["presence"]) == (["english"], 3, "away")
    for wrong, at in (
        ({"pools": ["nowhere"]}, "$.pools[0]"),
        ({"pools": []}, "$.pools"),
        ({"pools": ["main"], "weight": 0}, "$.weight"),
        ({"pools": ["main"], "hours": {"days": {"0": ["18-9-8"]}}}, "$.hours"),
        ({"pools": ["main"], "boss": True}, "$.boss"),
    ):
        refusal = await house.call("PUT", f"/v1/reps/{house.kim}", "sup", wrong)
        assert refusal.status_code == 422, wrong
        assert refusal.json()["problems"][0]["at"].startswith(at), refusal.text
    assert (await house.call("PUT", "/v1/reps/a|b", "sup", body)).status_code == 422


async def test_presence_and_heartbeat(house: House) -> None:
    kim, lee = house.kim, house.lee
    await house.rep(kim)
    assert (await house.call("POST", f"/v1/reps/{kim}/heartbeat", kim)).status_code == 204
    assert (await house.call("POST", f"/v1/reps/{lee}/heartbeat", lee)).status_code == 404
    unknown = await house.call("PUT", f"/v1/reps/{lee}/presence", lee, {"presence": "idle"})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_rep")
    wrong = await house.call("PUT", f"/v1/reps/{kim}/presence", kim, {"presence": "asleep"})
    assert wrong.json()["problems"][0]["at"] == "$.presence"


async def test_the_header_may_carry_the_id(house: House) -> None:
    _, assignment = await assigned(house)
    headers = {"idempotency-key": "from-the-header"}
    path = f"/v1/assignments/{assignment}/acknowledge"
    done = await house.call("POST", path, house.kim, headers=headers)
    assert (done.status_code, done.json()["action_id"]) == (200, "from-the-header")
    wrong = await house.call("POST", path, house.kim, headers={"idempotency-key": "x" * 61})
    assert wrong.status_code == 422


async def test_the_id_of_another_rep_meets_nothing(house: House) -> None:
    _, first = await assigned(house)
    _, second = await assigned(house, house.lee, "13800138001")
    await act(house, f"assignments/{first}/decline", house.kim, action_id="mine")
    # As a decline that was already done it would be answered 200 and change nothing.
    assert (await act(house, f"assignments/{second}/decline", house.lee, action_id="mine"))[
        0
    ] == 200
    await house.change("declined", rep=house.lee)


async def test_no_answer_is_504_and_unknown(estate: Estate, topic_prefix: str) -> None:
    settings = estate.settings.model_copy(
        update={"topic_prefix": topic_prefix, "redis_prefix": "nobody:", "shards": 1}
    )
    await apply_topics(settings)
    async with (
        gateway_at(settings) as (address, gateway, _),
        httpx.AsyncClient(base_url=address, timeout=30) as http,
    ):
        token, _ = gateway.sessions.open("rep", settings.tenants[0], "kim")
        response = await http.post(
            "/v1/assignments/ld_1.1-1/acknowledge",
            json={"action_id": "a-1"},
            headers={"authorization": f"Bearer {token}"},
        )
        assert response.status_code == 504
        assert response.json()["error"] == "unknown"
        assert response.json()["action_id"] == "a-1"
        assert "ask again" in response.json()["message"]
