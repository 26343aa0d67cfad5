"""What takes a look at every lead that waits, looked at once for all boards that ask about then.

There may be ten thousand.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from time import monotonic
from typing import Any, Final, cast

from hotlead.router.state.views.models import PoolView
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.pools import pool_views
from hotlead.router.state.views.queue import Standing, standing_of

POOLS_HOLD_S: Final = 2.0
# A board that was told of a change reads its pages at once: one look serves them all.
STANDING_HOLDS_S: Final = 0.5
Key = tuple[str, ...]


class Glances:
    """What was seen of each tenant's pools and of a channel's leads, each for a short time from
    when the look began.
    """

    def __init__(
        self, pools_hold_s: float = POOLS_HOLD_S, standing_holds_s: float = STANDING_HOLDS_S
    ) -> None:
        self._pools_hold_s, self._standing_holds_s = pools_hold_s, standing_holds_s
        self._looks: dict[Key, tuple[float, asyncio.Task[Any]]] = {}

    async def of(self, place: Place) -> list[PoolView]:
        """As `pool_views` has it. Raises what Redis raises."""
        seen = await self._seen((place.tenant,), pool_views(place), self._pools_hold_s)
        return cast("list[PoolView]", seen)

    async def standing(self, place: Place, channel: str, pool: str | None) -> Sequence[Standing]:
        """As `standing_of` has it. Raises what Redis raises."""
        key = (place.tenant, channel, pool or "")
        look = standing_of(place, channel, pool=pool)
        return cast("Sequence[Standing]", await self._seen(key, look, self._standing_holds_s))

    async def _seen(self, key: Key, look: Coroutine[Any, Any, Any], holds_s: float) -> Any:
        now = monotonic()
        _, taken = self._looks.get(key, (0.0, None))
        if taken is None or now >= self._looks[key][0]:
            self._looks = {one: kept for one, kept in self._looks.items() if kept[0] > now}
            taken = asyncio.create_task(look)
            self._looks[key] = now + holds_s, taken
        else:
            look.close()
        # Shielded, so that one who goes away takes nothing from another.
        return await asyncio.shield(taken)
