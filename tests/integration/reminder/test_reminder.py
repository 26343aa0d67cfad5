"""An aggregate that the shard knows nothing of is served like any other, on every store."""

import orjson
import pytest
from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.audit.state import Dump
from hotlead.router.gateway.calls import described
from hotlead.router.policy.document import Policy
from hotlead.router.shard.aggregate import Aggregates
from tests.integration.reminder.aggregate import WITH_REMINDERS, Remind, RemindDone
from tests.integration.reminder.desk import Desk

LATER = 10**13
"""An instant that no test reaches, UTC ms."""


@pytest.fixture
def desk(store_client: Redis) -> Desk:
    """On Redis, on Valkey, in memory."""
    return Desk(store_client)


def remind(desk: Desk, reminder: str, due_ms: int, tenant: str = "main") -> Remind:
    return Remind(
        action_id=desk.new_id(), tenant=tenant, reminder=reminder, by="sup", due_ms=due_ms
    )


def done(desk: Desk, reminder: str) -> RemindDone:
    return RemindDone(action_id=desk.new_id(), tenant="main", reminder=reminder, by="sup")


def timers(state: Dump) -> list[str]:
    return [name for name in state.get("deadlines", {}) if name.startswith("reminder|")]


async def test_it_is_opened_falls_due_and_is_done(desk: Desk) -> None:
    await desk.send(remind(desk, "soon", 1), remind(desk, "late", LATER))
    state = await desk.state()
    assert state["reminders"] == ["late", "soon"]
    assert state["reminder:soon"] == {"tenant": "main", "by": "sup", "due": "1", "state": "due"}
    assert state["reminder:late"]["state"] == "open"
    assert timers(state) == ["reminder|late"]
    await desk.send(done(desk, "soon"), done(desk, "late"))
    state = await desk.state()
    assert [state[f"reminder:{name}"]["state"] for name in ("soon", "late")] == ["done", "done"]
    assert timers(state) == []
    assert desk.kinds() == {
        "reminder_opened": 2,
        "reminder_fell_due": 1,
        "reminder_done": 2,
        "answered": 4,
    }
    assert await desk.audited() == []


def test_the_interface_tells_of_its_calls() -> None:
    def paths(of: Aggregates[Policy]) -> set[str]:
        return {path for path in orjson.loads(described(of))["paths"] if "reminder" in path}

    assert paths(WITH_REMINDERS) == {"/v1/reminders/{reminder}", "/v1/reminders/{reminder}/done"}
    assert paths(AGGREGATES) == set()


async def test_an_action_is_answered_and_never_acts_twice(desk: Desk) -> None:
    asked = remind(desk, "one", LATER)
    await desk.send(asked, asked, remind(desk, "one", LATER), done(desk, "none"))
    answers = [(one["status"], one.get("reason")) for one in desk.changes() if "status" in one]
    assert answers == [(200, None), (200, None), (409, "there_already"), (404, "unknown_reminder")]
    assert desk.kinds()["reminder_opened"] == 1
    other = asked.model_copy(update={"reminder": "two"})
    await desk.send(other)
    assert desk.changes()[-1]["reason"] == "id_used"


async def test_a_snapshot_has_it_and_a_rebuild_gives_it_again(desk: Desk) -> None:
    await desk.send(remind(desk, "soon", 1), remind(desk, "late", LATER))
    found = await desk.snapshot()
    await desk.send(done(desk, "late"), remind(desk, "more", LATER))
    before = await desk.state()
    await desk.lose_all()
    assert desk.worker.owner is not None
    assert desk.worker.owner.ownership.begun_with == found.manifest.seq
    assert await desk.state() == before
    assert "reminder:" in " ".join(before)
    await desk.lose_all(snapshots=True)
    assert desk.worker.owner is not None
    assert desk.worker.owner.ownership.begun_with == 0, "from the journal's start"
    assert await desk.state() == before
    assert await desk.audited() == []
