"""Makes the topics of an installation, and says where one differs from what it must be.

Run again it changes nothing. Differences are mended on demand only, and only those that lose
nothing: configuration, and partitions added where no order and no shard depends on them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotlead.topics.streams import INBOX, JOURNAL, POLICIES, SNAPSHOTS, TopicSpec

SHARD_TOPICS = (INBOX, JOURNAL, SNAPSHOTS)
PARTITIONS = "partitions"
REPLICATION = "replication"


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic as the broker describes it; a config that it does not tell is not in `configs`."""

    partitions: int
    replication: int
    configs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One property of one topic: what it is, what it should be, and why we cannot mend it."""

    topic: str
    property: str
    found: str
    wanted: str
    cannot: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was found and done. `unchecked` names topic properties that the broker did not tell."""

    made: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    mended: tuple[Difference, ...] = ()
    differences: tuple[Difference, ...] = ()
    unchecked: tuple[str, ...] = ()
    policy: str | None = None

    @property
    def changed(self) -> bool:
        """Whether anything was done."""
        return bool(self.made or self.mended or self.policy)


def wanted_configs(spec: TopicSpec, replication: int) -> dict[str, str]:
    """The configuration that a topic must have.

    With three or more copies, one may be lost and what was acknowledged is still kept twice.
    """
    return {
        "cleanup.policy": spec.cleanup,
        "retention.ms": str(spec.retention_ms),
        "max.message.bytes": str(spec.max_message_bytes),
        "min.insync.replicas": str(max(1, replication - 1)),
    }


def _partitions_cannot(spec: TopicSpec, prefix: str, found: int) -> str | None:
    name = spec.name.removeprefix(prefix)
    if name in SHARD_TOPICS:
        fixed = (
            "the number of shards is fixed for the life of an installation, since each tenant's"
            f" state lies in its shard: where inbox, journal and snapshots all have {found}, set"
            f" HOTLEAD_SHARDS={found}; "
        )
        if found > spec.partitions:
            return fixed + (
                "where only some have, partitions were added, and Kafka never takes them away:"
                f" leave them and HOTLEAD_SHARDS={spec.partitions}, for nothing reads or writes"
                f" those from {spec.partitions} on"
            )
        return fixed + "else restore the topic, or begin under another HOTLEAD_TOPIC_PREFIX"
    if name == POLICIES:
        return "the order of policies needs one partition; remove the topic and apply again"
    if found > spec.partitions:
        return f"Kafka never takes partitions away; set HOTLEAD_PARTITIONS={found}"
    return None


def compare(
    spec: TopicSpec, found: FoundTopic, *, prefix: str, replication: int
) -> tuple[list[Difference], list[str]]:
    """What differs, and which properties could not be checked."""
    differences: list[Difference] = []
    if found.partitions != spec.partitions:
        cannot = _partitions_cannot(spec, prefix, found.partitions)
        differences.append(
            Difference(spec.name, PARTITIONS, str(found.partitions), str(spec.partitions), cannot)
        )
    if found.replication != replication:
        cannot = "move its replicas with Kafka's own tool, kafka-reassign-partitions"
        differences.append(
            Difference(spec.name, REPLICATION, str(found.replication), str(replication), cannot)
        )
    unchecked = []
    for name, wanted in wanted_configs(spec, replication).items():
        if name not in found.configs:
            unchecked.append(name)
        elif found.configs[name] != wanted:
            differences.append(Difference(spec.name, name, found.configs[name], wanted))
    return differences, unchecked


def changed_configs(differences: Sequence[Difference]) -> dict[str, dict[str, str]]:
    """By topic, the configuration that mends its differences."""
    changes: dict[str, dict[str, str]] = {}
    for one in differences:
        if one.cannot is None and one.property not in (PARTITIONS, REPLICATION):
            changes.setdefault(one.topic, {})[one.property] = one.wanted
    return changes


def added_partitions(differences: Sequence[Difference]) -> dict[str, int]:
    """By topic, the number of partitions to grow to."""
    return {
        one.topic: int(one.wanted)
        for one in differences
        if one.cannot is None and one.property == PARTITIONS
    }
