"""Whether a gateway can serve is looked at once for all who ask at a time: anyone may ask."""

import asyncio
from typing import Any

import pytest

from hotlead.router.gateway import readiness
from hotlead.router.gateway.readiness import Readiness
from hotlead.router.settings import Settings


class Looked(Readiness):
    looks = 0

    async def _look(self) -> list[str]:
        self.looks += 1
        await asyncio.sleep(0)
        return [f"look {self.looks}"]


async def test_many_who_ask_at_once_cost_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: Any = None
    asked = Looked(nothing, nothing, Settings())
    found = await asyncio.gather(*(asked.missing() for _ in range(50)))
    assert (asked.looks, found) == (1, [["look 1"]] * 50)
    monkeypatch.setattr(readiness, "SEEN_S", -1)
    assert await asked.missing() == ["look 2"]
