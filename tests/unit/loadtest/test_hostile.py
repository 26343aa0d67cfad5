"""Phones beside hostile connections: what is told, and what is wrong."""

from dataclasses import replace
from typing import Any

import pytest

from hotlead.router.settings import Settings
from loadtest.hostile import Beside, right, table
from loadtest.hostile_kinds import KINDS, STREAMS, kind_of

NONE = Beside("", {"p50_ms": 2.0, "p99_ms": 10.0}, {}, 0, 0, 0, 0.1, 60.0, 0.0)
SILENT = replace(NONE, kind="silent", waits={"p50_ms": 3.0, "p99_ms": 29.0}, open=1900, cut=800)


def test_three_times_the_usual_is_the_most() -> None:
    assert right([NONE, SILENT, NONE])
    assert not right([NONE, replace(SILENT, waits={"p50_ms": 3.0, "p99_ms": 31.0})])
    assert not right([NONE, replace(SILENT, waits={"p50_ms": None, "p99_ms": None})])


@pytest.mark.parametrize("wrong", [{"failed": {"TimeoutError": 1}}, {"streams_ended": 1}])
def test_one_call_or_stream_that_fails_is_enough(wrong: Any) -> None:
    assert not right([NONE, replace(SILENT, **wrong)])
    assert right([NONE, replace(SILENT, **wrong, stolen=0.5)])


def test_the_table_tells_each_kind_against_none() -> None:
    told = table([NONE, replace(SILENT, failed={"HTTP 503": 2})], 10.0)
    assert "| silent | 3.0, 29.0 | 10.0 | 2.90 (2 HTTP 503) | 1,900, 800 | 0.10, 60 |" in told


def test_the_larger_of_both_neighbours_is_the_usual() -> None:
    slow = replace(NONE, waits={"p50_ms": 2.0, "p99_ms": 20.0})
    worse = replace(SILENT, waits={"p50_ms": 3.0, "p99_ms": 59.0})
    assert right([NONE, worse, slow])
    assert not right([NONE, worse, NONE, SILENT, slow])


def test_streams_are_of_a_rep_without_a_phone() -> None:
    assert b"/events" in kind_of(STREAMS, Settings()).first
    assert all(kind_of(name, Settings()) is kind for name, kind in KINDS.items() if name != STREAMS)
