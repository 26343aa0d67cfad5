"""When a process that ended is started anew, and when it is given up. Pure: it is told the time."""

from typing import Final

FAILURES_MAX: Final = 3
ENDS_MAX: Final = 10
BACKOFF_FIRST_S: Final = 0.5
BACKOFF_LONGEST_S: Final = 15.0
STEADY_S: Final = 60.0


class Restarts:
    """Of one process: pauses that double while it does not stay up, and an end to them."""

    def __init__(self) -> None:
        self._failures = self._ends = 0
        self.pause_s = BACKOFF_FIRST_S
        """Seconds to wait, from its last end."""
        self.enough: str | None = None
        """Why it is given up; None while it is not."""

    def was_ready(self) -> None:
        """It serves."""
        self._failures = 0

    def ended(self, *, ready: bool, lived_s: float) -> None:
        """It ended after so many seconds; `ready` when it had served."""
        if lived_s > STEADY_S:
            self._ends = 0
        self.pause_s = min(BACKOFF_FIRST_S * 2**self._ends, BACKOFF_LONGEST_S)
        self._ends += 1
        self._failures += not ready
        if self._failures >= FAILURES_MAX:
            self.enough = f"ended {FAILURES_MAX} times before it was ready"
        elif self._ends >= ENDS_MAX:
            self.enough = f"ended {ENDS_MAX} times, each time within {STEADY_S:.0f} s of its start"


def how_ended(code: int) -> str:
    """An exit code, or minus a signal's number, for people."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"
