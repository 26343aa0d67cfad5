"""The ports of a run: what was asked for, else what is free."""

from dataclasses import dataclass
from typing import Final

from hotlead.router.embedded import ports
from hotlead.router.gateway.listening import check_free
from hotlead.router.gateway.sessions import is_loopback
from hotlead.router.settings import Settings

METRICS_PORT: Final = 9101


@dataclass(frozen=True, slots=True)
class Ports:
    """Of this run, none of them in use when it began."""

    gateway: int
    worker_metrics: int
    gateway_metrics: int


def ports_of(asked: Settings, *, explicit: bool) -> Ports:
    """`explicit` when the worker's metrics port was asked for. Raises PortInUse, BadSetting."""
    gateway = asked.port
    taken: set[int] = set()
    if gateway:
        check_free(asked.host, gateway, "the gateway", "ask for another with --port")
        taken.add(gateway)
    else:
        gateway = _free_port(0, "the gateway", taken)
    worker = asked.metrics_port
    if explicit and worker:
        mend = "give another in HOTLEAD_METRICS_PORT, or leave it out"
        check_free(asked.metrics_host, worker, "the worker's metrics", mend)
        taken.add(worker)
    else:
        worker = _free_port(METRICS_PORT, "the worker's metrics", taken)
    if is_loopback(asked.host):
        return Ports(gateway, worker, gateway)
    return Ports(gateway, worker, _free_port(worker + 1, "the gateway's metrics", taken))


def _free_port(wanted: int, server: str, taken: set[int]) -> int:
    """`wanted` if nobody has it, else any free one; never one of `taken`, to which it is added."""
    port = wanted if wanted and wanted not in taken and ports.is_free(wanted) else 0
    while port == 0 or port in taken:
        port = ports.pick(0, server)
    taken.add(port)
    return port
