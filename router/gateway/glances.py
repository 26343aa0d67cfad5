"""The pools at a glance, looked at once for all boards that ask in the same few seconds.

A look goes through every lead that waits, and there may be ten thousand.
"""

import asyncio
from time import monotonic
from typing import Final

from hotlead.router.state.views.models import PoolView
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.pools import pool_views

HOLDS_S: Final = 2.0


class Glances:
    """What was seen of each tenant's pools, for `holds_s` from when the look began."""

    def __init__(self, holds_s: float = HOLDS_S) -> None:
        self._holds_s = holds_s
        self._looks: dict[str, tuple[float, asyncio.Task[list[PoolView]]]] = {}

    async def of(self, place: Place) -> list[PoolView]:
        """As `pool_views` has it. Raises what Redis raises."""
        until, look = self._looks.get(place.tenant, (0.0, None))
        if look is None or monotonic() >= until:
            look = asyncio.create_task(pool_views(place))
            self._looks[place.tenant] = monotonic() + self._holds_s, look
        # Shielded, so that one who goes away takes nothing from another.
        return await asyncio.shield(look)
