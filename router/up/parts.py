"""Worker and gateway as child processes: started, awaited, and started anew when they end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from hotlead.router.embedded.child import Child
from hotlead.router.errors import PartEnded
from hotlead.router.up.home import Home
from hotlead.router.up.leftovers import forget, note

FAILURES_MAX: Final = 3
BACKOFF_FIRST_S: Final = 0.5
BACKOFF_LONGEST_S: Final = 15.0
STEADY_S: Final = 60.0
READY_S: Final = 120.0
TAIL_LINES: Final = 12

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PartSpec:
    """How a part is started, known to be ready from its log or its port, and stopped."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    ready: Callable[[str], bool]
    stop_s: float


class Part:
    """One of them.

    It is started anew when it ends, after a pause that doubles; one that ends three times running
    before it was ready raises PartEnded, with the last lines of its log.
    """

    def __init__(self, spec: PartSpec, home: Home, tell: Tell) -> None:
        self.spec = spec
        self.ready = False
        self._home, self._tell = home, tell
        self._child: Child | None = None
        self._began = self._next_start = 0.0
        self._failures = self._ends = 0

    def start(self) -> None:
        """Starts it."""
        spec = self.spec
        log = self._home.up / f"{spec.name}.log"
        self._child = Child(f"the {spec.name}", spec.command, log, env=spec.env)
        note(self._home, spec.name, self._child.pid)
        self._began, self.ready = monotonic(), False

    def look(self) -> None:
        """Sees how it is, and does what follows. Raises PartEnded."""
        if self._child is None:
            if monotonic() >= self._next_start:
                self.start()
            return
        code = self._child.exit_code()
        if code is not None:
            self._ended(self._child, code)
        elif not self.ready:
            self.ready = self.spec.ready(self._child.log_text())
            if not self.ready and monotonic() - self._began > READY_S:
                raise self._failed(f"was not ready within {READY_S:.0f} s", self._child)
            if self.ready:
                self._failures = 0

    def stop(self) -> None:
        """SIGTERM, and SIGKILL when it takes too long."""
        if self._child is not None:
            self._child.stop(self.spec.stop_s)
            forget(self._home, self.spec.name)
            self._child = None

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._child.pid if self._child is not None else None

    def _ended(self, child: Child, code: int) -> None:
        forget(self._home, self.spec.name)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        if not self.ready:
            self._failures += 1
            if self._failures >= FAILURES_MAX:
                raise self._failed(f"ended {FAILURES_MAX} times before it was ready ({how})", child)
        if monotonic() - self._began > STEADY_S:
            self._ends = 0
        pause_s = min(BACKOFF_FIRST_S * 2**self._ends, BACKOFF_LONGEST_S)
        self._ends += 1
        self._child, self.ready, self._next_start = None, False, monotonic() + pause_s
        self._tell(f"the {self.spec.name} ended ({how}); it is started anew in {pause_s:g} s")

    def _failed(self, what: str, child: Child) -> PartEnded:
        lines = child.log_text().splitlines()[-TAIL_LINES:]
        tail = "".join(f"\n  {line}" for line in lines)
        return PartEnded(f"the {self.spec.name} {what}; its log, {child.log}, ends:{tail}")
