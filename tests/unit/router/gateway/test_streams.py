"""Who is told what, and what happens to those who do not listen."""

import random
from typing import Any

import orjson
from prometheus_client import CollectorRegistry

from hotlead.router.gateway.history import History
from hotlead.router.gateway.sessions import Sessions
from hotlead.router.gateway.streams import (
    EACH_MAX,
    NEW_S,
    QUEUE_BYTES_MAX,
    QUEUE_MAX,
    Client,
    RepWants,
    Streams,
    TenantWants,
    changes_message,
)
from hotlead.router.metrics import Metrics
from hotlead.router.shard.tail import Followed
from hotlead.topics.journal import Change, Entry, RawChange
from hotlead.topics.journal.change import typed
from tests.whole_changes import whole, whole_change

SESSION = Sessions("a secret of sixteen").open("supervisor", "main", "lin")[1]


def change(kind: str, **fields: Any) -> RawChange:
    return whole({"kind": kind, "tenant": "main", **fields})


def made(kind: str, **fields: Any) -> Change:
    return whole_change(kind, **({"tenant": "main"} | fields))


def entry(*changes: RawChange) -> Entry:
    return Entry(1, "stamp", "", 1, 1, 1000, "v1", changes)


def followed(*changes: RawChange, shard: int = 0, offset: int = 7) -> Followed:
    return Followed(shard, offset, entry(*changes))


def test_a_rep_hears_of_their_own_and_of_the_leads_they_have() -> None:
    wants = RepWants("main", "kim", frozenset({"main"}))
    assert not wants(made("hot", lead="l1"))
    assert wants(made("assigned", lead="l1", rep="kim"))
    assert wants(made("hot", lead="l1"))
    assert wants(made("withdrawn", lead="l1", rep="kim"))
    assert not wants(made("assigned", lead="l1", rep="lee"))
    assert wants(made("presence_changed", rep="kim"))
    assert not wants(made("answered", rep="kim"))
    assert not wants(made("assigned", lead="l2", rep="kim", tenant="another"))


def test_a_rep_hears_of_what_they_may_claim() -> None:
    wants = RepWants("main", "kim", frozenset({"main"}))
    assert wants(made("rung", lead="l1", pool="main", open=True, rep="lee"))
    assert not wants(made("rung", lead="l1", pool="other", open=True))
    assert not wants(made("rung", lead="l1", pool="main"))


def test_a_supervisor_hears_of_the_tenant_alone() -> None:
    wants = TenantWants("main")
    assert wants(made("captured", lead="l1"))
    assert not wants(made("captured", lead="l1", tenant="another"))
    assert not wants(made("position"))


def test_a_kind_that_only_a_newer_hotlead_knows_goes_to_whom_it_names() -> None:
    danced = typed({"kind": "danced", "tenant": "main", "lead": "l1", "rep": "kim"})
    assert TenantWants("main")(danced)
    assert not TenantWants("another")(danced)
    assert RepWants("main", "kim")(danced)
    assert not RepWants("main", "lee")(danced)


def test_a_supervisor_hears_of_a_new_policy_by_its_version_alone() -> None:
    # A policy is the whole shard's, so it names no tenant.
    fields = {"version": "p2", "pools": {"main": {}}, "rescore": True}
    policy = whole({"kind": "policy_activated", **fields})
    event = changes_message(0, 1, entry(policy), TenantWants("main"))
    assert event is not None
    changes = orjson.loads(event.decode().splitlines()[2].removeprefix("data: "))["changes"]
    assert changes == [{"kind": "policy_activated", "version": "p2"}]
    assert not RepWants("main", "kim")(typed(policy))


def test_one_event_for_what_concerns_the_client_of_one_entry() -> None:
    of_three = entry(
        change("captured", lead="l1", identities=["h"], visitor="v", masked="138****8000"),
        change("queued", lead="l1"),
        change("answered", action="a"),
    )
    event = changes_message(3, 42, of_three, TenantWants("main"))
    assert event is not None
    lines = event.decode().splitlines()
    assert lines[:2] == ["id: 3:42", "event: changes"]
    body = orjson.loads(lines[2].removeprefix("data: "))
    assert [one["kind"] for one in body["changes"]] == ["captured", "queued"]
    captured = of_three.raw[0].keys()
    assert {"identities", "visitor"} <= captured
    assert body["changes"][0].keys() == captured - {"identities", "visitor"}
    assert event.endswith(b"\n\n")
    assert changes_message(3, 42, of_three, TenantWants("another")) is None


def test_who_is_full_is_lost_and_gets_no_more() -> None:
    client = Client(0, TenantWants("main"), SESSION)
    lost = []
    for _ in range(QUEUE_MAX + 1):
        client.put(b"event")
        lost.append(client.lost)
    assert lost == [False] * QUEUE_MAX + [True]
    client.queue.get_nowait()
    client.put(b"later")
    assert client.queue.qsize() == QUEUE_MAX - 1


