"""What a rep's events bring to their transitions."""

from datetime import datetime

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Policy
from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import (
    RepRegistered,
)

POLICY = Policy()
AT = round(datetime.fromisoformat("2026-03-02T10:00:00+08:00").timestamp() * 1000)


def test_a_rep_brings_the_state_of_their_shift() -> None:
    hours = WorkingHours(days={0: ("09:00-18:00",)})
    event = RepRegistered(
        action_id="k",
        by="sup",
        tenant="main",
        rep="ann",
        pools=("b", "a"),
        skills=("z", "y"),
        regions=("south", "north"),
        hours=hours,
        daily_cap=5,
    )
    call = AGGREGATES.call_for(event, POLICY, AT, "L")
    request = call.request
    assert call.script == "rep"
    assert (request["pools"], request["skills"], request["regions"]) == (
        "a,b",
        "y,z",
        "north,south",
    )
    assert (request["on_shift"], request["day"]) == (1, "2026-03-02")
    assert request["shift_next"] == AT + 8 * 3_600_000
    assert WorkingHours.model_validate_json(request["hours"]) == hours
    assert request["daily_cap"] == 5
    uncapped = AGGREGATES.call_for(event.model_copy(update={"daily_cap": None}), POLICY, AT, "L")
    assert "daily_cap" not in uncapped.request
