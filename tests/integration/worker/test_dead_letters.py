"""What cannot be processed goes to the dead letters, raw and with its reason, and stops nothing."""

import orjson
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from hotlead.router.dead_letters.order import Order
from hotlead.router.dead_letters.replay import replay
from hotlead.router.provision.apply import apply_topics
from hotlead.topics.dead_letters import (
    Replayed,
    Taken,
    dead_letter,
    encode_dead_letter,
    encode_mark,
)
from hotlead.topics.streams import DEAD_LETTERS, INBOX, JOURNAL, SIGNALS
from tests.integration.worker.site import Site

POISON = b"\x00 not json"


async def test_a_poison_in_each_topic_stops_nothing(site: Site) -> None:
    topics = ("capture.call-center", SIGNALS, INBOX, JOURNAL)
    # In the journal also before anything of ours: no worker has opened a shard yet.
    for topic in topics:
        await site.send(topic, POISON, partition=0)
    await site.worker()
    first = await site.capture("first")
    await site.taken(first)
    await site.send(JOURNAL, orjson.dumps({"type": "entry", "stamp": []}), partition=0)
    for topic in topics:
        await site.send(topic, POISON, partition=0)
    await site.taken(await site.capture("second"))
    letters = {letter.id: letter for letter in await site.dead_letters(9)}.values()
    raw = [(letter.topic, letter.raw) for letter in letters if letter.raw == POISON]
    assert sorted(raw) == sorted((site.settings.topic(topic), POISON) for topic in topics * 2)
    assert {letter.reason for letter in letters} == {"bad_json", "unreadable"}
    assert all(letter.detail for letter in letters)
    await site.holds()
    await site.worker()
    await site.taken(await site.capture("third"))
    await site.holds()


async def test_nothing_is_acknowledged_while_dead_letters_cannot_be_kept(site: Site) -> None:
    name = site.settings.topic(DEAD_LETTERS)
    admin = AIOKafkaAdminClient(bootstrap_servers=site.settings.kafka)
    await admin.start()
    await admin.delete_topics([name])
    await admin.close()
    worker = await site.worker()
    await site.send("capture.web-form", POISON, partition=0)
    await site.send("capture.web-form", POISON, partition=1)
    behind = await site.capture("behind")
    await site.send(INBOX, POISON, partition=1)
    await worker.await_line("captures: attempt 1 failed, again")
    await worker.await_line("shard 1: attempt 1 failed")
    assert await site.committed("capture.web-form") == 0
    await apply_topics(site.settings)
    await site.taken(behind)
    letters = await site.dead_letters(3)
    assert {letter.raw for letter in letters} == {POISON}
    await site.holds()


async def test_a_capture_sent_back_after_the_fix_moves_across(site: Site) -> None:
    tenants = ",".join(site.tenants)
    await site.worker(HOTLEAD_TENANTS=site.tenants[0])
    known = await site.capture("known")
    unknown = await site.capture("unknown", tenant=site.tenants[1])
    await site.taken(known)
    [letter] = await site.dead_letters(1)
    assert letter.reason == "unknown_tenant"
    await site.stop_workers()
    report = await site.audit()
    assert report.findings == []
    checked = report.checked[1]
    # Sent back before the fix it is a new letter, and the audit finds it there.
    worker = await site.worker(HOTLEAD_TENANTS=site.tenants[0])
    assert (await replay(site.settings, Order())).sent.total() == 1
    await site.dead_letters(2)
    assert await worker.terminate() == 0
    report = await site.audit()
    assert (report.findings, report.checked[1]) == ([], checked + 1)
    await site.worker(HOTLEAD_TENANTS=tenants)
    assert (await replay(site.settings, Order())).sent.total() == 1
    await site.taken(unknown)
    assert (await replay(site.settings, Order())).chosen == 0
    await site.holds()


@pytest.mark.parametrize("replayed", [False, True])
async def test_the_audit_misses_a_capture_that_was_sent_back(site: Site, replayed: bool) -> None:
    body = {"event_id": "gone", "tenant": site.tenants[0], "contact": {"email": "a@example.org"}}
    letter = dead_letter(
        orjson.dumps(body),
        reason="bad_field",
        detail="",
        topic=site.settings.topic("capture.web-form"),
        partition=0,
        offset=0,
        at_ms=0,
    )
    await site.send(DEAD_LETTERS, encode_dead_letter(letter)[1])
    await site.send(DEAD_LETTERS, encode_mark(Taken(letter=0, run="r", at_ms=0)))
    if replayed:
        mark = Replayed(letter=0, run="r", at_ms=0, topic=letter.topic, partition=0, offset=9)
        await site.send(DEAD_LETTERS, encode_mark(mark))
    await site.worker()
    await site.taken(await site.capture("first"))
    await site.stop_workers()
    breaches = [finding.text for finding in (await site.audit()).findings]
    assert breaches == (["a capture of web-form was sent back and not taken"] if replayed else [])
