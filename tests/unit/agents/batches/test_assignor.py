"""Equal numbers on one worker, even shares, and few moves."""

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata
from hypothesis import given
from hypothesis import strategies as st

from hotlead.agents.batches.assignor import SameNumbers, share

counts = st.integers(1, 24)
members = st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True)


@given(counts, members, st.data())
def test_a_share_is_whole_even_and_keeps_what_it_can(
    count: int, names: list[str], data: st.DataObject
) -> None:
    held = {name: data.draw(st.sets(st.integers(0, 30), max_size=24)) for name in names}
    shares = share(count, names, held, Counter())
    assert sorted(n for numbers in shares.values() for n in numbers) == list(range(count))
    sizes = [len(numbers) for numbers in shares.values()]
    assert max(sizes) - min(sizes) <= 1
    assert shares == share(count, names[::-1], held, Counter()), "the order of members is nothing"


@given(counts, members)
def test_a_share_that_is_even_already_stays(count: int, names: list[str]) -> None:
    shares = share(count, names, {}, Counter())
    assert share(count, names, shares, Counter()) == shares


@given(counts, members)
def test_a_newcomer_takes_no_more_than_its_share(count: int, names: list[str]) -> None:
    before = share(count, names, {}, Counter())
    after = share(count, [*names, "new"], before, Counter())
    moved = sum(len(set(numbers) - set(before.get(name, ()))) for name, numbers in after.items())
    assert moved == len(after["new"])


@given(counts, members, st.data())
def test_what_one_refuses_goes_to_another_and_what_all_refuse_to_anybody(
    count: int, names: list[str], data: st.DataObject
) -> None:
    numbers = st.sets(st.integers(0, count - 1))
    held = {name: data.draw(st.sets(st.integers(0, 30))) for name in names}
    refused = {name: data.draw(numbers) for name in names}
    shares = share(count, names, held, Counter(), refused)
    assert sorted(n for numbers in shares.values() for n in numbers) == list(range(count))
    by_all = set.intersection(*refused.values())
    for name, given_ in shares.items():
        assert set(given_) & refused[name] <= by_all


def cluster(**topics: int) -> ClusterMetadata:
    fake: Any = SimpleNamespace(
        partitions_for_topic=lambda topic: set(range(topics[topic])) if topic in topics else None
    )
    return cast("ClusterMetadata", fake)


def metadata(*topics: str, user_data: bytes = b"{}") -> ConsumerProtocolMemberMetadata:
    return ConsumerProtocolMemberMetadata(1, list(topics), user_data)


def test_topics_divided_alike_go_together_whatever_else_there_is() -> None:
    topics = {"inbox": 4, "journal": 4, "web": 3, "calls": 5}
    for size in range(1, 6):
        group = {f"m{n}": metadata(*topics, "unknown") for n in range(size)}
        given_ = SameNumbers().assign(cluster(**topics), group)
        for assignment in given_.values():
            held = dict(assignment.assignment)
            assert held.get("inbox") == held.get("journal")
        assert sum(len(a.partitions()) for a in given_.values()) == sum(topics.values())


def test_partitions_that_were_added_go_to_nobody_and_their_like_stay_together() -> None:
    assignor = SameNumbers({"inbox": 4, "journal": 4})
    group = {name: metadata("inbox", "journal") for name in "abc"}
    given_ = assignor.assign(cluster(inbox=8, journal=4), group)
    for assignment in given_.values():
        held = dict(assignment.assignment)
        assert held["inbox"] == held["journal"]
    assert sum(len(a.partitions()) for a in given_.values()) == 8


def test_a_topic_goes_to_its_subscribers_alone() -> None:
    group = {"old": metadata("inbox"), "new": metadata("inbox", "extra")}
    given_ = SameNumbers().assign(cluster(inbox=2, extra=2), group)
    assert dict(given_["old"].assignment).keys() == {"inbox"}
    assert dict(given_["new"].assignment)["extra"] == [0, 1]


def test_a_member_keeps_what_it_was_given_last() -> None:
    topics = {"inbox": 4, "journal": 4}
    one = SameNumbers()
    alone = one.assign(cluster(**topics), {"b": one.metadata(topics)})
    one.on_assignment(alone["b"])
    both = one.assign(
        cluster(**topics), {"a": SameNumbers().metadata(topics), "b": one.metadata(topics)}
    )
    assert dict(both["b"].assignment)["inbox"] == [0, 1]


def test_what_a_member_says_may_be_nonsense() -> None:
    inner = (b"[]", b"3", b'{"inbox": 3}', b'{"inbox": ["x"]}')
    wrapped = [b'{"%s": %s}' % (name, each) for name in (b"held", b"refused") for each in inner]
    for nonsense in (b"", b"\xff", *inner, *wrapped):
        given_ = SameNumbers().assign(
            cluster(inbox=2), {"a": metadata("inbox", user_data=nonsense)}
        )
        assert dict(given_["a"].assignment) == {"inbox": [0, 1]}


def test_a_number_that_is_refused_moves_with_its_like_and_stays_away() -> None:
    topics = {"inbox": 2, "journal": 2}
    old, new = SameNumbers(), SameNumbers()
    old.on_assignment(old.assign(cluster(**topics), {"old": old.metadata(topics)})["old"])
    assert old.refuse("inbox", 0)
    assert not old.refuse("inbox", 0)
    for _ in range(2):
        group = {"old": old.metadata(topics), "new": new.metadata(topics)}
        given_ = old.assign(cluster(**topics), group)
        assert dict(given_["old"].assignment) == {"inbox": [1], "journal": [1]}
        assert dict(given_["new"].assignment) == {"inbox": [0], "journal": [0]}
        old.on_assignment(given_["old"])
        new.on_assignment(given_["new"])
    alone = old.assign(cluster(**topics), {"old": old.metadata(topics)})
    assert dict(alone["old"].assignment)["inbox"] == [0, 1]
