"""Metrics: pre-set, bounded, on a registry of their own."""

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from hotlead.router.metrics import Metrics
from hotlead.router.metrics.buckets import LATENESS_BUCKETS, PUSH_BUCKETS, TOUCH_BUCKETS


def made(registry: CollectorRegistry) -> Metrics:
    return Metrics(registry, tenants=("main",), shards=2, version="0.1.0")


def test_every_label_value_is_there_at_zero() -> None:
    registry = CollectorRegistry()
    made(registry)
    text = generate_latest(registry).decode()
    assert 'hotlead_captures_total{channel="web-form",result="accepted"} 0.0' in text
    assert 'hotlead_escalations_total{result="fired",rung="duty-manager"} 0.0' in text
    assert 'hotlead_outbox_length{shard="1"} 0.0' in text
    assert 'hotlead_build_info{version="0.1.0"} 1.0' in text
    assert all(line.startswith(("hotlead_", "# ")) for line in text.splitlines()), (
        "a metric without the prefix"
    )


def test_an_unlisted_value_is_counted_as_other() -> None:
    registry = CollectorRegistry()
    metrics = made(registry)
    metrics.captures["tiktok", "accepted"].inc(3)
    metrics.signals["shouted"].inc()
    labels = {"channel": "other", "result": "accepted"}
    assert registry.get_sample_value("hotlead_captures_total", labels) == 3
    assert registry.get_sample_value("hotlead_signals_total", {"kind": "other"}) == 1
    with pytest.raises(KeyError):
        metrics.captures["web-form", "guessed"]


def test_children_are_kept() -> None:
    metrics = made(CollectorRegistry())
    assert metrics.stage_duration["inbox"] is metrics.stage_duration["inbox"]


def test_two_registries_know_nothing_of_each_other() -> None:
    one, two = CollectorRegistry(), CollectorRegistry()
    made(one).rebalances.inc()
    made(two)
    assert two.get_sample_value("hotlead_rebalances_total") == 0


def test_buckets_have_an_edge_on_each_objective() -> None:
    assert {0.05, 1.0, 900.0} <= set(PUSH_BUCKETS)
    assert {0.05, 1.0, 900.0} <= set(LATENESS_BUCKETS)
    assert {120.0, 300.0, 600.0, 900.0} <= set(TOUCH_BUCKETS)
    for buckets in (PUSH_BUCKETS, LATENESS_BUCKETS, TOUCH_BUCKETS):
        assert list(buckets) == sorted(set(buckets))
