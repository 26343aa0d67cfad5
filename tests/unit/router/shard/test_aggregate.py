"""Aggregates are told as records; two that share a name are refused at once."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from prometheus_client import CollectorRegistry

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.errors import AggregatesClash
from hotlead.router.metrics import Metrics
from hotlead.router.shard.aggregate import Aggregate, Aggregates
from hotlead.router.shard.beside import AfterBatch, Beside, Desk, Done
from hotlead.router.shard.call import Call
from hotlead.router.shard.http_call import ActionBody, Asking, HttpCall
from hotlead.router.shard.keys import KeySpec
from hotlead.router.shard.requests import Given
from hotlead.router.shard.timers import Look, Timer
from hotlead.topics.event import InboxEvent, TenantAction
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


def rung(asking: Asking) -> TenantAction:
    return TenantAction(kind="rang", action_id=asking.action_id, tenant=asking.tenant)


BELL = Aggregate[Any](
    "bell",
    keys=(KeySpec("bell:BELL", "hash", "one bell"), KeySpec("bell:loud", "set", "loud ones")),
    changes=(Captured,),
    events={Rang: call},
    timers=(Timer("ring", calls),),
    http=(HttpCall("POST", "/v1/bells/{bell}", "ring it", "rep", ActionBody, rung),),
    refusals={"cracked": "the bell is cracked; take another"},
)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Aggregate[Any]("bell"), "bell and bell both have the name bell"),
        (Aggregate[Any]("b", keys=(KeySpec("bell", "set", "all"),)), "bell and b .* the key bell"),
        (Aggregate[Any]("b", changes=(Captured,)), "bell and b .* the change captured"),
        (Aggregate[Any]("b", events={RangToo: call}), "bell and b .* the event rang"),
        (Aggregate[Any]("b", timers=(Timer("ring", calls),)), "bell and b .* the timer ring"),
        (Aggregate[Any]("b", http=BELL.http), "bell and b .* the call POST /v1/bells/{bell}"),
        (Aggregate[Any]("b", refusals=BELL.refusals), "bell and b .* the refusal cracked"),
    ],
)
def test_two_with_one_name_are_refused(other: Aggregate[Any], why: str) -> None:
    one = Aggregates((BELL,))
    with pytest.raises(AggregatesClash, match=f"{why}: call it something else in one of them"):
        one.and_(other)
    assert one.and_(Aggregate("b")).listed[0] is BELL


@pytest.mark.parametrize(
    ("file", "other", "what"),
    [
        ("ring.lua", "ring.lua", "script ring"),
        ("parts/10_ring.lua", "parts/20_ring.lua", "Lua part ring"),
        ("transitions/ring.lua", "transitions/ring.lua", "transition ring"),
    ],
)
def test_two_with_one_lua_file_are_refused(
    tmp_path: Path, file: str, other: str, what: str
) -> None:
    def one(name: str, path: str) -> Aggregate[Any]:
        whole = tmp_path / name / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text("-- It rings.\nreturn {}\n", "utf-8")
        return Aggregate[Any](name, lua=tmp_path / name)

    with pytest.raises(AggregatesClash, match=f"a and b both have the {what}: call it"):
        Aggregates((one("a", file), one("b", other)))
    # What changes do has no names of files: several may say `leads`.
    Aggregates((one("c", "changes/ring.lua"), one("d", "changes/ring.lua")))


def test_what_is_asked_of_all_is_of_each() -> None:
    all_of_them = Aggregates((Aggregate[Any]("first"), BELL))
    assert all_of_them.keys == BELL.keys
    assert all_of_them.changes == BELL.changes
    assert all_of_them.events == BELL.events
    assert all_of_them.timers == BELL.timers
    assert all_of_them.http == BELL.http
    assert all_of_them.refusals == BELL.refusals


def test_ids_begin_as_the_aggregate_says_whose_event_makes_them() -> None:
    one = Aggregates[Any]((Aggregate("horn"), replace(BELL, ids="b_")))
    assert one.id_for(Rang(), "0-7-1") == "b_0-7-1"
    assert Aggregates[Any]((BELL,)).id_for(Rang(), "0-7-1") == "0-7-1"


def test_an_event_may_ask_for_another_policy_by_its_version() -> None:
    def asked(_event: InboxEvent, given: Given[str]) -> Call:
        return Call("ring", {"by": given.policy, "found": given.find("loud")})

    one = Aggregates[str]((Aggregate("bell", events={Rang: asked}),))
    published = {"loud": "the loud one"}
    found = one.call_for(Rang(), "quiet", 1, "", published.get).request
    assert found == {"by": "quiet", "found": "the loud one"}
    assert one.call_for(Rang(), "quiet", 1, "").request["found"] == "quiet"


def test_a_shard_without_a_policy_begins_with_what_the_aggregates_say() -> None:
    def hung(given: Given[str]) -> Call:
        return Call("hang", {"by": given.policy, "at": given.now_ms})

    one = Aggregates[str]((Aggregate("horn"), Aggregate("bell", first=hung)))
    given = Given("quiet", 7, "", lambda _: None)
    assert one.first(given) == [Call("hang", {"by": "quiet", "at": 7})]


async def test_behind_a_batch_each_does_what_it_says_in_their_order() -> None:
    told: list[tuple[str, Desk, Done]] = []

    def doing(name: str) -> AfterBatch:
        async def do(desk: Desk, done: Done) -> None:
            told.append((name, desk, done))

        return do

    desk, done = cast("Desk", object()), [(Call("ring", {}), "applied")]
    listed = [Aggregate[Any](name, after_batch=doing(name)) for name in ("bell", "horn")]
    await Aggregates[Any]((listed[0], Aggregate("drum"), listed[1])).after_batch(desk, done)
    assert told == [("bell", desk, done), ("horn", desk, done)]


def test_a_gauge_shows_how_many_of_its_kind_are_due() -> None:
    metrics = Metrics(CollectorRegistry(), shards=2)
    shown = Timer[Any]("ring", calls, overdue=lambda told: told.escalation_overdue)
    one = Aggregates[Any]((Aggregate("bell", timers=(shown, Timer("blow", calls))),))
    one.show_overdue(metrics, 1, ["ring|a", "blow|a", "ring|b"])
    assert metrics.escalation_overdue["1"]._value.get() == 2
    one.show_overdue(metrics, 1, [])
    assert metrics.escalation_overdue["1"]._value.get() == 0


def test_what_stands_beside_is_of_each() -> None:
    async def load(*_: object) -> int:
        return 0

    beside = Beside("tones", load)
    assert Aggregates[Any]((BELL, Aggregate("horn", beside=(beside,)))).beside == (beside,)


def test_every_change_of_the_journal_is_an_aggregates() -> None:
    listed = {kind.kind for kind in AGGREGATES.changes}
    assert {
        kind for kind, shape in SHAPES.items() if shape.cls.__module__.startswith("hotlead.")
    } == listed
