"""Worker and gateway as child processes: started, awaited, and started anew when they end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from hotlead.router.embedded.child import Child
from hotlead.router.errors import PartEnded
from hotlead.router.up.home import Home
from hotlead.router.up.leftovers import forget, note
from hotlead.router.up.restarts import Restarts, how_ended

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

    It is started anew when it ends, after a pause that doubles; one that does not stay up raises
    PartEnded, with the last lines of its log.
    """

    def __init__(self, spec: PartSpec, home: Home, tell: Tell) -> None:
        self.spec = spec
        self.ready = False
        self._home, self._tell = home, tell
        self._child: Child | None = None
        self._began = self._next_start = 0.0
        self._restarts = Restarts()
        self._ended_before = False

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
                self._restarts.was_ready()
                if self._ended_before:
                    self._tell(f"the {self.spec.name} is back")

    def stop(self, grace_s: float | None = None) -> None:
        """SIGTERM, and SIGKILL when it takes too long."""
        if self._child is not None:
            self._child.stop(self.spec.stop_s if grace_s is None else grace_s)
            forget(self._home, self.spec.name)
            self._child = None

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._child.pid if self._child is not None else None

    def _ended(self, child: Child, code: int) -> None:
        forget(self._home, self.spec.name)
        how = how_ended(code)
        restarts = self._restarts
        restarts.ended(ready=self.ready, lived_s=monotonic() - self._began)
        if restarts.enough:
            raise self._failed(f"{restarts.enough} ({how})", child)
        pause_s = restarts.pause_s
        self._child, self.ready, self._next_start = None, False, monotonic() + pause_s
        self._ended_before = True
        self._tell(f"the {self.spec.name} ended ({how}); it is started anew in {pause_s:g} s")

    def _failed(self, what: str, child: Child) -> PartEnded:
        lines = child.log_text().splitlines()[-TAIL_LINES:]
        tail = "".join(f"\n  {line}" for line in lines)
        return PartEnded(f"the {self.spec.name} {what}; its log, {child.log}, ends:{tail}")