async def test_a_queue_is_bounded_in_bytes_too() -> None:
    client = Client(0, TenantWants("main"), SESSION)
    half = b"x" * (QUEUE_BYTES_MAX // 2)
    client.put(half)
    client.put(half)
    assert (await client.get(), client.lost) == (half, False)
    client.put(half)
    assert not client.lost
    client.put(b"x")
    assert client.lost


def test_a_stream_ends_with_its_session() -> None:
    streams = Streams(Metrics(CollectorRegistry()))
    others = Sessions("a secret of sixteen").open("supervisor", "main", "lin")[1]
    mine = [streams.open(shard, TenantWants("main"), SESSION) for shard in (0, 1)]
    theirs = streams.open(0, TenantWants("main"), others)
    assert streams.sessions() == {SESSION, others}
    streams.end({SESSION.mark})
    assert [client.lost for client in (*mine, theirs)] == [True, True, False]


def test_streams_are_counted_and_bounded() -> None:
    registry = CollectorRegistry()
    streams = Streams(Metrics(registry), clients_max=2)
    first = streams.open(0, TenantWants("main"), SESSION)
    other = streams.open(1, TenantWants("main"), SESSION)
    fullness = [streams.full(SESSION)]
    count = {"transport": "sse"}
    assert registry.get_sample_value("hotlead_push_connections", count) == 2
    streams.hear(followed(change("captured", lead="l1")))
    assert (first.queue.qsize(), other.queue.qsize()) == (1, 0)
    streams.close(other)
    fullness.append(streams.full(SESSION))
    streams.stop()
    assert [*fullness, streams.full(SESSION)] == [True, False, True]
    assert (first.lost, first.queue.qsize()) == (True, 2)
    streams.close(first)
    assert registry.get_sample_value("hotlead_push_connections", count) == 0


def test_one_caller_has_some_streams_and_the_oldest_goes() -> None:
    streams = Streams(Metrics(CollectorRegistry()))
    sessions, wants = Sessions("a-secret-of-this-test"), TenantWants("main")
    (_, kim), (_, lee) = (sessions.open("viewer", "main", one) for one in ("kim", "lee"))
    opened = [streams.open(0, wants, kim) for _ in range(EACH_MAX)]
    other = streams.open(0, wants, lee)
    assert not any(client.lost for client in opened)
    assert (streams.full(kim), streams.full(lee)) == (True, False)
    for client in opened:
        client.opened_s -= NEW_S
    assert not streams.full(kim)
    opened.append(streams.open(0, wants, kim))
    assert [client.lost for client in opened] == [True] + [False] * EACH_MAX
    opened += [streams.open(0, wants, kim) for _ in range(EACH_MAX - 1)]
    assert (streams.full(kim), streams.full(lee), other.lost) == (True, False, False)
    streams.close(opened.pop(0))
    opened[EACH_MAX - 1].opened_s -= NEW_S
    assert not streams.full(kim)
    for client in [*opened, other]:
        streams.close(client)
    assert not streams._by_caller


def test_history_is_bounded_by_lead_and_in_all() -> None:
    history = History(leads_max=2, changes_each=3)
    for number in range(5):
        history.hear(followed(change("rung", lead="l1", n=number, identities=["h"])))
    assert [one["n"] for one in history.of("main", "l1")] == [2, 3, 4]
    assert "identities" not in history.of("main", "l1")[0]
    assert history.of("another", "l1") == []
    history.hear(followed(change("captured", lead="l2"), change("captured", lead="l3")))
    assert history.of("main", "l1") == []
    assert len(history.of("main", "l3")) == 1


async def test_an_index_tells_each_rep_what_asking_each_about_everything_would() -> None:
    dice = random.Random(1)
    streams = Streams(Metrics(CollectorRegistry()))
    asked = {rep: RepWants("main", rep, frozenset({"main"})) for rep in ("r0", "r1", "r2")}
    clients = {}
    for rep, wants in asked.items():
        wants.leads.update({f"l-{rep}"})
        clients[rep] = streams.open(0, RepWants("main", rep, wants.pools, {f"l-{rep}"}), SESSION)
    for number in range(2000):
        if number == 50:
            for client in clients.values():
                streams.settle(client)
        kinds = ("assigned", "acknowledged", "withdrawn", "left", "queued", "closed", "rung")
        heard = entry(
            *(
                change(
                    dice.choice(kinds),
                    lead=dice.choice(("l1", "l2", "l-r0", "l-r1")),
                    pool="main",
                    **({"rep": dice.choice(("r0", "r1", "r2"))} if dice.random() < 0.5 else {}),
                    **({"open": True} if dice.random() < 0.1 else {}),
                )
                for _ in range(dice.randrange(1, 4))
            )
        )
        streams.hear(Followed(0, number, heard))
        for rep, client in clients.items():
            told = await client.get() if client.queue.qsize() else None
            assert told == changes_message(0, number, heard, asked[rep]), (number, rep)
    for client in clients.values():
        streams.close(client)
    assert not streams._by_rep
    assert not streams._by_lead
