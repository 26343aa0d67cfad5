"""Records of a newer hotlead: the shard goes to the worker that knows them, the others stay."""

import asyncio

import httpx
import orjson

from hotlead.router.embedded.ports import pick
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.inbox import CaptureReceived, encode_inbox
from hotlead.topics.inbox_records import HEADER, VERSION, version_header
from hotlead.topics.streams import INBOX
from tests.integration.processes import Processes
from tests.integration.worker.site import READY, SHARDS, TENANTS, Site

NEWER = f"""
import runpy
from hotlead.topics import inbox_records
inbox_records.VERSION = {VERSION + 1}
runpy.run_module("hotlead.agents", run_name="__main__")
"""
SHARD = shard_of(TENANTS[0], SHARDS)


def capture(event_id: str) -> bytes:
    return encode_inbox(
        CaptureReceived(
            tenant=TENANTS[0],
            channel="web-form",
            event_id=event_id,
            contact_id=f"c-{event_id}",
            at_ms=1,
            received_ms=1,
            contact={"email": f"{event_id}@example.org"},
            masked="x***",
            identities=(event_id,),
        )
    )


async def write(site: Site, value: bytes, version: int, key: str) -> None:
    headers = [(HEADER, version_header(value, version, key.encode()))]
    await site.producer.send_and_wait(
        site.settings.topic(INBOX), value, partition=SHARD, headers=headers
    )


async def test_a_shard_goes_to_the_worker_that_knows_its_records(
    site: Site, processes: Processes
) -> None:
    port, key = pick(0, "worker"), site.settings.identity_key
    old = await site.worker(HOTLEAD_METRICS_PORT=str(port))
    await write(site, capture("forged"), VERSION + 1, "another key of some length")
    await write(site, capture("known"), VERSION, key)
    await write(site, capture("newer"), VERSION + 1, key)
    await write(site, capture("behind"), VERSION, key)
    await old.await_line(f"shard {SHARD} stays closed: inbox record 2 is of version {VERSION + 1}")
    name = f"{TENANTS[0]}|web-form|"
    await site.taken(f"{name}known")
    [letter] = await site.dead_letters(1)
    assert letter.detail == "of a version that this hotlead neither knows nor wrote"
    # Nobody else is there: it stays closed, and says what it waits for. The others go on.
    await site.taken(await site.capture("elsewhere", tenant=TENANTS[1]))
    async with httpx.AsyncClient() as http, asyncio.timeout(30):
        while True:
            ready = await http.get(f"http://127.0.0.1:{port}/readyz")
            if f"version {VERSION + 1}, and this hotlead knows {VERSION}" in ready.text:
                break
    assert ready.status_code == 503
    assert not {f"{name}newer", f"{name}behind"} & site.journal.taken.keys()

    newer = await processes.start("-c", NEWER, env=site.env, ready_line=READY)
    await newer.await_line(f"shard {SHARD} open")
    await site.taken(f"{name}newer", f"{name}behind")
    assert f"shard {1 - SHARD} open" not in newer.output
    await site.taken(await site.capture("again", tenant=TENANTS[1]))
    assert await newer.terminate() == 0
    assert orjson.loads(letter.raw)["event_id"] == "forged"
