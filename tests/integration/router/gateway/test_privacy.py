"""A marked phone number goes through all calls, and is seen only where it may be."""

import logging
from typing import Any

import pytest

from hotlead.router.privacy.digits import plain
from tests.integration.house import Estate, House

MARKED = "13977712345"
FORMS = (MARKED, "+86" + MARKED, "77712345")


def leaks(text: str) -> bool:
    return any(form in text for form in FORMS)


async def test_the_full_number_is_shown_to_its_holder_alone(
    estate: Estate, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="hotlead")
    await house.rep(house.kim)
    await house.rep(house.lee, presence="busy")
    attributes = {"region": "x", "remark": f"call {MARKED}", "other": int(MARKED), MARKED: "x"}
    lead = await house.capture(MARKED, attributes=attributes)
    assigned = await house.change("assigned", lead=lead)
    path = f"/v1/assignments/{lead}.{assigned['epoch']}"
    for bad in (
        {"event_id": "b", "contact": {"phone": MARKED + "99999"}, "tenant": house.tenant},
        {"event_id": "b", "contact": {"phone": MARKED}, "occurred_at": MARKED},
        {"event_id": "b", "contact": {"phone": MARKED}, "attributes": {MARKED: {}}},
        {"event_id": MARKED + "|", "contact": {"phone": MARKED}},
        [{"event_id": "b", "contact": {"phone": [MARKED]}}],
    ):
        assert (await house.call("POST", "/v1/captures/web-form", body=bad)).status_code == 422
    # Its source, who named it so, is told its own id; nobody else is.
    event = house.event(MARKED, event_id=MARKED)
    await house.http.post("/v1/captures/web-form", json=event)
    await house.change("merged", lead=lead)
    await house.call("POST", "/v1/sessions", body={"code": MARKED})
    await house.call("POST", f"{path}/acknowledge", house.lee)
    await house.call("POST", f"{path}/decline", house.lee, {"reason": f"is {MARKED}"})
    for view in (f"leads/{lead}", f"leads/{lead}/explain", "queue", "stats", "reps"):
        await house.call("GET", f"/v1/{view}", "sup")
    await house.call("GET", f"/v1/reps/{house.kim}/assignments", house.kim)
    await house.call("GET", "/metrics")
    assert not any(leaks(text) for text in house.seen)

    done = await house.call("POST", f"{path}/acknowledge", house.kim)
    assert done.json()["contact"]["phone"] == f"+86{MARKED}"
    house.seen.clear()
    epoch = assigned["epoch"]
    await house.call(
        "POST", f"/v1/leads/{lead}/activities", house.kim, {"epoch": epoch, "note": MARKED}
    )
    for view in ("leads/" + lead, f"leads/{lead}/explain", f"reps/{house.kim}/leads"):
        await house.call("GET", f"/v1/{view}", "sup")
    assert not any(leaks(text) for text in house.seen)
    assert not leaks(str(house.heard))
    assert not leaks(caplog.text)
    assert not leaks(estate.worker.output)


async def test_no_number_comes_into_the_journal_by_what_callers_make_up(house: House) -> None:
    await house.rep(house.kim)
    lead = await house.capture(MARKED)
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    dashed, spoken = "-".join(MARKED), "一三九柒柒柒 １２３肆五"
    path, sup, kim = f"/v1/assignments/{lead}.{epoch}", "sup", house.kim

    async def refused(status: int, method: str, path: str, by: str, body: Any = None) -> None:
        answer = await house.call(method, path, by, body)
        assert answer.status_code == status, (path, answer.text)

    await refused(409, "POST", f"/v1/assignments/{lead}.{dashed}/acknowledge", kim)
    await refused(404, "POST", f"/v1/assignments/{MARKED}.{MARKED}/acknowledge", kim)
    await refused(404, "DELETE", f"/v1/reps/{MARKED}/sessions", sup)
    await refused(422, "PUT", f"/v1/reps/{MARKED}", sup, {"pools": ["main"]})
    await refused(422, "PUT", f"/v1/reps/{house.lee}", sup, {"pools": ["main"], "skills": [MARKED]})
    await refused(422, "PUT", f"/v1/staff/{dashed}", sup, {"role": "viewer"})
    await refused(422, "POST", f"/v1/notices/{MARKED}/receipt", kim, {"lead": lead})
    sent = {"action_id": dashed, "reason": f"for {spoken}"}
    assert (await house.call("POST", f"{path}/decline", kim, sent)).json()["action_id"] == dashed
    named = {"name": f"Kim {dashed}", "pools": ["main"]}
    assert (await house.call("PUT", f"/v1/reps/{kim}", sup, named)).is_success
    event = house.event("13800138001", event_id=f"wf.{'.'.join(MARKED)}")
    assert (await house.call("POST", "/v1/captures/web-form", body=event)).status_code == 202
    await house.change("captured", masked="138****8001")
    told = {str(value) for change in house.heard for value in change.values()}
    assert not [one for one in told if MARKED in "".join(filter(str.isdigit, plain(one)[0]))]
