"""Phones of reps: who takes pushes, what a receipt is worth, who is signed out."""

import asyncio

import pytest

from hotlead.router.reps.heartbeats import heartbeat, receipt
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Search
from hotlead.router.state.views.subscriptions import Subscription, subscriptions
from hotlead.router.state.views.team import rep_view, rep_views, signed_out_before
from tests.integration.state.actions import (
    acknowledge,
    sent,
    sign_out,
    subscribe,
    unsubscribe,
)
from tests.integration.state.phones import ended, phones, place
from tests.integration.state.shard import Shard

HALF_HOUR = 1_800_000


async def ahead_ms(shard: Shard, rep: str) -> float | None:
    """How far in the future the rep's last sign of life lies."""
    score = await shard.redis.zscore(shard.store.keys.key("heartbeats"), rep)
    seconds, micros = await shard.redis.time()
    return None if score is None else float(score) - (seconds * 1000 + micros / 1000)


async def test_what_phones_take_pushes_is_shown(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob")
    await shard.rep("cat", tenant="other")
    assert (await subscribe(shard, "ann", "p1"))["status"] == 200
    await subscribe(shard, "ann", "p2", p256dh="key", auth="secret")
    await subscribe(shard, "cat", "p3", tenant="other")
    found = await subscriptions(place(shard), ["ann", "bob", "cat", "nobody"])
    assert found == {
        "ann": [
            Subscription("p1", "https://push.example.org/p1", "pp", "aa"),
            Subscription("p2", "https://push.example.org/p2", "key", "secret"),
        ]
    }
    assert await subscriptions(place(shard), []) == {}
    assert {view.rep: view.pushes for view in await rep_views(place(shard))} == {"ann": 2, "bob": 0}


async def test_unknown_reps_are_told_so(shard: Shard) -> None:
    await shard.rep("cat", tenant="other")
    for rep in ("nobody", "cat"):
        for answer in (
            await subscribe(shard, rep, "p1"),
            await unsubscribe(shard, rep, "p1"),
            await sign_out(shard, rep, 7),
        ):
            told = (answer["code"], answer["status"], answer["reason"])
            assert told == ("refused", 404, "unknown_rep")
    assert {c["kind"] for c in shard.changes() if c["entry_at"]} == {
        *("policy_activated", "rep_registered", "presence_changed", "answered")
    }


async def test_the_same_phone_again_is_renewed(shard: Shard) -> None:
    await shard.rep("ann")
    await subscribe(shard, "ann", "p1")
    await shard.jump(minutes=1)
    await subscribe(shard, "ann", "p1", auth="new")
    (found,) = (await subscriptions(place(shard), ["ann"]))["ann"]
    assert found.auth == "new"
    assert ended(shard) == []


async def test_of_too_many_the_oldest_goes(shard: Shard) -> None:
    await shard.rep("ann")
    for number in range(8):
        await subscribe(shard, "ann", f"p{number}")
        await shard.jump(seconds=1)
    await subscribe(shard, "ann", "p0")
    assert ended(shard) == [], "eight are not too many, and p0 is the newest now"
    await shard.jump(seconds=1)
    await subscribe(shard, "ann", "p8")
    assert ended(shard) == [("ann", "p1", "too_many")]
    assert await phones(shard, "ann") == ["p0", *(f"p{n}" for n in range(2, 9))]


async def test_a_phone_is_the_reps_who_logged_in_last(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob")
    await subscribe(shard, "ann", "p1")
    await subscribe(shard, "bob", "p1")
    assert ended(shard) == [("ann", "p1", "moved")]
    assert (await phones(shard, "ann"), await phones(shard, "bob")) == ([], ["p1"])
    await unsubscribe(shard, "ann", "p1")
    assert await phones(shard, "bob") == ["p1"]


async def test_an_id_used_before_never_acts_again(shard: Shard) -> None:
    await shard.rep("ann")
    await subscribe(shard, "ann", "p1", action_id="k")
    await unsubscribe(shard, "ann", "p1", action_id="u")
    assert (await subscribe(shard, "ann", "p1", action_id="k"))["status"] == 200
    assert await phones(shard, "ann") == []
    await subscribe(shard, "ann", "p1")
    assert (await unsubscribe(shard, "ann", "p1", action_id="u"))["status"] == 200
    assert await phones(shard, "ann") == ["p1"]
    await sign_out(shard, "ann", 7, action_id="s")
    await subscribe(shard, "ann", "p1")
    assert (await sign_out(shard, "ann", 9, action_id="s"))["status"] == 200
    assert await phones(shard, "ann") == ["p1"]
    assert await signed_out_before(place(shard), "ann") == 7


async def test_signing_out_ends_all_and_says_until_when(shard: Shard) -> None:
    await shard.rep("ann")
    assert await signed_out_before(place(shard), "ann") == 0
    await subscribe(shard, "ann", "p2")
    await subscribe(shard, "ann", "p1")
    assert (await sign_out(shard, "ann", 1_767_576_600_123))["status"] == 200
    assert ended(shard) == [("ann", "p1", "signed_out"), ("ann", "p2", "signed_out")]
    (change,) = shard.changes("signed_out")
    assert (change["by"], change["before"]) == ("sup", 1_767_576_600_123)
    assert await signed_out_before(place(shard), "ann") == 1_767_576_600_123
    await sign_out(shard, "ann", 1_767_576_600_000)
    assert await signed_out_before(place(shard), "ann") == 1_767_576_600_123, "void stays void"
    assert await signed_out_before(place(shard, "other"), "ann") == 0
    assert await signed_out_before(place(shard), "nobody") == 0


# Receipts


async def test_a_receipt_counts_for_longer_than_a_heartbeat(shard: Shard) -> None:
    await shard.rep("ann")
    assert await receipt(shard.store, "nobody", HALF_HOUR) == "unknown_rep"
    assert await receipt(shard.store, "ann", HALF_HOUR) == "no_push"
    await subscribe(shard, "ann", "p1")
    assert await receipt(shard.store, "ann", HALF_HOUR) == "ok"
    due = await shard.store.due(horizon_ms=None, limit=1)
    later = {"rep": "ann", "silent_before": due.real_ms + HALF_HOUR - 60_000}
    assert await shard.timer(Call("offline", later)) == "early"


@pytest.mark.parametrize("sign", ["heartbeat", "action", "smaller receipt"])
async def test_no_later_sign_of_life_takes_from_a_receipt(shard: Shard, sign: str) -> None:
    await shard.rep("ann")
    await subscribe(shard, "ann", "p1")
    await receipt(shard.store, "ann", HALF_HOUR)
    if sign == "heartbeat":
        assert await heartbeat(shard.store, "ann")
    elif sign == "action":
        await shard.presence("ann", "busy")
    else:
        await receipt(shard.store, "ann", 5)
    assert (await ahead_ms(shard, "ann") or 0) > HALF_HOUR - 60_000


@pytest.mark.parametrize("how", ["asked", "gone", "signed out"])
async def test_with_the_last_phone_gone_no_receipt_counts(shard: Shard, how: str) -> None:
    await shard.rep("ann")
    for phone in ("p1", "p2"):
        await subscribe(shard, "ann", phone)
    await receipt(shard.store, "ann", HALF_HOUR)
    await unsubscribe(shard, "ann", "p2")
    assert (await ahead_ms(shard, "ann") or 0) > HALF_HOUR - 60_000, "one is left"
    if how == "asked":
        await unsubscribe(shard, "ann", "p1")
    elif how == "gone":
        await shard.capture("L1")
        await sent(shard, "ann", "L1", result="gone", subscription="p1")
    else:
        await sign_out(shard, "ann", 7)
    ahead = await ahead_ms(shard, "ann")
    assert ahead is not None
    assert ahead <= 1


async def test_what_leaves_a_rep_without_a_receipt_takes_nothing(shard: Shard) -> None:
    await shard.rep("ann")
    await subscribe(shard, "ann", "p1")
    before = await shard.redis.zscore(shard.store.keys.key("heartbeats"), "ann")
    await asyncio.sleep(0.01)
    await sign_out(shard, "ann", 7)
    assert await shard.redis.zscore(shard.store.keys.key("heartbeats"), "ann") == before


async def test_a_receipt_brings_a_rep_back(shard: Shard) -> None:
    await shard.rep("ann")
    await subscribe(shard, "ann", "p1")
    offline_at = shard.now
    assert await shard.timer(Call("offline", {"rep": "ann", "silent_before": 10**14})) == "applied"
    await shard.capture("L1")
    await shard.jump(minutes=1)
    await receipt(shard.store, "ann", HALF_HOUR)
    due = await shard.store.due(horizon_ms=None, limit=1, searches=[Search("back", 100)])
    assert due.found == {"back": ("ann",)}
    await shard.timer(Call("online", {"rep": "ann"}))
    assert await shard.holder("L1") == "ann"
    view = await rep_view(place(shard), "ann")
    assert view is not None
    assert (view.offline_at_ms, view.online_at_ms) == (offline_at, shard.now)


async def test_subscribing_brings_a_rep_back_and_leaving_does_not(shard: Shard) -> None:
    await shard.rep("ann")
    await subscribe(shard, "ann", "p1")
    view = await rep_view(place(shard), "ann")
    assert view is not None
    assert (view.offline_at_ms, view.online_at_ms) == (None, None)
    await shard.timer(Call("offline", {"rep": "ann", "silent_before": 10**14}))
    await shard.capture("L1")
    await subscribe(shard, "ann", "p1")
    assert await shard.holder("L1") == "ann"
    await acknowledge(shard, "L1")
    for act, kinds in (
        (unsubscribe(shard, "ann", "p1"), ["push_unsubscribed", "answered"]),
        (sign_out(shard, "ann", 7), ["signed_out", "answered"]),
        (subscribe(shard, "ann", "p1"), ["online", "push_subscribed", "answered"]),
    ):
        await shard.timer(Call("offline", {"rep": "ann", "silent_before": 10**14}))
        count = len(shard.changes())
        await act
        assert [change["kind"] for change in shard.changes()[count:]] == kinds
