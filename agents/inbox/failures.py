"""What failed in one shard, over all its openings, and how whatever it was comes to be known."""

from typing import Final

from redis.exceptions import RedisError

from hotlead.router.errors import ScriptFailed, ShardLost, StoreBehind, StoreRestarted, Unsendable

ATTEMPTS_MAX: Final = 2
#: After a script of many failed as a whole, so many calls run one a script: enough for the batch
#: that failed to come again.
SINGLY_FOR: Final = 5_000
KINDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (ScriptFailed, "failed"),
    (ShardLost, "stale"),
    (StoreBehind, "gap"),
    (StoreRestarted, "restarted"),
    (RedisError, "unreachable"),
)


def kind_of(error: Exception) -> str | None:
    """What an error of Redis or of its scripts is called in the metrics; None for any other."""
    return next((name for made, name in KINDS if isinstance(error, made)), None)


class Failures:
    """Counts by inbox position, or by timer."""

    def __init__(self) -> None:
        self._counts: dict[int | str, int] = {}
        self._singly = 0

    def add(self, what: int | str) -> None:
        """It failed once more."""
        self._counts[what] = self._counts.get(what, 0) + 1

    def add_call(self, error: ScriptFailed | Unsendable) -> None:
        """Whatever the error names failed once more; when it names none, calls go one by one."""
        failed = error.position if error.position is not None else error.timer
        if failed is None:
            self._singly = SINGLY_FOR
        else:
            self.add(failed)

    def too_many(self, what: int | str) -> bool:
        """Whether it has failed so often that it is passed over."""
        return self._counts.get(what, 0) >= ATTEMPTS_MAX

    def forget(self, what: int | str) -> None:
        """It is tried again as if it had never failed."""
        self._counts.pop(what, None)

    def at_once(self, calls: int, most: int) -> int:
        """How many of the next calls, which are so many, may run in one script."""
        if not self._singly:
            return most
        self._singly = max(0, self._singly - calls)
        return 1
