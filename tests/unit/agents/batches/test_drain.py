"""Draining ends at its deadline, whatever a commit does."""

import asyncio
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hotlead.agents.batches import BatchApp
from hotlead.agents.batches import app as module


class Committing:
    """A consumer whose commit hangs, and takes a cancellation as leave to start another one."""

    def stop_flow(self) -> None:
        """There is none."""

    async def commit_now(self) -> None:
        for _ in range(2):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue


async def test_a_commit_that_hangs_does_not_hold_up_the_drain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "COMMIT_GRACE_S", 0.05)
    flow: Any = SimpleNamespace(suspend=lambda: None, clear=lambda: None)
    app: Any = SimpleNamespace(
        draining=asyncio.Event(),
        batches=Committing(),
        flow_control=flow,
        loops={},
        settings=SimpleNamespace(drain_deadline_s=0.05),
        _drain_lock=asyncio.Lock(),
    )
    began = monotonic()
    async with asyncio.timeout(5):
        await BatchApp.drain(cast("BatchApp", app))
    assert monotonic() - began < 1
    assert not app._drain_lock.locked()
