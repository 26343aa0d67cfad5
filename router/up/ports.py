"""The ports of a run: what was asked for, else what is free."""

from dataclasses import dataclass
from typing import Final

from hotlead.router.gateway.sessions import is_loopback
from hotlead.router.settings import Settings
from hotlead.router.up.listening import check_free, free_port

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
        gateway = free_port(0, "the gateway", taken)
    worker = asked.metrics_port
    if explicit and worker:
        mend = "give another in HOTLEAD_METRICS_PORT, or leave it out"
        check_free(asked.metrics_host, worker, "the worker's metrics", mend)
        taken.add(worker)
    else:
        worker = free_port(METRICS_PORT, "the worker's metrics", taken)
    if is_loopback(asked.host):
        return Ports(gateway, worker, gateway)
    return Ports(gateway, worker, free_port(worker + 1, "the gateway's metrics", taken))
