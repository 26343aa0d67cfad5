"""Aggregates are told as records; two that share a name are refused at once."""

from typing import Any, Literal

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.errors import AggregatesClash
from hotlead.router.shard.aggregate import Aggregate, Aggregates, Look, Timer
from hotlead.router.shard.call import Call
from hotlead.router.shard.keys import KeySpec
from hotlead.router.shard.requests import Given
from hotlead.topics.event import InboxEvent
from hotlead.topics.journal import SHAPES
from hotlead.topics.journal.leads import Captured


class Rang(InboxEvent):
    kind: Literal["rang"] = "rang"


class RangToo(InboxEvent):
    kind: Literal["rang"] = "rang"


def call(_event: InboxEvent, _given: Given[Any]) -> Call:
    return Call("ring", {})


async def calls(_look: Look[Any], _members: object) -> list[Call]:
    return []


BELL = Aggregate[Any](
    "bell",
    keys=(KeySpec("bell:BELL", "hash", "one bell"), KeySpec("bell:loud", "set", "loud ones")),
    changes=(Captured,),
    events={Rang: call},
    timers=(Timer("ring", calls),),
)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Aggregate[Any]("bell"), "bell and bell both have the name bell"),
        (Aggregate[Any]("b", keys=(KeySpec("bell", "set", "all"),)), "bell and b .* the key bell"),
        (Aggregate[Any]("b", changes=(Captured,)), "bell and b .* the change captured"),
        (Aggregate[Any]("b", events={RangToo: call}), "bell and b .* the event rang"),
        (Aggregate[Any]("b", timers=(Timer("ring", calls),)), "bell and b .* the timer ring"),
    ],
)
def test_two_with_one_name_are_refused(other: Aggregate[Any], why: str) -> None:
    one = Aggregates((BELL,))
    with pytest.raises(AggregatesClash, match=f"{why}: call it something else in one of them"):
        one.and_(other)
    assert one.and_(Aggregate("b")).listed[0] is BELL


def test_what_is_asked_of_all_is_of_each() -> None:
    all_of_them = Aggregates((Aggregate[Any]("first"), BELL))
    assert all_of_them.keys == BELL.keys
    assert all_of_them.changes == BELL.changes
    assert all_of_them.events == BELL.events
    assert all_of_them.timers == BELL.timers


def test_every_change_of_the_journal_is_an_aggregates() -> None:
    listed = {kind.kind for kind in AGGREGATES.changes}
    assert {
        kind for kind, shape in SHAPES.items() if shape.cls.__module__.startswith("hotlead.")
    } == listed
