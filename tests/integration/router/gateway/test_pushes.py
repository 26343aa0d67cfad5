"""Where phones are pushed to, and what they say of what arrived."""

import base64
from typing import Any

import pytest

from hotlead.router.push.vapid import VapidKey
from hotlead.router.reps.http_calls import subscription_id
from hotlead.router.shard.sharding import shard_of
from tests.integration.house import House
from tests.integration.router.gateway.conftest import POLICY

POINT = base64.urlsafe_b64encode(bytes([4, *range(64)])).decode().rstrip("=")
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
SUBSCRIPTION: dict[str, Any] = {
    "endpoint": ENDPOINT,
    "expirationTime": None,
    "keys": {"p256dh": POINT, "auth": "A" * 22},
}


async def test_the_key_follows_from_the_secret(house: House) -> None:
    await house.rep(house.kim)
    assert (await house.call("GET", "/v1/push-key")).status_code == 401
    key = (await house.call("GET", "/v1/push-key", house.kim)).json()["key"]
    assert key == VapidKey.derive(house.gateway.settings.secret).public
    assert len(base64.urlsafe_b64decode(key + "=")) == 65


async def test_a_phone_subscribes_and_unsubscribes(house: House) -> None:
    await house.rep(house.kim)
    path = f"/v1/reps/{house.kim}/push-subscriptions"
    done = await house.call("POST", path, house.kim, SUBSCRIPTION)
    assert done.status_code == 200, done.text
    subscription = done.json()["subscription"]
    assert subscription == subscription_id(ENDPOINT)
    change = await house.change("push_subscribed", rep=house.kim)
    assert (change["subscription"], change["endpoint"]) == (subscription, ENDPOINT)
    # The same again is the same one.
    assert (await house.call("POST", path, house.kim, SUBSCRIPTION)).is_success
    desk = (await house.call("GET", f"/v1/reps/{house.kim}", house.kim)).json()
    assert desk["rep"]["pushes"] == 1
    assert (await house.call("DELETE", f"{path}/{subscription}", house.lee)).status_code == 404
    assert (await house.call("DELETE", f"{path}/{subscription}", house.kim)).status_code == 200
    gone = await house.change("push_unsubscribed", rep=house.kim)
    assert gone["why"] == "asked"
    desk = (await house.call("GET", f"/v1/reps/{house.kim}", house.kim)).json()
    assert desk["rep"]["pushes"] == 0


async def test_a_phone_is_tried_a_few_times_a_minute_and_only_by_its_rep(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee)
    path = f"/v1/reps/{house.kim}/push-subscriptions"
    unknown = await house.call("POST", f"{path}/nothing/trial", house.kim)
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_subscription")
    # A port of this machine that nobody listens on; the gateway may call no such place.
    done = await house.call("POST", path, house.kim, SUBSCRIPTION)
    trial = f"{path}/{done.json()['subscription']}/trial"
    assert (await house.call("POST", trial, house.lee)).status_code == 404
    answers = [await house.call("POST", trial, house.kim) for _ in range(4)]
    assert {one.json()["result"] for one in answers if one.is_success} <= {"gone", "unanswered"}
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert refused[0].json()["error"] == "too_often"
    assert 0 < int(refused[0].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"endpoint": "https://intranet.local/push"}, "$.endpoint"),
        ({"endpoint": "http://127.0.0.1:6379/"}, "$.endpoint"),
        ({"endpoint": "ftp://fcm.googleapis.com/"}, "$.endpoint"),
        ({"keys": {"p256dh": "short", "auth": "A" * 22}}, "$.keys.p256dh"),
        ({"keys": {"p256dh": POINT}}, "$.keys.auth"),
    ],
)
async def test_what_is_no_subscription_is_refused(
    house: House, change: dict[str, Any], at: str
) -> None:
    await house.rep(house.kim)
    path = f"/v1/reps/{house.kim}/push-subscriptions"
    refused = await house.call("POST", path, house.kim, {**SUBSCRIPTION, **change})
    assert (refused.status_code, refused.json()["problems"][0]["at"]) == (422, at)
    assert "127.0.0.1" not in refused.text


async def test_supervisors_never_see_where_a_phone_is_reached(house: House) -> None:
    await house.rep(house.kim)
    path = f"/v1/reps/{house.kim}/push-subscriptions"
    async with house.http.stream(
        "GET", "/v1/events", headers=house.bearer("sup", "supervisor")
    ) as live:
        lines = live.aiter_lines()
        assert (await anext(lines)).startswith("id:")
        await house.call("POST", path, house.kim, SUBSCRIPTION)
        async for line in lines:
            assert ENDPOINT not in line
            assert POINT not in line
            if "push_subscribed" in line:
                break
    team = await house.call("GET", "/v1/reps", "sup")
    assert ENDPOINT not in team.text


def notice_to(house: House, rep: str) -> str:
    """The id of a notice to the rep."""
    return f"{shard_of(house.tenant, house.gateway.settings.shards)}-12-0-{rep}"


