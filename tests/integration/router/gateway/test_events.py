"""Server-sent events: snapshot, changes, resumption, and an end."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from hotlead.router.gateway.streams import QUEUE_MAX
from hotlead.router.shard.tail import Followed
from hotlead.topics.journal import Entry
from tests.integration.house import Estate, House, gateway_at, read_event
from tests.whole_changes import whole


@asynccontextmanager
async def stream(
    house: House, path: str, by: str, last: str | None = None
) -> AsyncIterator[AsyncIterator[str]]:
    headers = house.bearer(by, "supervisor" if by == "sup" else "rep")
    if last is not None:
        headers["last-event-id"] = last
    async with house.http.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream"
        yield response.aiter_lines()


async def until(lines: AsyncIterator[str], kind: str) -> tuple[str, dict[str, Any]]:
    """The first change of this kind, and the id of its event."""
    while True:
        event = await read_event(lines)
        if event["event"] == "changes":
            for change in json.loads(event["data"])["changes"]:
                if change["kind"] == kind:
                    return event["id"], change


async def test_a_rep_is_told_a_snapshot_then_changes(house: House) -> None:
    await house.rep(house.kim)
    async with stream(house, f"/v1/reps/{house.kim}/events", house.kim) as lines:
        first = await read_event(lines)
        snapshot = json.loads(first["data"])
        assert first["event"] == "snapshot"
        assert snapshot["rep"]["presence"] == "idle"
        assert (snapshot["assignments"], snapshot["leads"]) == ([], [])
        lead = await house.capture("13800138000", visitor_id="v-1")
        place, change = await until(lines, "assigned")
        assert (change["lead"], change["masked"]) == (lead, "138****8000")
        shard, _, offset = place.partition(":")
        assert int(shard) >= 0
        assert int(offset) == (await house.change("assigned"))["offset"]
        # What happens to a lead that they have, they hear too.
        signal = {
            "event_id": "s",
            "visitor_id": "v-1",
            "kind": "page_dwell",
            "value": 200,
            "tenant": house.tenant,
        }
        await house.call("POST", "/v1/signals", body=signal)
        _, joined = await until(lines, "joined")
        assert "visitor" not in joined
    async with stream(house, f"/v1/reps/{house.kim}/events", house.kim) as lines:
        snapshot = json.loads((await read_event(lines))["data"])
        assert [one["lead"] for one in snapshot["assignments"]] == [lead]


async def test_another_reps_affairs_are_not_told(house: House) -> None:
    await house.rep(house.kim)
    await house.rep(house.lee, presence="busy")
    async with stream(house, f"/v1/reps/{house.lee}/events", house.lee) as lines:
        await read_event(lines)
        lead = await house.capture("13800138000")
        await house.change("assigned", lead=lead, rep=house.kim)
        await house.call("PUT", f"/v1/reps/{house.lee}/presence", house.lee, {"presence": "away"})
        event = await read_event(lines)
        assert lead not in event["data"]
        assert json.loads(event["data"])["changes"][0]["presence"] == "away"


async def test_last_event_id_resumes_by_the_journal(house: House) -> None:
    await house.rep(house.kim)
    async with stream(house, f"/v1/reps/{house.kim}/events", house.kim) as lines:
        await read_event(lines)
        lead = await house.capture("13800138000")
        place, assigned = await until(lines, "assigned")
    path = f"/v1/assignments/{lead}.{assigned['epoch']}/acknowledge"
    assert (await house.call("POST", path, house.kim)).status_code == 200
    async with stream(house, f"/v1/reps/{house.kim}/events", house.kim, last=place) as lines:
        event = await read_event(lines)
        assert event["event"] == "changes"
        kinds = [change["kind"] for change in json.loads(event["data"])["changes"]]
        assert "acknowledged" in kinds
        await house.call("PUT", f"/v1/reps/{house.kim}/presence", house.kim, {"presence": "away"})
        await until(lines, "presence_changed")
    shard = place.partition(":")[0]
    for wrong in ("", "x", f"{shard}:999999999", f"{int(shard) + 1}:1", "1:-1"):
        async with stream(house, f"/v1/reps/{house.kim}/events", house.kim, last=wrong) as lines:
            assert (await read_event(lines))["event"] == "snapshot"


async def test_supervisors_are_told_all_of_their_tenant(house: House) -> None:
    async with stream(house, "/v1/events", "sup") as lines:
        snapshot = json.loads((await read_event(lines))["data"])
        assert snapshot["stats"]["captured"] == 0
        lead = await house.capture("13800138000")
        _, captured = await until(lines, "captured")
        assert captured["lead"] == lead
        assert "identities" not in captured


async def test_a_client_that_does_not_take_is_dropped(house: House) -> None:
    await house.rep(house.kim)
    async with stream(house, f"/v1/reps/{house.kim}/events", house.kim) as lines:
        await read_event(lines)
        (client,) = next(iter(house.gateway.streams._clients.values()))
        change = {"kind": "presence_changed", "tenant": house.tenant, "rep": house.kim}
        entry = Entry(1, "s", "p", 1, 1, 1, "v", (whole(change),))
        for offset in range(QUEUE_MAX + 1):
            house.gateway.streams.hear(Followed(client.shard, offset, entry))
        assert client.lost
        # What was queued is still told, then the stream ends and the client comes again.
        events = [line async for line in lines if line.startswith("event")]
        assert len(events) == QUEUE_MAX


async def test_streams_end_when_the_gateway_stops(estate: Estate, house: House) -> None:
    await house.rep(house.kim)
    async with (
        gateway_at(estate.settings) as (address, gateway, server),
        httpx.AsyncClient(base_url=address) as http,
    ):
        await gateway.tail.ready.wait()
        headers = house.bearer(house.kim)
        async with http.stream("GET", f"/v1/reps/{house.kim}/events", headers=headers) as response:
            lines = response.aiter_lines()
            await read_event(lines)
            server.should_exit = True
            assert [line async for line in lines if line.startswith("event")] == []
