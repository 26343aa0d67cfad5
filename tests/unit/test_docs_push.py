"""docs/push.md lists the vendors' limits, the results and the metrics as they are."""

from prometheus_client import CollectorRegistry

from hotlead.router.metrics.labels import NOTICE_RESULTS
from hotlead.router.metrics.push import PushMetrics
from hotlead.router.push.measures import MEASURES
from hotlead.router.push.vendor_limits import VENDOR_LIMITS
from tests.unit.test_docs import table, ticked


def test_the_vendors_limits_are_listed() -> None:
    listed = {ticked(row[0])[0]: row[1] for row in table("push.md", "Limits")}
    assert listed == {
        schema: ", ".join(f"{one.at_most} in {one.per_s:g} s" for one in limits)
        for schema, limits in VENDOR_LIMITS.items()
    }


def test_the_measures_are_listed() -> None:
    listed = {ticked(row[0])[0]: row[1].split()[0] for row in table("push.md", "Measures")}
    assert listed == {schema: str(one.at_most) for schema, one in MEASURES.items()}


def test_results_and_metrics_are_listed() -> None:
    registry = CollectorRegistry()
    PushMetrics(registry)
    metrics = {
        metric.name + ("_total" if metric.type == "counter" else "")
        for metric in registry.collect()
    }
    listed = [name for row in table("push.md", "What came of it") for name in ticked(row[0])]
    assert set(listed) == {*NOTICE_RESULTS, *metrics}
