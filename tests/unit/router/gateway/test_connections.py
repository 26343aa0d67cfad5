"""How many connections there may be, and which is cut for another."""

from dataclasses import dataclass, field

import pytest
from prometheus_client import CollectorRegistry

from hotlead.router.gateway.connections import (
    ENDED_AT_ONCE,
    RESERVED_DESCRIPTORS,
    Connections,
    Limits,
    group_of,
)
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings


@dataclass(eq=False)
class Peer:
    ends: list[str] = field(default_factory=list)

    def cut(self) -> None:
        self.ends.append("cut")

    def overdue(self, why: str) -> None:
        self.ends.append(why)


def peers(connections: Connections, count: int, address: str = "10.0.0.1") -> list[Peer]:
    made = [Peer() for _ in range(count)]
    assert all(connections.admit(one, address) for one in made)
    return made


def was_cut(made: list[Peer]) -> list[bool]:
    return [one.ends == ["cut"] for one in made]


def test_an_address_has_some_and_its_oldest_stranger_goes() -> None:
    connections = Connections(Limits(all=100, strangers=20, address=3, person=9, source=50))
    others = peers(connections, 3, "10.0.0.2")
    mine = peers(connections, 5)
    assert was_cut(mine) == [True, True, False, False, False]
    assert not any(was_cut(others))


def test_strangers_together_have_some_and_who_is_known_is_none_of_them() -> None:
    connections = Connections(Limits(all=100, strangers=4, address=3, person=9, source=50))
    known = peers(connections, 3)
    for one in known:
        connections.know(one, "people r:main:kim", source=False)
    many = [peers(connections, 1, f"10.0.1.{n}")[0] for n in range(6)]
    assert was_cut(many) == [True, True, False, False, False, False]
    assert not any(was_cut(known))
    connections.begin(known[0])
    assert was_cut(many) == [True, True, True, False, False, False]


def test_when_all_are_taken_a_stranger_goes_and_else_the_new_one() -> None:
    connections = Connections(Limits(all=3, strangers=3, address=3, person=3, source=3))
    registry = CollectorRegistry()
    connections.counted_by(Metrics(registry))
    silent, rep, other = peers(connections, 3)
    connections.know(rep, "rep", source=False)
    connections.know(other, "other", source=False)
    (new,) = peers(connections, 1, "10.0.0.2")
    assert was_cut([silent, rep, other, new]) == [True, False, False, False]
    connections.know(new, "new", source=False)
    assert not connections.admit(Peer(), "10.0.0.3")
    connections.leave(rep)
    assert connections.admit(Peer(), "10.0.0.3")
    refused = registry.get_sample_value
    assert refused("hotlead_connections_refused_total", {"reason": "full"}) == 2
    assert refused("hotlead_connections", {"of": "known"}) == 2
    assert refused("hotlead_connections", {"of": "strangers"}) == 1


def test_a_proxy_speaks_for_many() -> None:
    connections = Connections(Limits(all=100, strangers=20, address=2, person=9, source=50))
    made = [Peer() for _ in range(10)]
    assert all(connections.admit(one, None) for one in made)
    assert not any(was_cut(made))


@pytest.mark.parametrize(("source", "most"), [(False, 5), (True, 8)])
def test_a_caller_has_some(source: bool, most: int) -> None:
    connections = Connections(Limits(all=20, strangers=10, address=10, person=5, source=8))
    made = peers(connections, most + 1)
    let_in = [connections.know(one, "kim", source=source) for one in made]
    assert let_in == [True] * most + [False]
    assert not any(was_cut(made))
    # The last is a stranger's still, and a call on one that was let in changes nothing.
    assert connections.strangers == 1
    assert connections.know(made[0], "kim", source=source)
    connections.leave(made[0])
    assert connections.know(made[-1], "kim", source=source)
    assert connections.strangers == 0


def test_whose_time_is_up_is_told_why_once() -> None:
    connections = Connections(Limits(all=10, strangers=10, address=10, person=9, source=9))
    slow, quick, gone = peers(connections, 3)
    connections.until(slow, 10.0, "late_head")
    connections.until(quick, 10.0, "late_head")
    connections.until(gone, 10.0, "silent")
    connections.until(quick, None)
    connections.leave(gone)
    connections.sweep(9.9)
    assert not slow.ends
    connections.sweep(10.0)
    connections.sweep(11.0)
    assert [one.ends for one in (slow, quick, gone)] == [["late_head"], [], []]


def test_those_who_fall_due_together_are_ended_some_at_a_time() -> None:
    connections = Connections(Limits(all=99, strangers=99, address=99, person=9, source=9))
    made = peers(connections, 2 * ENDED_AT_ONCE + 1)
    for one in made:
        connections.until(one, 10.0, "silent")
    for look in range(1, 4):
        connections.sweep(11.0)
        assert sum(bool(one.ends) for one in made) == min(look * ENDED_AT_ONCE, len(made))


def test_there_are_fewer_than_file_descriptors() -> None:
    settings = Settings()
    assert Limits.of(settings, 20_000).all == settings.connections_max
    few = Limits.of(settings, 256)
    assert few.all == 256 - RESERVED_DESCRIPTORS
    assert few.all > few.strangers > few.address > 8


def test_one_line_is_one_address() -> None:
    assert group_of("10.0.0.1") != group_of("10.0.0.2")
    assert group_of("2001:db8:1:2::3") == group_of("2001:db8:1:2:ffff::1")
    assert group_of("2001:db8:1:2::3") != group_of("2001:db8:1:3::3")
    assert group_of("::ffff:10.0.0.1") == group_of("10.0.0.1")
    assert group_of("unknown") == "unknown"
