"""Topics: made once, left alone after, differences told and mended where that loses nothing."""

import asyncio
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from hotlead.router.embedded.running import Running
from hotlead.router.errors import KafkaUnreachable
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.provision.apply import apply_topics
from hotlead.router.provision.differences import Difference, wanted_configs
from hotlead.router.settings import Settings
from hotlead.topics.streams import topic_specs
from tests.integration.router.topic_making import make_topic


@pytest.fixture
def settings(kafka: Running, topic_prefix: str) -> Settings:
    return Settings(kafka=kafka.address, topic_prefix=topic_prefix, shards=3, partitions=2)


async def described(settings: Settings) -> dict[str, int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        return {
            topic["topic"].removeprefix(settings.topic_prefix): len(topic["partitions"])
            for topic in await admin.describe_topics()
            if topic["topic"].startswith(settings.topic_prefix)
        }
    finally:
        await admin.close()


async def alter(settings: Settings, topic: str, configs: dict[str, str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        named = ConfigResource(ConfigResourceType.TOPIC, settings.topic(topic), configs)
        answers: list[Any] = list(await admin.alter_configs([named]))
        assert all(code == 0 for answer in answers for code, *_ in answer.resources)
        # The broker has it in its log, and knows it a moment later.
        asked = ConfigResource(ConfigResourceType.TOPIC, settings.topic(topic))
        async with asyncio.timeout(30):
            while True:
                told: list[Any] = list(await admin.describe_configs([asked]))
                if configs.items() <= {e[0]: e[1] for e in told[0].resources[0][4]}.items():
                    break
                await asyncio.sleep(0.05)
    finally:
        await admin.close()


async def test_made_once_then_nothing_changes(settings: Settings) -> None:
    first = await apply_topics(settings, first_policy=Policy(version="v1"))
    assert len(first.made) == 11
    assert (first.kept, first.differences, first.policy) == ((), (), "v1")
    there = await described(settings)
    assert {there["inbox"], there["journal"], there["snapshots"]} == {3}
    assert (there["capture.web-form"], there["policies"], there["dead-letters"]) == (2, 1, 1)
    again = await apply_topics(settings, first_policy=Policy(version="v2"))
    assert not again.changed
    assert (len(again.kept), again.differences) == (11, ())
    book = PolicyBook(settings.kafka, settings.topic("policies"))
    await book.load()
    assert book.versions == ("v1",)


async def test_the_default_policy_is_published(settings: Settings) -> None:
    assert (await apply_topics(settings)).policy == "default"


async def test_other_shards_are_told_and_never_mended(settings: Settings) -> None:
    await apply_topics(settings)
    more = settings.model_copy(update={"shards": 5})
    for fix in (False, True):
        report = await apply_topics(more, fix=fix)
        told = {one.topic.removeprefix(settings.topic_prefix): one for one in report.differences}
        assert set(told) == {"inbox", "journal", "snapshots"}
        assert (told["inbox"].found, told["inbox"].wanted) == ("3", "5")
        assert "HOTLEAD_SHARDS=3" in str(told["inbox"].cannot)
        assert report.mended == ()
    assert (await described(settings))["inbox"] == 3


async def test_partitions_grow_on_demand(settings: Settings, kafka: Running) -> None:
    await apply_topics(settings)
    more = settings.model_copy(update={"partitions": 4})
    assert {one.property for one in (await apply_topics(more)).differences} == {"partitions"}
    if kafka.product == "Tansu":
        pytest.skip("Tansu adds no partitions")
    report = await apply_topics(more, fix=True)
    assert report.differences == ()
    assert len(report.mended) == 6
    assert (await described(settings))["signals"] == 4
    fewer = await apply_topics(settings)
    assert all("HOTLEAD_PARTITIONS=4" in str(one.cannot) for one in fewer.differences)


async def test_a_configuration_is_mended_and_the_rest_of_it_kept(
    settings: Settings, kafka: Running
) -> None:
    if kafka.product == "Tansu":
        pytest.skip("Tansu alters no configuration")
    await apply_topics(settings)
    specs = topic_specs(prefix=settings.topic_prefix, shards=3, partitions=2)
    own = next(spec for spec in specs if spec.name == settings.topic("journal"))
    now = wanted_configs(own, 1) | {"retention.ms": "1000", "segment.bytes": "1048576"}
    await alter(settings, "journal", now)
    wrong = Difference(settings.topic("journal"), "retention.ms", "1000", "-1")
    assert (await apply_topics(settings)).differences == (wrong,)
    report = await apply_topics(settings, fix=True)
    assert (report.differences, report.mended) == ((), (wrong,))
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    named = ConfigResource(ConfigResourceType.TOPIC, settings.topic("journal"))
    answers: list[Any] = list(await admin.describe_configs([named]))
    await admin.close()
    configs = {entry[0]: entry[1] for entry in answers[0].resources[0][4]}
    assert configs["segment.bytes"] == "1048576"


async def test_a_topic_made_by_hand_is_compared(settings: Settings) -> None:
    await make_topic(settings.kafka, settings.topic("policies"), partitions=2, cleanup="delete")
    report = await apply_topics(settings)
    told = {one.property: one for one in report.differences}
    assert told["cleanup.policy"].found == "delete"
    assert "one partition" in str(told["partitions"].cannot)


async def test_no_broker_is_told() -> None:
    with pytest.raises(KafkaUnreachable, match=r"127\.0\.0\.1:1.*HOTLEAD_KAFKA"):
        await apply_topics(Settings(kafka="127.0.0.1:1"))
