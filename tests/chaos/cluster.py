"""Three Apache Kafka brokers of this run's own, each of which may be killed and started again.

Every broker has a second listener that names a port of ours to its clients: who connects through
it can be cut off, and the others not.
"""

import asyncio
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from hotlead.router.embedded import ports
from hotlead.router.embedded.child import Child
from hotlead.router.errors import PortInUse
from tests.chaos.stamps import OURS

SCRIPT: Final = Path(__file__).parents[2] / "deploy" / "kafka" / "kafka.sh"
NODES: Final = (1, 2, 3)
START_S: Final = 90.0
STOP_S: Final = 30.0
GOING_S: Final = 0.005
PORTS_AFTER_ANOTHER: Final = 60
STAMPS: Final = f"log.message.timestamp.type={OURS}"
_LINKED: Final = 30
_STARTED: Final = "Kafka Server started"


class Cluster:
    """Start it in `with`; the data lie below `directory`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()
        self._port = _free_ports()
        self._again: dict[int, Child] = {}
        self._commands: dict[int, list[str]] = {}
        self._script: Child | None = None
        self.version = "?"

    @property
    def address(self) -> str:
        """Where all brokers are."""
        return ",".join(f"127.0.0.1:{self._port + node - 1}" for node in NODES)

    def linked(self) -> dict[int, tuple[int, int]]:
        """By node the port that its second listener names to its clients, and its own."""
        first = self._port + _LINKED
        return {node: (first + 9 + node, first + node - 1) for node in NODES}

    def kill(self, node: int) -> None:
        """SIGKILL; returns when it is gone. What it acknowledged is with another broker too."""
        os.kill(self._pid(node), signal.SIGKILL)
        while self.runs(node):  # for some moments, while its memory is taken back
            time.sleep(GOING_S)

    def hang(self, node: int) -> None:
        """SIGSTOP: connections stay open, new ones are taken by the machine, nobody answers."""
        os.kill(self._pid(node), signal.SIGSTOP)

    def wake(self, node: int) -> None:
        """SIGCONT."""
        os.kill(self._pid(node), signal.SIGCONT)

    async def start(self, node: int) -> None:
        """Starts a killed broker from its data; returns when it serves."""
        if self.runs(node):
            return
        directory = self._directory / str(node)
        child = Child(f"broker {node}", self._commands[node], directory / "kafka.log")
        (directory / "pid").write_text(f"{child.pid}\n")
        self._again[node] = child
        deadline = time.monotonic() + START_S
        while _STARTED not in child.log_text():
            if child.exit_code() is not None or time.monotonic() > deadline:
                raise child.failed(f"was not ready within {START_S:.0f} s")
            await asyncio.sleep(0.1)

    async def start_all(self) -> None:
        """Starts every broker that is down."""
        for node in NODES:
            await self.start(node)

    def runs(self, node: int) -> bool:
        """Whether the broker's process is there."""
        return self._command(node) == self._commands[node]

    async def controller(self) -> int:
        """The node that is the active controller."""
        java = self._commands[NODES[0]]
        command = [
            *java[: java.index("kafka.Kafka")],
            "org.apache.kafka.tools.MetadataQuorumCommand",
            *("--bootstrap-server", self.address, "describe", "--status"),
        ]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, timeout=60, check=False
        )
        found = re.search(r"^LeaderId:\s+(\d+)$", done.stdout, re.MULTILINE)
        assert found is not None, f"no controller is told:\n{done.stdout}{done.stderr}"
        return int(found[1])

    def _pid(self, node: int) -> int:
        return int((self._directory / str(node) / "pid").read_text())

    def _command(self, node: int) -> list[str]:
        """How the broker that runs was started; nothing when none runs."""
        try:
            return Path(f"/proc/{self._pid(node)}/cmdline").read_text().split("\0")[:-1]
        except OSError:
            return []

    def __enter__(self) -> Self:
        self._directory.mkdir(parents=True, exist_ok=True)
        linked = self._port + _LINKED
        arguments = ["-n", "3", "-p", str(self._port), "-l", str(linked), "-o", STAMPS]
        self._script = Child(
            "three brokers",
            [str(SCRIPT), "run", *arguments, "-d", str(self._directory)],
            self._directory / "kafka.sh.log",
        )
        script = self._script

        def version() -> str | None:
            found = re.search(r"^Apache Kafka (\S+) on ", script.log_text(), re.MULTILINE)
            return found[1] if found else None

        try:
            self.version = script.await_ready(version, START_S)
            self._commands = {node: self._command(node) for node in NODES}
        except BaseException:
            script.stop(STOP_S)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # The data are of no use any more, so nothing is lost by a quick end.
        for child in self._again.values():
            child.kill()
        if self._script is not None:
            self._script.stop(STOP_S)


def _free_ports() -> int:
    """The first of many free ports, one after another. Raises PortInUse."""
    for _ in range(ports.TRIES):
        first = ports.pick(0, "three brokers")
        if all(ports.is_free(first + more) for more in range(PORTS_AFTER_ANOTHER)):
            return first
    raise PortInUse(f"no {PORTS_AFTER_ANOTHER} free ports one after another")
