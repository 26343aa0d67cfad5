"""What cannot be processed goes to the dead letters, raw and with its reason, and stops nothing."""

import orjson
from aiokafka.admin import AIOKafkaAdminClient

from hotlead.router.topics_apply import apply_topics
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
    await worker.await_line("inbox: attempt 1 failed, again")
    assert await site.committed("capture.web-form") == 0
    await apply_topics(site.settings)
    await site.taken(behind)
    letters = await site.dead_letters(3)
    assert {letter.raw for letter in letters} == {POISON}
    await site.holds()
