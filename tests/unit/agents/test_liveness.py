"""What stands still is told while Kafka answers; what a restart may mend ends the process."""

from typing import Any

import pytest

from hotlead.agents.liveness import Liveness

STREAM, SHARD = "inbox-0: lag 3, still for 31 s", "shard 1: still for 31 s: see the log"


class Looking(Liveness):
    """Kafka answers when the test says so."""

    answers = True

    async def _kafka_answers(self) -> bool:
        return self.answers


def looking(suspects: list[str], standing: list[str]) -> Looking:
    app: Any = type("App", (), {"suspects": lambda _self, _after: list(suspects)})()
    nothing: Any = None
    return Looking(app, nothing, lambda _: [], lambda _: list(standing))


async def test_all_that_stands_still_is_told_and_goes() -> None:
    suspects, standing = [STREAM], [SHARD]
    liveness = looking(suspects, standing)
    await liveness._look()
    assert liveness.still == [STREAM, SHARD]
    suspects.clear()
    standing.clear()
    await liveness._look()
    assert liveness.still == []


async def test_while_kafka_is_away_nothing_is_told() -> None:
    liveness = looking([STREAM], [SHARD])
    liveness.answers = False
    await liveness._look()
    assert liveness.still == []


async def test_a_shard_that_fails_by_a_defect_ends_no_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hotlead.agents.liveness.ANSWERING_S", 0)
    monkeypatch.setattr("hotlead.agents.liveness.END_AFTER_S", 0)
    ended: list[str] = []
    monkeypatch.setattr("hotlead.agents.liveness.end_stuck", ended.append)
    liveness = looking([], [SHARD])
    await liveness._look()
    assert (liveness.stuck, ended) == ([], [])
    liveness = looking([STREAM], [SHARD])
    await liveness._look()
    assert (liveness.stuck, ended) == ([STREAM], [STREAM])
