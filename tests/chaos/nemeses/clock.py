"""A worker whose wall clock is wrong."""

import os
from pathlib import Path
from typing import Any, Final

from tests.chaos.nemeses.nemesis import Nemesis
from tests.chaos.nemeses.workers import WORKER

SHIFT_S: Final = 3600
SHIFTED: Final = Path(__file__).parent / "shifted_clock"


class WrongClock(Nemesis):
    """A worker is started an hour ahead or behind, and later again with the right time."""

    name = "wrong-clock"
    touches = WORKER
    lasts_s = (15.0, 20.0)

    async def begin(self) -> dict[str, Any]:
        self._slot = self.site.workers.any(self.dice)
        shift_s = self.dice.choice((-SHIFT_S, SHIFT_S))
        await self.site.workers.stop(self._slot)
        path = os.pathsep.join([str(SHIFTED), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
        await self.site.workers.start(self._slot, PYTHONPATH=path, CHAOS_CLOCK_SHIFT_S=str(shift_s))
        return {"slot": self._slot, "shift_s": shift_s}

    async def heal(self) -> None:
        await self.site.workers.stop(self._slot)
        await self.site.workers.start(self._slot)
