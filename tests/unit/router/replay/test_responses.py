"""What reps intend: from columns or drawn, within limits, the first may ignore a lead."""

import pytest

from hotlead.router.replay.maps import Response
from hotlead.router.replay.responses import Plan
from hotlead.router.replay.rows import Row


def plan(n: int = 0, **response: object) -> Plan:
    given = {
        "acknowledge": {"mean_s": 30, "at_least_s": 5, "at_most_s": 90},
        "talk": {"column": "talk", "at_least_s": 10, "at_most_s": 300},
        **response,
    }
    row = Row(2, {"talk": "700"})
    return Plan(row, Response.model_validate(given), "leads", f"1|{n}")


def test_spans_are_within_their_limits() -> None:
    for number in range(300):
        intent = plan(number).intent(0)
        assert intent.acknowledge_s is not None
        assert 5 <= intent.acknowledge_s <= 90
        assert intent.talk_s == 300


def test_only_the_first_rep_ignores_a_lead() -> None:
    plans = [plan(number, ignored=0.2) for number in range(2000)]
    ignored = sum(one.intent(0).acknowledge_s is None for one in plans)
    assert ignored / len(plans) == pytest.approx(0.2, abs=0.03)
    assert all(one.intent(1).acknowledge_s is not None for one in plans)


def test_outcomes_come_in_their_shares() -> None:
    shares = {"leads": {"won": 0.2, "lost": 0.3}}
    found = [plan(number, outcomes=shares).intent(0).outcome for number in range(2000)]
    assert found.count("won") / 2000 == pytest.approx(0.2, abs=0.03)
    assert found.count("lost") / 2000 == pytest.approx(0.3, abs=0.03)
    assert found.count("open") / 2000 == pytest.approx(0.5, abs=0.03)
