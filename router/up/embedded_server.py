"""Kafka or Redis that `up` started: seen to, and started anew on its port when it ends."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from time import monotonic
from typing import Final

from hotlead.router.embedded.running import Running
from hotlead.router.errors import EmbeddedError, PartEnded
from hotlead.router.up.home import Home
from hotlead.router.up.leftovers import forget, note
from hotlead.router.up.restarts import Restarts, how_ended

AGAIN: Final = "see that nothing ends it (a full memory, say) and start `hotlead up` again"

Run = Callable[[int], AbstractContextManager[Running]]
Tell = Callable[[str], None]


class KafkaForgot(Exception):
    """An embedded Kafka that keeps nothing ended, and all leads with it; how it ended."""


class EmbeddedServer:
    """One of them. `run` starts it on a port; what it wrote before is there again if it `keeps`.

    `back` is told of a Redis or Kafka that is there again: what became of what it held.
    """

    def __init__(
        self, name: str, run: Run, port: int, home: Home, tell: Tell, *, keeps: bool, back: str
    ) -> None:
        """Starts it. Raises BinaryMissing, PortInUse, StartFailed."""
        self.name, self.keeps = name, keeps
        self._run, self._home, self._tell, self._back = run, home, tell, back
        self._stack = ExitStack()
        self._restarts = Restarts()
        self._next_start: float | None = None
        self.running = self._start(port)

    @property
    def title(self) -> str:
        """For people."""
        return self.running.title

    @property
    def address(self) -> str:
        """As its clients want it."""
        return self.running.address if self.running.scheme == "kafka" else self.running.url

    def look(self) -> bool:
        """Whether it serves; when its pause is over it is started anew, which may take a while.

        Raises PartEnded; KafkaForgot of a Kafka that keeps nothing.
        """
        if self._next_start is None:
            code = self.running.child.exit_code()
            if code is not None:
                self._ended(how_ended(code), ready=True)
        elif monotonic() >= self._next_start:
            try:
                self.running = self._start(self.running.port)
            except EmbeddedError as error:
                self._ended(str(error).partition(";")[0], ready=False)
            else:
                self._next_start = None
                self._tell(f"{self.name} is back at {self.address}, {self._back}")
        return self._next_start is None

    def stop(self) -> None:
        """SIGTERM, and SIGKILL when it takes too long."""
        self._stack.close()
        forget(self._home, self.name.lower())

    def _start(self, port: int) -> Running:
        self._began = monotonic()
        running = self._stack.enter_context(self._run(port))
        note(self._home, self.name.lower(), running.child.pid)
        self._restarts.was_ready()
        return running

    def _ended(self, how: str, *, ready: bool) -> None:
        self.stop()
        if self.running.scheme == "kafka" and not self.keeps:
            raise KafkaForgot(how)
        self._restarts.ended(ready=ready, lived_s=monotonic() - self._began)
        if self._restarts.enough:
            failed = self.running.child.failed(f"{self._restarts.enough} ({how}); {AGAIN}")
            raise PartEnded(str(failed))
        pause_s = self._restarts.pause_s
        self._next_start = monotonic() + pause_s
        self._tell(f"{self.name} ended ({how}); it is started anew in {pause_s:g} s")
