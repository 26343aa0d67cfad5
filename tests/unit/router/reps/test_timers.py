"""What falls due for reps."""

from datetime import datetime
from typing import Any, cast

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Policy
from hotlead.router.policy.people import Reachability
from hotlead.router.reps.timers import silent_before
from hotlead.router.shard.call import Call
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.timers import Look
from hotlead.topics.hours import WorkingHours

NOW = round(datetime.fromisoformat("2026-03-02T18:00:00+08:00").timestamp() * 1000)
MINUTE = 60_000
OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-18:00",)))
KEYS = ShardKeys(0)


class Hours:
    """A Redis in which reps have hours."""

    def __init__(self, **hours: WorkingHours) -> None:
        self._kept = {KEYS.key("rep", rep): one.model_dump_json() for rep, one in hours.items()}
        self._asked: list[str] = []

    def pipeline(self, *, transaction: bool) -> "Hours":
        assert not transaction
        return self

    def hget(self, key: str, field: str) -> None:
        assert field == "hours"
        self._asked.append(key)

    async def execute(self) -> list[bytes | None]:
        found = [self._kept.get(key) for key in self._asked]
        return [text.encode() if text else None for text in found]


def look(redis: object = None, *, seen_ms: int = 0, since_ms: int = 0) -> Look[Policy]:
    policy = Policy(reachability=Reachability(offline_after_s=600))
    return Look(cast("Any", redis), KEYS, policy, NOW, seen_ms, since_ms, NOW)


async def calls(
    *members: str, found: dict[str, list[str]] | None = None, **given: Any
) -> list[Call]:
    duties = await AGGREGATES.duties(look(**given), members, found or {})
    return [duty.call for duty in duties]


async def test_a_shift_brings_its_new_state() -> None:
    ann, bob = await calls("shift|ann", "shift|bob", redis=Hours(ann=OFFICE))
    assert (ann.script, ann.request["id"]) == ("shift", "ann")
    assert (ann.request["on"], ann.request["day"]) == (0, "2026-03-02")
    assert ann.request["next"] == NOW + 6 * 3_600_000
    assert bob.request["on"] == 1, "who has no hours is always on"


async def test_who_is_silent_and_who_is_back() -> None:
    found = {"back": ["bob"], "silent": ["ann"]}
    assert await calls(found=found, seen_ms=60 * MINUTE) == [
        Call("offline", {"rep": "ann", "silent_before": 50 * MINUTE}),
        Call("online", {"rep": "bob"}),
    ]


@pytest.mark.parametrize(
    ("seen", "since", "before"), [(60, 0, 50), (30, 20, 20), (30, 21, 0), (5, 0, 0)]
)
def test_silence_counts_up_to_where_the_inbox_was_read(seen: int, since: int, before: int) -> None:
    """And from where somebody looks: each rep is granted a full period after an outage."""
    found = silent_before(look(seen_ms=seen * MINUTE, since_ms=since * MINUTE))
    assert found == before * MINUTE
