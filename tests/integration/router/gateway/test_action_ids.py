"""An action's id over HTTP: it answers for what was asked under it, and for nothing else."""

from tests.integration.house import House


async def test_an_id_that_was_used_does_nothing_else(house: House) -> None:
    """Each answered 200 and did nothing: 30 numbers were shown under one id, one journalled."""
    await house.rep(house.kim, presence="away")
    one, two = [await house.capture(f"1380013800{n}") for n in (1, 2)]
    mine, phone = f"/v1/reps/{house.kim}", house.bearer(house.kim)
    headers = house.bearer("sup", "supervisor") | {"idempotency-key": "once"}
    why = {"reason": "they rang us"}
    boss = {"name": "May", "role": "supervisor"}
    reveal = f"/v1/leads/{one}/reveal"
    assert (await house.call("POST", reveal, body=why, headers=headers)).is_success
    for method, path, body in (
        ("POST", f"/v1/leads/{two}/reveal", why),
        ("POST", reveal, {"reason": "another"}),
        ("DELETE", f"{mine}/sessions", None),
        ("PUT", f"/v1/staff/may.{house.tenant}", boss),
    ):
        refused = await house.call(method, path, body=body, headers=headers)
        assert (refused.status_code, refused.json()["error"]) == (422, "id_used"), path
        assert refused.json()["action_id"] == "once"
        assert "13800138002" not in refused.text
    assert (await house.call("GET", mine, headers=phone)).is_success
    again = await house.call("POST", reveal, body=why, headers=headers)
    assert again.json()["contact"]["phone"] == "+8613800138001"
    assert [c["lead"] for c in house.heard if c["kind"] == "revealed"] == [one]
    assert not any(c["kind"] == "signed_out" for c in house.heard)
    assert not any(c.get("staff") == f"may.{house.tenant}" for c in house.heard)
