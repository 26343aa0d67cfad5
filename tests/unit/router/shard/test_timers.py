"""What fell due becomes calls: in the order of the instants, then what was found."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from hotlead.router.shard.aggregate import Aggregate, Aggregates
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Duty, Look, Search, Timer, as_due, plain

LOOK = Look[Any](cast("Any", None), cast("Any", None), None, 7, 70, 0, 9)
UNREAD = Look[Any](cast("Any", None), cast("Any", None), None, 7, 70, 0, 9, unread=True)


def seen_ms(look: Look[Any]) -> int:
    return look.seen_ms


async def loud(look: Look[Any], members: Sequence[str]) -> list[Call]:
    return [as_due(look, member, loud=True) for member in members]


async def lost(_: Look[Any], ids: Sequence[str]) -> list[Call]:
    return [Call("fetch", {"bell": one}) for one in ids]


BELLS = Aggregates[Any](
    (
        Aggregate("bells", timers=(Timer("ring", plain), Timer("lost", lost, given=seen_ms))),
        Aggregate("horns", timers=(Timer("blow", loud, while_unread=True),)),
        Aggregate("drums", timers=(Timer("worn", lost, given=seen_ms, limit=3, once=True),)),
    )
)


def due(member: str, **more: Any) -> Duty:
    kind, _, name = member.partition("|")
    return Duty(kind, Call(kind, {"member": member, "id": name, "horizon": 7} | more))


def fetched(kind: str, bell: str) -> Duty:
    return Duty(kind, Call("fetch", {"bell": bell}))


async def test_calls_come_in_the_order_of_the_instants_whatever_their_kinds() -> None:
    members = ["ring|a", "blow|b", "ring|c|d", "blow|a"]
    found = {"worn": ("x",), "lost": ("y", "z")}
    assert await BELLS.duties(LOOK, members, found) == [
        due("ring|a"),
        due("blow|b", loud=True),
        due("ring|c|d"),
        due("blow|a", loud=True),
        fetched("lost", "y"),
        fetched("lost", "z"),
        fetched("worn", "x"),
    ]


async def test_what_is_found_once_waits_for_the_next_marker() -> None:
    found = {"worn": ("x",), "lost": ("y",)}
    assert await BELLS.duties(LOOK, [], found, first=False) == [fetched("lost", "y")]


async def test_while_the_inbox_is_unread_only_those_fire_that_may() -> None:
    members = ["ring|a", "blow|b"]
    assert await BELLS.duties(UNREAD, members, {}) == [due("blow|b", loud=True)]
    assert [one.search(UNREAD, 500) for one in BELLS.timers] == [None] * 4


async def test_a_kind_that_nobody_has_is_called_by_its_name() -> None:
    """So Redis refuses it, and it is put off like any that fails."""
    assert await BELLS.duties(LOOK, ["gone|a"], {}) == [due("gone|a")]
    assert await BELLS.duties(UNREAD, ["gone|a"], {}) == []


@pytest.mark.parametrize(("most", "limits"), [(100, [100, 3]), (1000, [500, 3])])
def test_no_look_finds_more_than_its_limit(most: int, limits: list[int]) -> None:
    found = [one.search(LOOK, most) for one in BELLS.timers]
    searches = [one for one in found if one]
    assert searches == [Search("lost", limits[0], 70), Search("worn", limits[1], 70)]


async def test_a_timer_that_makes_too_few_calls_is_a_defect() -> None:
    async def none(_: Look[Any], __: Sequence[str]) -> list[Call]:
        return []

    with pytest.raises(ValueError, match="zip"):
        await Aggregates[Any]((Aggregate("bells", timers=(Timer("ring", none),)),)).duties(
            LOOK, ["ring|a"], {}
        )
