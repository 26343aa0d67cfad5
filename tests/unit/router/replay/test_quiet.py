"""When a ladder is over: with its last rung or an acknowledgement, never by the clock."""

import pytest

from hotlead.router.replay.quiet import Rest
from hotlead.router.shard.tail import Followed
from hotlead.topics.journal import Entry, RawChange
from tests.whole_changes import whole

HOT: RawChange = {"kind": "hot", "lead": "a", "clock_at": 0}


def hear(rest: Rest, *changes: RawChange) -> None:
    rest.hear(Followed(0, 0, Entry(1, "s", "p", 0, 1, 0, "default", tuple(map(whole, changes)))))


def over(rest: Rest) -> bool:
    return rest.ladders_over


@pytest.mark.parametrize(
    "end",
    [
        {"kind": "rung", "lead": "a", "n": 4},
        {"kind": "acknowledged", "lead": "a"},
        {"kind": "closed", "lead": "a"},
        {"kind": "reopened", "lead": "a"},
    ],
)
def test_a_ladder_runs_until_its_end_is_heard(end: RawChange) -> None:
    rest = Rest()
    assert over(rest)
    hear(rest, HOT)
    hear(rest, {"kind": "rung", "lead": "a", "n": 3, "next_due": 900_000})
    assert not over(rest)
    hear(rest, end)
    assert over(rest)


def test_a_lead_given_back_climbs_on_only_where_a_rung_is_left() -> None:
    rest = Rest()
    hear(rest, HOT, {"kind": "acknowledged", "lead": "a"}, {"kind": "left", "lead": "a"})
    assert over(rest)
    hear(rest, {"kind": "left", "lead": "a", "rung_at": 900_000})
    assert not over(rest)
