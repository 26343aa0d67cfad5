"""What differs between a topic and what it must be."""

import pytest

from hotlead.router.provision.differences import (
    Difference,
    FoundTopic,
    added_partitions,
    changed_configs,
    compare,
    wanted_configs,
)
from hotlead.topics.streams import TopicSpec

SPEC = TopicSpec("h.signals", "behaviour", 4, "delete", 1000, 2000)


def found(spec: TopicSpec, partitions: int, **configs: str) -> FoundTopic:
    said = {name.replace("_", "."): value for name, value in configs.items()}
    return FoundTopic(partitions, 3, wanted_configs(spec, 3) | said)


def test_one_that_is_right() -> None:
    assert compare(SPEC, found(SPEC, 4), prefix="h.", replication=3) == ([], [])


def test_what_differs_is_told_with_both_values() -> None:
    told, _ = compare(SPEC, found(SPEC, 2, retention_ms="5"), prefix="h.", replication=3)
    assert told == [
        Difference("h.signals", "partitions", "2", "4"),
        Difference("h.signals", "retention.ms", "5", "1000"),
    ]
    assert changed_configs(told) == {"h.signals": {"retention.ms": "1000"}}
    assert added_partitions(told) == {"h.signals": 4}


@pytest.mark.parametrize(
    ("name", "there", "why"),
    [
        ("h.inbox", 2, "HOTLEAD_SHARDS=2"),
        ("h.journal", 8, "HOTLEAD_SHARDS=8"),
        ("h.snapshots", 8, "HOTLEAD_SHARDS=8"),
        ("h.policies", 8, "one partition"),
        ("h.signals", 8, "HOTLEAD_PARTITIONS=8"),
    ],
)
def test_what_cannot_be_mended_says_why(name: str, there: int, why: str) -> None:
    spec = TopicSpec(name, "", 4, "delete", 1000)
    (told,), _ = compare(spec, found(spec, there), prefix="h.", replication=3)
    assert why in str(told.cannot)
    assert added_partitions([told]) == {}


def test_replication_is_told_and_not_mended() -> None:
    told, _ = compare(SPEC, found(SPEC, 4), prefix="h.", replication=1)
    assert [one.property for one in told] == ["replication", "min.insync.replicas"]
    assert "kafka-reassign-partitions" in str(told[0].cannot)


def test_what_the_broker_does_not_tell_is_unchecked() -> None:
    one = FoundTopic(4, 3, {"cleanup.policy": "delete"})
    told, unchecked = compare(SPEC, one, prefix="h.", replication=3)
    assert told == []
    assert unchecked == ["retention.ms", "max.message.bytes", "min.insync.replicas"]


def test_copies_that_must_be_in_sync() -> None:
    assert [wanted_configs(SPEC, n)["min.insync.replicas"] for n in (1, 2, 3)] == ["1", "1", "2"]
