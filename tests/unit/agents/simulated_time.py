"""A loop whose time jumps to the next thing to do: a quarter of an hour passes at once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from hotlead.agents.notices import desk, queue
from hotlead.router import clock
from hotlead.router.push import webhooks
from tests.unit.agents import notices_world

BEGAN_MS = 1_800_000_000_000


class SimulatedLoop(asyncio.SelectorEventLoop):
    """For code that waits for nothing outside this process."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def jump(timeout: float | None) -> Any:
            self.now_s += timeout or 0.0
            return select(0)

        self._selector.select = jump  # type: ignore[attr-defined]

    def time(self) -> float:
        return self.now_s


def simulated(
    monkeypatch: pytest.MonkeyPatch,
    main: Callable[[Callable[[], float]], Coroutine[Any, Any, None]],
) -> None:
    """Runs `main`, which is given what tells the seconds since it began."""
    loop = SimulatedLoop()

    def real_ms() -> int:
        return BEGAN_MS + round(loop.now_s * 1000)

    for module in (clock, webhooks, notices_world):
        monkeypatch.setattr(module, "real_ms", real_ms)
    for module in (desk, queue):
        monkeypatch.setattr(module, "monotonic", loop.time)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(main(loop.time))
