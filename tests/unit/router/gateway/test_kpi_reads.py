"""A read store that lags behind the state: what it has not read yet is awaited, then told so."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from hotlead.router.errors import RequestRefused, UnknownLead
from hotlead.router.gateway import kpis
from hotlead.router.gateway.reading import Reading


def following() -> Any:
    """A gateway whose read store has caught up with where the journal stood at its start."""
    ready = asyncio.Event()
    ready.set()
    store: Any = None
    return SimpleNamespace(reading=Reading(store, ready))


async def test_a_lead_that_comes_meanwhile_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kpis, "LOOK_AGAIN_S", 0)
    looks = iter([UnknownLead("ld_1"), UnknownLead("ld_1"), None])

    def read(_store: object) -> str:
        if (error := next(looks)) is not None:
            raise error
        return "a curve"

    assert await kpis._read_of(following(), read) == "a curve"


async def test_one_that_does_not_come_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kpis, "VIEW_WAIT_S", 0.01)

    def read(_store: object) -> str:
        raise UnknownLead("ld_1")

    with pytest.raises(RequestRefused) as refused:
        await kpis._read_of(following(), read)
    assert (refused.value.status, refused.value.code) == (404, "not_read_yet")
    assert refused.value.more["retry_after_s"]
