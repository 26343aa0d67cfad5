"""What is known of a broker or store that runs, the same for all kinds."""

import signal
from dataclasses import dataclass
from pathlib import Path

from hotlead.router.embedded.child import Child


@dataclass(frozen=True)
class Running:
    """A server that answers on the loopback address."""

    product: str
    """"Apache Kafka", "Tansu", "Redis" or "Valkey"."""
    version: str
    """The version that the server itself reports."""
    scheme: str
    """"kafka" or "redis"."""
    port: int
    data_dir: Path
    child: Child

    @property
    def address(self) -> str:
        """`host:port`, as Kafka clients want it."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """`kafka://host:port` or `redis://host:port`."""
        return f"{self.scheme}://{self.address}"

    @property
    def log(self) -> Path:
        """The file with all that the server says."""
        return self.child.log

    @property
    def title(self) -> str:
        """For people: `Apache Kafka 4.3.0`."""
        return f"{self.product} {self.version}"

    def kill(self) -> None:
        """End it as a crash would (SIGKILL); start it anew with the same port and data_dir."""
        self.child.kill()

    def pause(self) -> None:
        """Stop it in its tracks (SIGSTOP): connections stay open, nothing is answered."""
        self.child.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`."""
        self.child.send(signal.SIGCONT)
