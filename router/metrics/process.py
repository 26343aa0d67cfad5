"""The metrics of a process as such: its loop, its clock, and whether it stands still."""

from prometheus_client import CollectorRegistry, Gauge

from hotlead.router.metrics.labels import PREFIX


class ProcessMetrics:
    """Gauges of one process, on `registry`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.event_loop_lag = Gauge(
            f"{PREFIX}event_loop_lag_seconds",
            "How much later than asked the event loop last woke",
            registry=registry,
        )
        self.clock_skew = Gauge(
            f"{PREFIX}clock_skew_seconds", "This machine's clock less Redis's", registry=registry
        )
        self.standing_still = Gauge(
            f"{PREFIX}standing_still",
            "What of this worker has stood still for 30 s while Kafka answers: /readyz names it",
            registry=registry,
        )
