"""What is measured for Prometheus: every metric, the values of its labels, its buckets."""

from hotlead.router.metrics.metrics import Metrics

__all__ = ["Metrics"]