async def test_a_receipt_of_anothers_notice_is_none(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee, presence="busy")
    lead = await house.capture("13800138000")
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    mine, theirs = notice_to(house, house.kim), notice_to(house, house.lee)
    shard, _, rest = mine.partition("-")
    for notice, by, about in (
        (theirs, house.lee, lead),  # their own, of a lead that they never had
        (mine, house.kim, "ld_none"),
        (f"{int(shard) + 1}-{rest}", house.kim, lead),
    ):
        path, body = f"/v1/notices/{notice}/receipt", {"lead": about}
        refused = await house.call("POST", path, by, body)
        assert (refused.status_code, refused.json()["error"]) == (404, "unknown_notice"), notice
    # Who had it once may say so still.
    decline = f"/v1/assignments/{lead}.{epoch}/decline"
    assert (await house.call("POST", decline, house.kim)).status_code == 200
    path = f"/v1/notices/{mine}/receipt"
    assert (await house.call("POST", path, house.kim, {"lead": lead})).status_code == 204


async def test_a_receipt_is_noted(house: House) -> None:
    await house.rep(house.kim)
    lead = await house.capture("13800138000")
    await house.change("assigned", lead=lead)
    notice = notice_to(house, house.kim)
    path = f"/v1/notices/{notice}/receipt"
    assert (await house.call("POST", path, body={"lead": lead})).status_code == 401
    assert (await house.call("POST", path, house.kim, {"lead": lead})).status_code == 204
    seen = await house.change("notice_seen", lead=lead)
    assert (seen["rep"], seen["notice"]) == (house.kim, notice)
    for other in (
        notice_to(house, house.lee),
        house.kim,
        f"13800138000-1-0-{house.kim}",
        f"13-800138000-0-{house.kim}",
    ):
        not_one = await house.call(
            "POST", f"/v1/notices/{other}/receipt", house.kim, {"lead": lead}
        )
        assert (not_one.status_code, not_one.json()["problems"][0]["at"]) == (422, "notice")
    wrong = await house.call("POST", path, house.kim, {})
    assert (wrong.status_code, wrong.json()["problems"][0]["at"]) == (422, "$.lead")


async def test_a_receipt_counts_for_half_an_hour_while_pushes_reach(house: House) -> None:
    await house.rep(house.kim)
    place = house.gateway.place(house.tenant)
    lead = await house.capture("13800138000")
    await house.change("assigned", lead=lead)
    beats, path = (
        place.keys.key("heartbeats"),
        f"/v1/notices/{notice_to(house, house.kim)}/receipt",
    )

    async def ahead_s() -> float:
        seconds, _ = await place.redis.time()
        return float(await place.redis.zscore(beats, house.kim) or 0) / 1000 - float(seconds)

    await house.call("POST", f"/v1/reps/{house.kim}/heartbeat", house.kim)
    # Without a subscription a receipt proves nothing.
    await house.call("POST", path, house.kim, {"lead": lead})
    assert -5 < await ahead_s() < 5
    await house.call("POST", f"/v1/reps/{house.kim}/push-subscriptions", house.kim, SUBSCRIPTION)
    await house.call("POST", path, house.kim, {"lead": lead})
    extra_s = POLICY.reachability.receipt_extra_ms / 1000
    assert extra_s > 1000
    assert extra_s - 5 < await ahead_s() < extra_s + 5
    # A heartbeat takes nothing of it; the end of the subscription does.
    await house.call("POST", f"/v1/reps/{house.kim}/heartbeat", house.kim)
    assert extra_s - 5 < await ahead_s() < extra_s + 5
    subscription = subscription_id(ENDPOINT)
    await house.call("DELETE", f"/v1/reps/{house.kim}/push-subscriptions/{subscription}", house.kim)
    assert -5 < await ahead_s() < 5


async def test_a_lead_s_history(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee, presence="busy")
    lead = await house.capture("13800138000")
    epoch = (await house.change("assigned", lead=lead))["epoch"]
    path = f"/v1/leads/{lead}/history"
    await house.call("POST", f"/v1/assignments/{lead}.{epoch}/acknowledge", house.kim)
    note = "call 13912345678 on Saturday"
    body = {"epoch": epoch, "note": note, "next_at_ms": 1_800_000_000_000}
    assert (await house.call("POST", f"/v1/leads/{lead}/activities", house.kim, body)).is_success
    await house.capture("13800138000")
    entries = (await house.call("GET", path, house.kim)).json()["entries"]
    told = ["captured", "assigned", "acknowledged", "activity", "merged"]
    assert [one["kind"] for one in entries] == told
    assert [one["at_ms"] for one in entries] == sorted(one["at_ms"] for one in entries)
    assert entries[0]["channel"] == "web-form"
    assert entries[2]["rep"] == house.kim
    assert "13912345678" not in entries[3]["note"] + entries[3]["en"] + entries[3]["zh"]
    assert entries[3]["next_at_ms"] == entries[3]["times"]["next_at"] == 1_800_000_000_000
    # The phone and the board tell it in the same words.
    assert (await house.call("GET", path, "sup")).json()["entries"] == entries
    hidden = await house.call("GET", path, house.lee)
    unknown = await house.call("GET", "/v1/leads/ld_none/history", house.lee)
    assert (hidden.status_code, hidden.text) == (404, unknown.text)
