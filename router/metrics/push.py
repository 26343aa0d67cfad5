"""The metrics of what is sent to people's phones."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from hotlead.router.metrics.buckets import WORK_BUCKETS
from hotlead.router.metrics.children import Children
from hotlead.router.metrics.labels import NOTICE_RESULTS, PREFIX, VIAS


class PushMetrics:
    """Counted by the way that a message goes; `accepted` is the service's word, no more."""

    def __init__(self, registry: CollectorRegistry) -> None:
        by_result = {"via": VIAS, "result": NOTICE_RESULTS}
        by_way = {"via": VIAS}
        self.messages = Children(
            Counter(
                f"{PREFIX}push_messages_total",
                "Messages to people by what became of them; accepted is the service's word",
                tuple(by_result),
                registry=registry,
            ),
            by_result,
        )
        self.notices = Children(
            Counter(
                f"{PREFIX}push_notices_total",
                "Notices in these messages",
                tuple(by_result),
                registry=registry,
            ),
            by_result,
        )
        self.duration = Children(
            Histogram(
                f"{PREFIX}push_duration_seconds",
                "From the first attempt at a message to its result, waits between included",
                tuple(by_way),
                buckets=WORK_BUCKETS,
                registry=registry,
            ),
            by_way,
        )
        self.waiting = Children(
            Gauge(
                f"{PREFIX}push_waiting",
                "Notices not yet sent from here, those under way included",
                tuple(by_way),
                registry=registry,
            ),
            by_way,
        )
        self.unreported = Counter(
            f"{PREFIX}push_unreported_total",
            "Results of messages that did not reach the inbox, and so not the journal",
            registry=registry,
        )
