"""Who gets which partition: equal numbers of equally divided topics always go together.

Verified in the source of Faust 0.15.3 (transport/drivers/aiokafka.py, `_create_worker_consumer`):
without tables and standby replicas Faust does not use its own copartitioning assignor but
aiokafka's round robin, which lays all partitions of all topics in one row and deals them out. Inbox
3 and journal 3 then meet on one worker only by luck (four and four partitions on three workers:
never all). Hence this one. It is also sticky: a worker keeps what it had as far as an even share
allows, so that a join or a leave opens few shards anew.

A member may refuse a number of a topic, for it cannot work it: another gets it then, if there is
one that does not refuse it.

What a caller may assume: topics with the same number of partitions and the same subscribers are
shared out alike, whatever other topics there are; shares of a topic differ by at most one
partition where nothing is refused; the result depends on the members' metadata alone.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import cast

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.abstract import AbstractPartitionAssignor
from aiokafka.coordinator.protocol import (
    ConsumerProtocolMemberAssignment,
    ConsumerProtocolMemberMetadata,
)

Held = dict[str, list[int]]


def share(
    count: int,
    members: Collection[str],
    held: Mapping[str, Collection[int]],
    load: Counter[str],
    refused: Mapping[str, Collection[int]] = MappingProxyType({}),
) -> dict[str, list[int]]:
    """Numbers 0 to count - 1 shared evenly among members, each keeping what it held where it can.

    What all refuse is shared out as if nobody did.

    Of two with an equal claim the one with less load comes first, then the one of the lower name.
    """
    takers = {
        number: [m for m in members if number not in refused.get(m, ())] or list(members)
        for number in range(count)
    }
    low, odd = divmod(count, len(members))
    shares: dict[str, list[int]] = {}
    taken: set[int] = set()
    for member in sorted(members, key=lambda m: (-len(held.get(m, ())), load[m], m)):
        claims = [
            n
            for n in sorted(held.get(member, ()))
            if 0 <= n < count and n not in taken and member in takers[n]
        ]
        kept = claims[: low + (1 if odd else 0)]
        if len(kept) > low:
            odd -= 1
        shares[member] = kept
        taken.update(kept)
    for number in range(count):
        if number not in taken:
            poorest = min(takers[number], key=lambda m: (len(shares[m]), load[m], m))
            shares[poorest].append(number)
    return {member: sorted(numbers) for member, numbers in shares.items()}


class SameNumbers(AbstractPartitionAssignor):
    """The assignor of one consumer; remembers what that consumer was given last.

    Of the topics in `partitions_max` partitions from that number on go to nobody.
    """

    name = "hotlead-same-numbers"
    version = 1

    def __init__(self, partitions_max: Mapping[str, int] = MappingProxyType({})) -> None:
        self._partitions_max = partitions_max
        self._held: Held = {}
        self._refused: Held = {}

    def refuse(self, topic: str, number: int) -> bool:
        """Asks for it no more, from the next assignment on; False when it did not before either."""
        refused = self._refused.setdefault(topic, [])
        if number in refused:
            return False
        refused.append(number)
        return True

    def metadata(  # type: ignore[override]  # aiokafka calls it on what it is given: here an object
        self, topics: Iterable[str]
    ) -> ConsumerProtocolMemberMetadata:
        """What this member tells the leader: its topics, what it held, what it refuses."""
        told = {"held": self._held, "refused": self._refused}
        user_data = json.dumps(told, separators=(",", ":")).encode()
        return ConsumerProtocolMemberMetadata(self.version, sorted(topics), user_data)

    def on_assignment(  # type: ignore[override]
        self, assignment: ConsumerProtocolMemberAssignment
    ) -> None:
        """Keep what was given, to ask for it again."""
        self._held = {topic: sorted(numbers) for topic, numbers in assignment.assignment}

    def assign(  # type: ignore[override]
        self, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        """What each member gets. Topics that the cluster does not know are left out."""
        subscribers: defaultdict[str, set[str]] = defaultdict(set)
        held: dict[str, Held] = {}
        refused: dict[str, Held] = {}
        for member, metadata in members.items():
            held[member] = _told(metadata.user_data, "held")
            refused[member] = _told(metadata.user_data, "refused")
            for topic in metadata.subscription:
                subscribers[topic].add(member)

        alike: defaultdict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
        for topic, names in sorted(subscribers.items()):
            partitions = len(cluster.partitions_for_topic(topic) or ())
            count = min(partitions, self._partitions_max.get(topic, partitions))
            if count:
                alike[count, tuple(sorted(names))].append(topic)

        given: dict[str, Held] = {member: {} for member in members}
        load: Counter[str] = Counter()
        for (count, group), topics in sorted(alike.items()):
            claims, refusals = (
                {m: {n for topic in topics for n in told[m].get(topic, ())} for m in group}
                for told in (held, refused)
            )
            for member, numbers in share(count, group, claims, load, refusals).items():
                load[member] += len(numbers) * len(topics)
                given[member].update((topic, numbers) for topic in topics if numbers)
        return {
            member: ConsumerProtocolMemberAssignment(self.version, sorted(topics.items()), b"")
            for member, topics in given.items()
        }


def _told(user_data: bytes, what: str) -> Held:
    """What a member says it held or refuses; nothing when that can't be read."""
    try:
        held = json.loads(user_data or b"{}").get(what, {})
        return {str(topic): [int(n) for n in numbers] for topic, numbers in held.items()}
    except (ValueError, TypeError, AttributeError):
        return cast("Held", {})
