"""The day's instant by Redis's clock: what this machine thinks of the time is no matter."""

from typing import Any, cast

import pytest

from hotlead.router import clock
from hotlead.router.clock import Clock
from hotlead.router.state import store_clock
from hotlead.router.state.store_clock import StoreClock

HOUR_MS = 3_600_000
NOW_S = 1_700_000_000


class Machine:
    """Its clock is an hour ahead, or behind once it was set back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed_s, self.ahead_ms = 0.0, HOUR_MS
        monkeypatch.setattr(store_clock, "monotonic", lambda: 50 + self.passed_s)
        monkeypatch.setattr(clock, "real_ms", self.real_ms)

    def real_ms(self) -> int:
        return NOW_S * 1000 + round(self.passed_s * 1000) + self.ahead_ms


class Redis:
    """Its clock is right, and its answer takes no time."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    async def time(self) -> tuple[int, int]:
        return NOW_S + int(self._machine.passed_s), 0


async def test_an_age_is_told_by_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    told = StoreClock(Clock())
    assert told.now_ms() == NOW_S * 1000 + HOUR_MS
    assert await told.ask(cast("Any", Redis(machine))) == 3600
    assert told.now_ms() == NOW_S * 1000
    machine.passed_s, machine.ahead_ms = 20, -HOUR_MS
    assert told.now_ms() == told.real_ms() == NOW_S * 1000 + 20_000
    assert await told.ask(cast("Any", Redis(machine))) == -3600


async def test_a_day_at_another_speed_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    told = StoreClock(Clock(origin_ms=0, origin_real_ms=NOW_S * 1000, speed=60))
    await told.ask(cast("Any", Redis(machine)))
    machine.passed_s = 2
    assert told.now_ms() == 120_000
    assert told.real_seconds(120_000) == 2
