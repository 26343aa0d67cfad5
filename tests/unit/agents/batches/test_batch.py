"""What a batch tells, and what it keeps to itself."""

import pytest
from faust.types import TP

from hotlead.agents.batches import BadBatchSettings, BatchSettings
from hotlead.agents.batches.where import where
from tests.unit.agents.batches.fakes import INBOX, batch


@pytest.mark.parametrize(
    ("through", "committable"),
    [
        (None, 12),
        ({}, 12),
        ({TP("inbox", 1): 3}, 12),
        ({INBOX: 99}, 12),
        ({INBOX: 11}, 11),
        ({INBOX: 10}, 10),
        ({INBOX: 9}, None),
        ({INBOX: -1}, None),
    ],
)
def test_how_much_of_a_batch_may_be_committed(
    through: dict[TP, int] | None, committable: int | None
) -> None:
    assert batch(10, 3).committable(through) == committable


def test_a_batch_knows_its_bounds_and_shows_no_payload() -> None:
    one = batch(10, 3)
    assert (one.first_offset, one.last_offset, len(one), one.size_bytes) == (10, 12, 3, 3)
    assert "records" not in repr(one)


def test_an_error_is_told_without_its_text() -> None:
    try:
        int("138 0013 8000")
    except ValueError as error:
        told = where(error)
    assert told.startswith("ValueError at test_batch.py:")
    assert "138" not in told.partition(" at ")[2].partition(" ")[2]
    assert "0013" not in told


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"brokers": ()}, "brokers"),
        ({"session_timeout_s": 40.0}, "session_timeout_s"),
        ({"heartbeat_s": 6.0}, "heartbeat_s"),
        ({"drain_deadline_s": 30.0}, "drain_deadline_s"),
        ({"retry_first_s": 9.0}, "retry_first_s"),
        ({"buffer_batches_max": 0}, "limits"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, object], named: str) -> None:
    with pytest.raises(BadBatchSettings, match=named):
        BatchSettings(**{"group": "g", "brokers": ("h:1",), **settings})  # type: ignore[arg-type]
