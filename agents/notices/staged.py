"""Notices of a part of the journal that is read again, and that may have been told before.

What came of them stands further on in the journal. So they are kept back for a moment, in which
the journal is read on, and those that have their result are not told again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Final

from hotlead.agents.notices.notice import Notice

KEPT_S: Final = 2.0
#: What a result names: the notice, and the kind of way.
Key = tuple[str, str]


class Staged:
    """`tell` and `drop` are called for each that is kept: one of the two, once."""

    def __init__(self) -> None:
        self._kept: dict[Key, list[tuple[Callable[[], None], Callable[[], None]]]] = {}
        self._results: dict[Key, int] = defaultdict(int)
        self._letting_go: asyncio.Task[None] | None = None

    @property
    def task(self) -> asyncio.Task[None] | None:
        """The task that lets them go, while there is one."""
        return self._letting_go

    def keep(
        self, notice: Notice, via: str, tell: Callable[[], None], drop: Callable[[], None]
    ) -> None:
        """Keeps a notice back, and all that come in the same moment."""
        self._kept.setdefault((notice.id, via), []).append((tell, drop))
        if self._letting_go is None:
            self._letting_go = asyncio.create_task(self._let_go())

    def result(self, notice: str, via: str) -> None:
        """The journal says what came of a notice. Two ways of one kind have two results."""
        if (notice, via) in self._kept:
            self._results[notice, via] += 1

    async def _let_go(self) -> None:
        await asyncio.sleep(KEPT_S)
        kept, results = self._kept, self._results
        self._kept, self._results = {}, defaultdict(int)
        self._letting_go = None
        for key, ways in kept.items():
            # With fewer results than ways it is not known whose they are.
            told = results[key] >= len(ways)
            for tell, drop in ways:
                (drop if told else tell)()
