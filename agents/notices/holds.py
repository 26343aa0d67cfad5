"""Up to where each shard's journal may be committed while notices of it are not yet told."""

from collections import defaultdict
from heapq import heappop, heappush


class Holds:
    """Counts the notices held at each offset."""

    def __init__(self) -> None:
        self._counts: dict[int, dict[int, int]] = defaultdict(dict)
        self._offsets: dict[int, list[int]] = defaultdict(list)

    def hold(self, shard: int, through: int) -> None:
        """From now on the shard may be committed no further than this."""
        counts = self._counts[shard]
        if through not in counts:
            heappush(self._offsets[shard], through)
        counts[through] = counts.get(through, 0) + 1

    def release(self, shard: int, through: int) -> None:
        """Takes one hold back."""
        counts = self._counts[shard]
        counts[through] -= 1
        offsets = self._offsets[shard]
        while offsets and counts[offsets[0]] == 0:
            del counts[heappop(offsets)]

    def through(self, shard: int, offset: int) -> int:
        """The furthest that may be committed, when it was read up to this offset."""
        offsets = self._offsets.get(shard)
        return min(offset, offsets[0]) if offsets else offset
