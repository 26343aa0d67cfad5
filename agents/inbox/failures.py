"""What failed in one shard, over all its openings, and how whatever it was comes to be known."""

from typing import Final

from hotlead.router.errors import ScriptFailed

ATTEMPTS_MAX: Final = 2
#: After a script of many failed as a whole, so many calls run one a script: enough for the batch
#: that failed to come again.
SINGLY_FOR: Final = 5_000


class Failures:
    """Counts by inbox position, or by timer."""

    def __init__(self) -> None:
        self._counts: dict[int | str, int] = {}
        self._singly = 0

    def add(self, what: int | str) -> None:
        """It failed once more."""
        self._counts[what] = self._counts.get(what, 0) + 1

    def add_script(self, error: ScriptFailed) -> None:
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
