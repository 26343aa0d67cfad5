"""Single records that stopped whole streams: each is set aside or read, and all else goes on."""

import random
import zlib

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from hotlead.router.dead_letters import show_letter
from hotlead.router.dead_letters.listing import list_letters
from hotlead.topics.streams import DEAD_LETTERS, INBOX, SIGNALS, capture_topic
from tests.fuzz.records import INBOX_EVENTS
from tests.integration.processes import Processes
from tests.integration.worker.site import READY, TENANTS, Site

WEB_FORM = capture_topic("web-form")
SMALL_BOUND = """
import runpy
from hotlead.router.kafka import grown_batches
grown_batches.GROWN_BYTES_MAX = 1 << 20
runpy.run_module("hotlead.agents", run_name="__main__")
"""


def body(event_id: str, **fields: object) -> bytes:
    contact = {"email": f"{event_id}@example.org"}
    return orjson.dumps({"event_id": event_id, "tenant": TENANTS[0], "contact": contact, **fields})


async def test_a_record_without_a_timestamp_is_taken_as_of_now(site: Site) -> None:
    await site.worker()
    await site.producer.send_and_wait(
        site.settings.topic(WEB_FORM), body("dateless"), partition=0, timestamp_ms=-1
    )
    visit = {"event_id": "s", "tenant": TENANTS[0], "visitor_id": "v", "kind": "visit"}
    await site.producer.send_and_wait(
        site.settings.topic(SIGNALS), orjson.dumps(visit), partition=0, timestamp_ms=-1
    )
    behind = await site.capture("behind")
    await site.taken(f"{TENANTS[0]}|web-form|dateless", behind)
    await site.holds()


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_what_senders_compress_is_read(site: Site, codec: str) -> None:
    await site.worker()
    async with AIOKafkaProducer(
        bootstrap_servers=site.settings.kafka, compression_type=codec
    ) as sender:
        await sender.send_and_wait(site.settings.topic(WEB_FORM), body("small", note="x" * 4096))
    await site.taken(f"{TENANTS[0]}|web-form|small", await site.capture("behind"))
    await site.holds()


async def test_a_record_larger_than_a_letter_is_kept_in_parts(site: Site) -> None:
    """Compressed it is small; as a letter it is larger than the dead letters' topic takes."""
    large = b"{" + zlib.compress(random.Random(1).randbytes(1_500_000)) * 4
    await site.worker()
    async with AIOKafkaProducer(
        bootstrap_servers=site.settings.kafka,
        compression_type="zstd",
        max_request_size=len(large) + 1000,
    ) as sender:
        await sender.send_and_wait(site.settings.topic(WEB_FORM), large, partition=0)
    await site.taken(await site.capture("behind"))
    [letter] = await site.dead_letters(1)
    assert (letter.reason, letter.parts > 1, letter.bytes_in_all) == ("bad_json", True, len(large))
    name = site.settings.topic(DEAD_LETTERS)
    [found] = (await list_letters(site.settings.kafka, name)).letters
    shown = await show_letter(site.settings.kafka, name, found.offset)
    assert shown.letter.raw == large
    await site.holds()


async def test_a_number_beyond_64_bits_stops_no_shard(site: Site) -> None:
    event = next(one for one in INBOX_EVENTS if one["kind"] == "notice_sent")
    raw = orjson.dumps(event).replace(b'"attempts":1', b'"attempts":' + b"7" * 30)
    await site.worker()
    await site.send(INBOX, raw, partition=0)
    await site.taken(
        await site.capture("first"), await site.capture("other", tenant=site.tenants[1])
    )
    [letter] = await site.dead_letters(1)
    assert (letter.reason, letter.raw) == ("unreadable", raw)
    await site.holds()


@pytest.mark.parametrize("topic", [WEB_FORM, SIGNALS, INBOX, "journal"])
async def test_a_batch_that_would_grow_too_large_is_set_aside_unpacked(
    site: Site, processes: Processes, topic: str
) -> None:
    await processes.start("-c", SMALL_BOUND, env=site.env, ready_line=READY)
    async with AIOKafkaProducer(
        bootstrap_servers=site.settings.kafka,
        compression_type="gzip",
        max_request_size=4 << 20,
    ) as sender:
        await sender.send_and_wait(site.settings.topic(topic), b"x" * (2 << 20), partition=0)
    await site.taken(await site.capture("behind"))
    [letter] = await site.dead_letters(1)
    assert len(letter.raw) < 10_000
    if topic != "journal":
        assert "when it is decompressed" in letter.detail
    await site.holds()
