"""Captures and signals over HTTP, good and bad."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from hotlead.router.dead_letters import Filter
from hotlead.router.dead_letters.order import Order
from hotlead.router.dead_letters.replay import replay
from hotlead.router.embedded.brokers import run_kafka
from hotlead.router.embedded.running import Running
from hotlead.router.provision.apply import apply_topics
from tests.integration.house import JSON, Estate, House, gateway_at, open_house

PHONE = "138 0013 8000"
BAD_PHONE = "138 0013 80007777"


async def refused(house: House, body: Any, path: str = "/v1/captures/web-form") -> dict[str, Any]:
    response = await house.call("POST", path, body=body)
    assert response.status_code == 422, response.text
    answer: dict[str, Any] = response.json()
    assert answer["error"] == "invalid"
    return answer


def await_standstill(running: Running) -> None:
    """Waits until all threads of a paused server stand still."""
    tasks = Path(f"/proc/{running.child.pid}/task")
    while any("State:\tT" not in (task / "status").read_text() for task in tasks.iterdir()):
        time.sleep(0.01)


async def test_one_capture_becomes_a_lead(house: House) -> None:
    event = house.event(PHONE, event_id="wf/1")
    sent = await house.call("POST", "/v1/captures/web-form", body=event)
    assert (sent.status_code, sent.json()) == (202, {"accepted": 1, "event_ids": ["wf/1"]})
    lead = (await house.change("captured", event_id="wf/1"))["lead"]
    status = await house.call("GET", "/v1/captures/web-form/wf/1", "sup")
    assert status.json() == {"channel": "web-form", "event_id": "wf/1", "lead": lead}
    none = await house.call("GET", "/v1/captures/web-form/wf-2", "sup")
    assert (none.status_code, none.json()["error"]) == (404, "unknown_capture")


async def test_a_source_finds_its_capture_by_an_id_that_is_a_phone_number(house: House) -> None:
    sent = await house.call(
        "POST", "/v1/captures/web-form", body=house.event(PHONE, event_id="138-0013-8007")
    )
    assert sent.json()["event_ids"] == ["138-0013-8007"]
    captured = await house.change("captured")
    assert "8007" not in captured["event_id"]
    status = await house.call("GET", "/v1/captures/web-form/138-0013-8007", "sup")
    told = {"channel": "web-form", "event_id": "138-0013-8007", "lead": captured["lead"]}
    assert status.json() == told


async def test_a_test_lead_is_apart_from_the_real_one(house: House) -> None:
    test = await house.capture(PHONE, test=True)
    real = await house.capture(PHONE)
    assert test != real
    assert await house.capture(PHONE, test=True) == test
    assert await house.capture(PHONE) == real
    view = (await house.call("GET", f"/v1/leads/{real}", "sup")).json()
    assert view["test"] is False


async def test_a_capture_that_became_a_dead_letter_says_why(house: House) -> None:
    settings = house.gateway.settings
    raw = json.dumps(house.event(BAD_PHONE, event_id="wf/dead")).encode()
    # Over HTTP it would have been refused; a source that publishes to Kafka itself is not.
    await house.gateway.outlet.send(settings.topic("capture.web-form"), [raw], "capture")
    async with asyncio.timeout(30):
        while True:
            found = await house.call("GET", "/v1/captures/web-form/wf/dead", "sup")
            if found.status_code == 200:
                break
            await asyncio.sleep(0.05)
    told = found.json()
    assert (found.status_code, told["event_id"], told.get("lead")) == (200, "wf/dead", None)
    letter = told["dead_letter"]
    assert (letter["reason"], letter["state"]) == ("bad_phone", "waiting")
    assert letter["detail"].startswith("$.contact.phone: ")
    assert BAD_PHONE not in found.text
    other = await house.http.get("/v1/captures/web-form/wf/dead", headers=house.command("another"))
    assert other.status_code == 404

    def waiting() -> float:
        labels = {"reason": "bad_phone"}
        registry = house.gateway.metrics.registry
        return registry.get_sample_value("hotlead_dead_letter_backlog", labels) or 0

    before = waiting()
    assert before >= 1
    tally = await replay(settings, Order(wanted=Filter(offsets=frozenset([letter["offset"]]))))
    assert tally.sent.total() == 1
    async with asyncio.timeout(30):
        # It fails again, as a letter of its own.
        while True:
            again = (await house.call("GET", "/v1/captures/web-form/wf/dead", "sup")).json()
            if again["dead_letter"]["offset"] != letter["offset"]:
                break
            await asyncio.sleep(0.05)
    assert (again["dead_letter"]["state"], waiting()) == ("waiting", before)


async def test_an_array_is_taken_whole(house: House) -> None:
    events = [house.event(f"1380013{8000 + n}", event_id=f"a{n}") for n in range(500)]
    sent = await house.call("POST", "/v1/captures/web-form", body=events)
    assert sent.status_code == 202
    assert sent.json()["event_ids"] == [f"a{n}" for n in range(500)]
    for number in (0, 499):
        await house.change("captured", event_id=f"a{number}")


async def test_one_bad_item_sends_nothing_and_is_named(house: House) -> None:
    bad = house.event(PHONE, event_id="bad", contact={"name": "nobody"})
    answer = await refused(house, [house.event(PHONE, event_id="good"), bad])
    assert answer["problems"] == [
        {"at": "$[1].contact", "problem": "give one of phone, wechat, open_id or email"}
    ]
    assert answer["message"].startswith("$[1].contact: ")
    # What is sent now comes after what would have been sent before.
    await house.capture("13800138001", event_id="after")
    assert not any(change.get("event_id") == "good" for change in house.heard)


@pytest.mark.parametrize(
    ("change", "at", "mend"),
    [
        ({"event_id": None}, "$.event_id", "must be text"),
        ({"event_id": "a b"}, "$.event_id", "not allowed"),
        ({"contact": {"phone": BAD_PHONE}}, "$.contact.phone", "not a number that any operator"),
        ({"contact": {"phone": "400-820-8820"}}, "$.contact.phone", "phone|service|operator"),
        ({"contact": {"phone": "1" * 300}}, "$.contact.phone", "longer than 256"),
        ({"contact": {"phone": 13800138000}}, "$.contact.phone", "must be text"),
        ({"contact": "13800138000"}, "$.contact", "must be a JSON object"),
        ({"occurred_at": "yesterday"}, "$.occurred_at", "2026-01-05T09:30:00"),
        ({"occurred_at": "2026-01-05T09:30:00"}, "$.occurred_at", "offset from UTC"),
        ({"attributes": {"budget": [1]}}, "$.attributes.budget", "must be a number"),
        ({"attributes": {"13800138000": []}}, "$.attributes.********", "must be a number"),
        ({"tenant": "elsewhere"}, "$.tenant", "no tenant here"),
    ],
)
async def test_a_wrong_field_is_named_and_not_echoed(
    shared_house: House, change: dict[str, Any], at: str, mend: str
) -> None:
    answer = await refused(shared_house, shared_house.event(PHONE) | change)
    problem = answer["problems"][0]
    assert problem["at"] == at
    assert any(part in problem["problem"] for part in mend.split("|"))
    assert "13800138000" not in json.dumps(answer)
    assert BAD_PHONE not in json.dumps(answer)


async def test_malformed_bodies(shared_house: House) -> None:
    house = shared_house
    for body, problem in (
        (b'{"event_id": "1", ', "is not JSON"),
        (b"\xff\xfe", "is UTF-16"),
        ('{"event_id": "李"}'.encode("gbk"), "is not UTF-8 but GBK"),
        (json.dumps('{"event_id": "1"}').encode(), "is JSON inside a JSON text"),
        (b"[]", "holds no event"),
        (b'["text"]', "must be a JSON object"),
        (b"[" + b",".join([b"{}"] * 501) + b"]", "at most 500"),
    ):
        response = await house.http.post("/v1/captures/web-form", content=body, headers=JSON)
        assert response.status_code == 422
        assert problem in response.json()["message"]


async def test_a_field_or_body_that_is_too_large(shared_house: House) -> None:
    event = shared_house.event(PHONE, note="x" * 1024 * 1024)
    response = await shared_house.call("POST", "/v1/captures/web-form", body=event)
    assert (response.status_code, response.json()["error"]) == (413, "too_large")

    async def unannounced() -> Any:
        for _ in range(20):
            yield b"x" * 100_000

    streamed = await shared_house.http.post(
        "/v1/captures/web-form", content=unannounced(), headers=JSON
    )
    assert streamed.status_code == 413


async def test_an_unknown_channel_names_the_known_ones(shared_house: House) -> None:
    event = shared_house.event(PHONE)
    response = await shared_house.call("POST", "/v1/captures/fax", body=event)
    assert (response.status_code, response.json()["error"]) == (404, "unknown_channel")
    assert "web-form, short-video, call-center" in response.json()["message"]


async def test_the_same_event_twice_is_taken_and_changes_nothing(house: House) -> None:
    event = house.event(PHONE, event_id="twice")
    for _ in range(2):
        assert (await house.call("POST", "/v1/captures/web-form", body=event)).status_code == 202
    await house.capture("13800138001")
    assert sum(c["kind"] == "captured" and c["event_id"] == "twice" for c in house.heard) == 1
    assert (await house.call("GET", "/v1/stats", "sup")).json()["captured"] == 2


async def test_a_time_in_the_future_is_pulled_back(house: House) -> None:
    lead = await house.capture(PHONE, occurred_at="2099-01-05T09:30:00+08:00")
    captured = await house.change("captured", lead=lead)
    assert captured["pulled_back"] is True
    view = (await house.call("GET", f"/v1/leads/{lead}", "sup")).json()
    assert view["captured_at_ms"] <= view["created_at_ms"]


async def test_signals_reach_the_lead(house: House) -> None:
    lead = await house.capture(PHONE, visitor_id="v-9")
    signal = {
        "event_id": "s-1",
        "visitor_id": "v-9",
        "kind": "page_dwell",
        "value": 150,
        "tenant": house.tenant,
    }
    sent = await house.call("POST", "/v1/signals", body=[signal])
    assert (sent.status_code, sent.json()["event_ids"]) == (202, ["s-1"])
    await house.change("joined", lead=lead)
    bad = await refused(house, [signal, signal | {"value": "much"}], "/v1/signals")
    assert bad["problems"] == [{"at": "$[1].value", "problem": "must be a number"}]


async def test_a_number_of_no_operator_only_for_tests(house: House) -> None:
    answer = await refused(house, house.event("14000000001"))
    assert answer["problems"][0]["at"] == "$.contact.phone"
    lead = await house.capture("14000000001", test=True)
    assert (await house.call("GET", f"/v1/leads/{lead}", "sup")).json()["test"] is True


async def test_sources_need_their_token(estate: Estate) -> None:
    token, other = "a-token-of-the-web-form", "a-token-of-the-call-center"
    async with open_house(estate, tokens=(f"web-form={token}", f"call-center={other}")) as house:
        event = house.event(PHONE, event_id="t1")

        async def status(given: str | None, path: str = "captures/web-form") -> int:
            headers = {"authorization": f"Bearer {given}"} if given else {}
            sent = await house.call("POST", f"/v1/{path}", body=event, headers=headers)
            return sent.status_code

        assert await status(None) == 401
        assert await status("guessed") == 401
        assert await status(other) == 403
        assert await status(token) == 202
        assert await status(token, "captures/fax") == 404
        assert await status(token, "signals") == 403
        await house.change("captured", event_id="t1")
        found = await house.call(
            "GET",
            f"/v1/captures/web-form/t1?tenant={house.tenant}",
            headers={"authorization": f"Bearer {token}"},
        )
        assert found.status_code == 200


async def test_kafka_away_is_503_and_sending_again_is_harmless(estate: Estate) -> None:
    with run_kafka() as kafka:
        settings = estate.settings.model_copy(
            update={"kafka": kafka.address, "shards": 1, "redis_prefix": "away:"}
        )
        await apply_topics(settings)
        async with (
            gateway_at(settings) as (address, _, _),
            httpx.AsyncClient(base_url=address, timeout=30) as http,
        ):
            event = {"event_id": "1", "contact": {"phone": PHONE}, "tenant": settings.tenants[0]}
            assert (await http.post("/v1/captures/web-form", json=event)).status_code == 202
            kafka.pause()
            await_standstill(kafka)
            try:
                answers = await asyncio.gather(
                    *(http.post("/v1/captures/web-form", json=event) for _ in range(3)),
                    http.get("/readyz"),
                )
            finally:
                kafka.resume()
            for answer in answers[:3]:
                assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
                assert int(answer.headers["retry-after"]) > 0
            assert "Kafka does not answer" in answers[3].json()["missing"]
            assert (await http.get("/healthz")).status_code == 200
            assert (await http.post("/v1/captures/web-form", json=event)).status_code == 202
