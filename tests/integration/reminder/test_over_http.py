"""Reminders with real servers: a worker and a gateway that have them too, rebuild and audit."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from hotlead.router.audit import audit
from hotlead.router.audit.state import dump
from hotlead.router.embedded.running import Running
from hotlead.router.state.rebuild import rebuild_shards
from tests.integration.house import WAIT_S, gateway_at
from tests.integration.processes import Processes
from tests.integration.reminder.aggregate import WITH_REMINDERS
from tests.integration.worker.site import READY, SHARDS, TENANTS, Site, open_site

CALL = "/v1/reminders/call-back"


@pytest.fixture
async def site(
    kafka: Running, redis70: Running, valkey: Running, topic_prefix: str, processes: Processes
) -> AsyncIterator[Site]:
    """Served by a worker that has reminders too."""
    async with open_site(kafka.address, redis70.url, valkey.url, topic_prefix, processes) as opened:
        opened.workers.append(
            await processes.start(
                "-m", "tests.integration.reminder.worker", env=opened.env, ready_line=READY
            )
        )
        yield opened


@pytest.fixture
async def http(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A supervisor, at a gateway that has reminders too."""
    async with gateway_at(site.settings, WITH_REMINDERS) as (address, gateway, _):
        await asyncio.wait_for(gateway.tail.ready.wait(), WAIT_S)
        command = gateway.sessions.open_for_command(TENANTS[0])
        token, _session = gateway.sessions.open("supervisor", TENANTS[0], "sup")
        async with httpx.AsyncClient(base_url=address, timeout=WAIT_S) as client:
            client.headers["authorization"] = f"Bearer {command}"
            registered = await client.put("/v1/staff/sup", json={"role": "supervisor"})
            assert registered.status_code == 200, registered.text
            client.headers["authorization"] = f"Bearer {token}"
            yield client


async def test_people_ask_for_them_and_the_audit_holds(
    site: Site, http: httpx.AsyncClient, valkey: Running
) -> None:
    asked = {"due_ms": 1, "action_id": "a1"}
    for _ in range(2):
        answer = await http.put(CALL, json=asked)
        assert (answer.status_code, answer.json()["action_id"]) == (200, "a1")
    refused = await http.put(CALL, json={"due_ms": 1})
    assert (refused.status_code, refused.json()["error"]) == (409, "there_already")
    assert (await http.put(CALL, json={"due_ms": "soon"})).status_code == 422
    assert (await http.put(CALL, json=asked, headers={"authorization": ""})).status_code == 401
    await site.journal.until(lambda: site.journal.changes("reminder_fell_due"), "it fell due")
    assert (await http.post(f"{CALL}/done")).status_code == 200
    assert (await http.post("/v1/reminders/none/done")).status_code == 404
    paths = (await http.get("/openapi.json")).json()["paths"]
    assert {"/v1/reminders/{reminder}", "/v1/reminders/{reminder}/done"} <= paths.keys()

    await site.stop_workers()
    assert len(site.journal.changes("reminder_opened")) == 1
    report = await audit(site.settings, valkey.url, WITH_REMINDERS)
    assert report.findings == []
    before = await dump(site.redis, site.keys(), WITH_REMINDERS)
    assert before["reminder:call-back"]["state"] == "done"
    await rebuild_shards(site.settings, range(SHARDS), WITH_REMINDERS, from_start=True)
    assert await dump(site.redis, site.keys(), WITH_REMINDERS) == before
