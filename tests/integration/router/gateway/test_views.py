"""What people and programs are shown."""

from hotlead.router.gateway.calls import calls
from hotlead.topics.streams import CHANNELS
from tests.integration.house import HOT, House

PLAIN = {"region": "shanghai"}
DEAR = HOT


async def test_the_queue_in_the_order_of_dispatch(house: House) -> None:
    cold = await house.capture("13800138001", attributes=PLAIN)
    warm = await house.capture("13800138002", attributes=DEAR)
    later = await house.capture("13800138003", attributes=PLAIN | {"budget": 120_000})
    rows = (await house.call("GET", "/v1/queue", "sup")).json()["leads"]
    assert [row["lead"] for row in rows] == [warm, later, cold]
    assert [row["place"] for row in rows] == [1, 2, 3]
    assert rows[0]["score"] > rows[1]["score"] > rows[2]["score"]
    assert rows[0]["asks"] == ["region:shanghai"]
    short = (await house.call("GET", "/v1/queue?limit=1&pool=main", "sup")).json()["leads"]
    assert [row["lead"] for row in short] == [warm]
    assert (await house.call("GET", "/v1/queue?limit=0", "sup")).status_code == 422
    # And the dispatch agrees.
    await house.rep(house.kim, capacity=3)
    order = [change["lead"] for change in house.heard if change["kind"] == "assigned"]
    assert order == [warm, later, cold]


async def test_the_counts_add_up(house: House) -> None:
    await house.rep(house.kim)
    for number in range(3):
        await house.capture(f"1380013800{number}")
    await house.capture("13800138000")
    stats = (await house.call("GET", "/v1/stats", "sup")).json()
    counts = {name: stats[name] for name in ("captured", "merged", "waiting", "assigned")}
    assert counts == {"captured": 4, "merged": 1, "waiting": 2, "assigned": 1}
    assert stats["imbalance"] == 0
    assert stats["reps"] == {"idle": 1, "busy": 0, "away": 0, "offline": 0}
    assert stats["reps_free"] == 0
    assert stats["oldest_wait_s"] >= 0


async def test_a_score_is_explained(house: House) -> None:
    lead = await house.capture(
        "13800138000", occurred_at="2026-01-05T09:30:00+08:00", visitor_id="v"
    )
    found = (await house.call("GET", f"/v1/leads/{lead}/explain", "sup")).json()
    assert found["weights"] == {"profile": 0.3, "heat": 0.5, "freshness": 0.2}
    assert found["points"] == {"region": 30, "budget": 40, "house_type": 30}
    parts = found["lead"]["parts"]
    assert parts["score"] == 0.3 * parts["profile"] + 0.2 * parts["freshness"]
    assert found["last_event"] == "capture"
    # It came late: what it lost before it was here is no part of its curve, nor told as a fall.
    assert found["why"]["en"].startswith("The score has stood at 30.0 since the last event")
    assert "分数保持 30.0：新鲜度已为 0" in found["why"]["zh"]
    assert [one["kind"] for one in found["history"]] == ["captured"]
    same = (await house.call("GET", f"/v1/leads/{lead}/history", "sup")).json()["entries"]
    assert found["history"] == same


async def test_probes_and_documents(house: House) -> None:
    assert (await house.call("GET", "/healthz")).json()["status"] == "ok"
    assert (await house.call("GET", "/readyz")).json()["status"] == "ok"
    metrics = await house.call("GET", "/metrics")
    assert metrics.status_code == 200
    assert 'hotlead_journal_records_total{verdict="valid"}' in metrics.text
    openapi = (await house.call("GET", "/openapi.json")).json()
    listed = {(m.upper(), path) for path, ways in openapi["paths"].items() for m in ways}
    assert listed == {(call.described.method, call.described.path) for call in calls()}
    asyncapi = (await house.call("GET", "/asyncapi.json")).json()
    addresses = {channel["address"] for channel in asyncapi["channels"].values()}
    prefix = house.gateway.settings.topic_prefix
    assert {f"{prefix}capture.{channel}" for channel in CHANNELS} <= addresses
    unknown = await house.call("GET", "/v2/anything")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_call")
    assert (await house.call("PATCH", "/v1/stats")).status_code == 405


async def test_every_response_has_the_headers(shared_house: House) -> None:
    for path in ("/healthz", "/v1/stats", "/nowhere"):
        headers = (await shared_house.call("GET", path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "server" not in headers


async def test_of_an_id_used_again_the_latest_is_told_and_the_earlier(house: House) -> None:
    """Three days cannot pass here: what the owner keeps of such an id is put beside the state."""
    place, name = house.gateway.place(house.tenant), f"{house.tenant}|web-form|order-1"
    leads = {f"{name}|new": "ld_0-9-9", f"{name}|old": "ld_0-9-1"}
    events, contact_of = place.keys.key("events"), place.keys.key("contact_of")
    await place.redis.hset(events, name, "new,old")
    for key, lead in leads.items():
        await place.redis.hset(contact_of, key, lead)
    try:
        told = await house.call("GET", "/v1/captures/web-form/order-1", "sup")
    finally:
        await place.redis.hdel(events, name)
        await place.redis.hdel(contact_of, *leads)
    known = {"channel": "web-form", "event_id": "order-1"}
    assert told.json() == known | {"lead": "ld_0-9-9", "earlier": ["ld_0-9-1"]}
