"""Pools and policies as the scripts read them."""

from datetime import datetime

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Pacing, Policy, Pool, Relax, Rung
from hotlead.router.pools.requests import activate, pool_fields
from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import PolicyActivated

POLICY = Policy()
AT = round(datetime.fromisoformat("2026-03-02T10:00:00+08:00").timestamp() * 1000)


def test_a_policy_is_put_into_force_with_leads_to_score_anew() -> None:
    call = AGGREGATES.call_for(PolicyActivated(action_id="k", version="default"), POLICY, AT, "")
    assert call.script == "policy"
    assert (call.request["action"], call.request["rescore"]) == ("k", True)
    first = activate(POLICY, AT, rescore=False).request
    assert not {"action", "rescore"} & first.keys()


def test_a_pool_is_told_in_milliseconds_and_micropoints() -> None:
    fields = pool_fields(POLICY, "main", AT)
    assert (fields["hot"], fields["high_intent"]) == (72_000_000, 85_000_000)
    assert (fields["start"], fields["slope"], fields["lasts"]) == (20_000_000, 400_000, 180_000_000)
    assert (fields["expiry"], fields["first_rung"]) == (300_000, 120_000)
    assert fields["ladder"] == (
        "reminder:120000:remind,reassign:300000:reassign,"
        "supervisors:600000:open+supervisors,duty-manager:900000:duty-managers"
    )
    assert (fields["is_open"], fields["opens_at"], fields["clock_waits"]) == (1, AT, 0)
    assert not {"relax", "pace", "pace_window"} & fields.keys()


def test_what_a_pool_may_have_besides() -> None:
    pool = Pool(
        relax=(Relax(after_s=60, drop=("region", "language")),),
        pacing=Pacing(assignments=2, window_s=60),
        ladder=(Rung(name="a", after_s=0.5),),
        outside_hours="wait",
        hours=WorkingHours(days={1: ("09:00-18:00",)}),
    )
    fields = pool_fields(Policy(pools={"main": pool}), "main", AT)
    assert fields["relax"] == "60000:region+language"
    assert (fields["pace"], fields["pace_window"]) == (2, 60_000)
    assert fields["ladder"] == "a:500:"
    assert (fields["is_open"], fields["opens_at"]) == (0, AT + 23 * 3_600_000)
    assert fields["clock_waits"] == 1
