"""Brings Kafka's topics into the shape of topics/streams.py; see differences.py."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code

from hotlead.router.errors import TopicMissing, TopicRefused
from hotlead.router.kafka.topic_contents import REQUEST_TIMEOUT_MS, unreachable
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.provision.differences import (
    Difference,
    FoundTopic,
    Report,
    added_partitions,
    changed_configs,
    compare,
    wanted_configs,
)
from hotlead.router.settings import Settings
from hotlead.topics.streams import POLICIES, TopicSpec, topic_specs

log = logging.getLogger(__name__)

SETTLE_S = 20.0
POLL_S = 0.05
ALREADY_EXISTS = 36
SET_ON_THE_TOPIC = 1


async def apply_topics(
    settings: Settings, *, fix: bool = False, first_policy: Policy | None = None
) -> Report:
    """Makes what is missing, compares what is there, with `fix` mends what can be mended.

    Publishes `first_policy` (the defaults without one) when no policy is published yet.
    Raises KafkaUnreachable, TopicRefused.
    """
    specs = topic_specs(
        prefix=settings.topic_prefix,
        shards=settings.shards,
        partitions=settings.partitions,
        channels=settings.channels,
    )
    async with _admin(settings.kafka) as admin:
        before = await _found(admin, specs, await _described(admin))
        missing = [spec for spec in specs if spec.name not in before]
        await _make(admin, missing, settings.replication)
        settled = await _settle(admin, specs)
        differences, unchecked = await _differences(admin, specs, settings, settled)
        mended: list[Difference] = []
        if fix and any(one.cannot is None for one in differences):
            await _mend(admin, differences)
            settled = await _settle(admin, specs)
            left, _ = await _differences(admin, specs, settings, settled)
            mended = [one for one in differences if one not in left]
            differences = left
    published = await _first_policy(settings, first_policy)
    made = {spec.name for spec in missing}
    return Report(
        made=tuple(sorted(made)),
        kept=tuple(sorted(spec.name for spec in specs if spec.name not in made)),
        mended=tuple(mended),
        differences=tuple(differences),
        unchecked=tuple(unchecked),
        policy=published,
    )


async def compare_topics(settings: Settings) -> tuple[list[str], list[Difference]]:
    """Which topics are missing, and where the others differ; nothing is made or changed.

    Raises KafkaUnreachable.
    """
    specs = topic_specs(
        prefix=settings.topic_prefix,
        shards=settings.shards,
        partitions=settings.partitions,
        channels=settings.channels,
    )
    async with _admin(settings.kafka) as admin:
        described = await _described(admin)
        there = [spec for spec in specs if spec.name in described]
        differences, _unchecked = await _differences(admin, there, settings, described)
    return [spec.name for spec in specs if spec.name not in described], differences


@asynccontextmanager
async def _admin(kafka: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka, request_timeout_ms=REQUEST_TIMEOUT_MS)
    try:
        await admin.start()
        yield admin
    except (KafkaError, TimeoutError) as error:
        raise unreachable(kafka) from error
    finally:
        await admin.close()


async def _described(admin: AIOKafkaAdminClient) -> dict[str, Any]:
    return {topic["topic"]: topic for topic in await admin.describe_topics() if topic["partitions"]}


async def _found(
    admin: AIOKafkaAdminClient, specs: Sequence[TopicSpec], described: Mapping[str, Any]
) -> dict[str, FoundTopic]:
    there = [spec.name for spec in specs if spec.name in described]
    configs = await _configs(admin, there)
    return {
        name: FoundTopic(
            partitions=len(described[name]["partitions"]),
            replication=min(len(part["replicas"]) for part in described[name]["partitions"]),
            configs={key: value for key, (value, _) in configs.get(name, {}).items()},
        )
        for name in there
    }


async def _configs(
    admin: AIOKafkaAdminClient, names: Sequence[str]
) -> dict[str, dict[str, tuple[str, int]]]:
    """Each topic's configuration: value, and where it is set. Empty when the broker won't tell."""
    if not names:
        return {}
    wanted = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    try:
        answers: list[Any] = list(await admin.describe_configs(wanted))
    except KafkaError as error:
        log.debug("the broker describes no configuration: %r", error)
        return {}
    found: dict[str, dict[str, tuple[str, int]]] = {}
    for answer in answers:
        for code, _text, _kind, name, entries in answer.resources:
            if code == 0:
                found[name] = {entry[0]: (entry[1], entry[3]) for entry in entries}
    return found


async def _make(admin: AIOKafkaAdminClient, specs: Sequence[TopicSpec], replication: int) -> None:
    if not specs:
        return
    topics = [
        NewTopic(
            spec.name,
            spec.partitions,
            replication,
            topic_configs=wanted_configs(spec, replication),
        )
        for spec in specs
    ]
    answer: Any = await admin.create_topics(topics)
    for name, code, text in answer.topic_errors:
        if code not in (0, ALREADY_EXISTS):
            raise TopicRefused(f"Kafka made no topic {name}: {text or for_code(code).__name__}")


async def _settle(admin: AIOKafkaAdminClient, specs: Sequence[TopicSpec]) -> dict[str, Any]:
    """Awaits that all topics are known with a leader for each partition; returns how they are.

    Not to be asked again for that: another broker may not have heard of them yet.
    """
    deadline = time.monotonic() + SETTLE_S
    while True:
        described = await _described(admin)
        waiting = [
            spec.name
            for spec in specs
            if spec.name not in described
            or any(part["leader"] < 0 for part in described[spec.name]["partitions"])
        ]
        if not waiting:
            return described
        if time.monotonic() > deadline:
            raise TopicRefused(f"topic {waiting[0]} has no leader after {SETTLE_S:.0f} s")
        await asyncio.sleep(POLL_S)


async def _differences(
    admin: AIOKafkaAdminClient,
    specs: Sequence[TopicSpec],
    settings: Settings,
    described: Mapping[str, Any],
) -> tuple[list[Difference], list[str]]:
    found = await _found(admin, specs, described)
    differences: list[Difference] = []
    unchecked: list[str] = []
    for spec in specs:
        more, unknown = compare(
            spec,
            found[spec.name],
            prefix=settings.topic_prefix,
            replication=settings.replication,
        )
        differences += more
        unchecked += [f"{spec.name} {name}" for name in unknown]
    return differences, unchecked


async def _mend(admin: AIOKafkaAdminClient, differences: Sequence[Difference]) -> None:
    configs = changed_configs(differences)
    if configs:
        # The request replaces all that is set on a topic, so what else is set there goes along.
        now = await _configs(admin, list(configs))
        resources = [
            ConfigResource(
                ConfigResourceType.TOPIC,
                name,
                {k: v for k, (v, where) in now.get(name, {}).items() if where == SET_ON_THE_TOPIC}
                | change,
            )
            for name, change in configs.items()
        ]
        try:
            answers: list[Any] = list(await admin.alter_configs(resources))
        except KafkaError as error:
            raise TopicRefused(
                f"this broker cannot alter a topic's configuration: {error}"
            ) from error
        for answer in answers:
            for code, text, _kind, name in answer.resources:
                if code:
                    raise TopicRefused(
                        f"Kafka did not alter {name}: {text or for_code(code).__name__}"
                    )
    partitions = added_partitions(differences)
    if partitions:
        try:
            await admin.create_partitions(
                {name: NewPartitions(total) for name, total in partitions.items()}
            )
        except KafkaError as error:
            raise TopicRefused(f"Kafka added no partitions: {error}") from error


async def _first_policy(settings: Settings, policy: Policy | None) -> str | None:
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    deadline = time.monotonic() + SETTLE_S
    while True:
        try:
            await book.load()
            break
        except TopicMissing:  # the broker that was asked has not heard of it yet
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(POLL_S)
    if not book.empty:
        return None
    first = policy or Policy()
    await book.write(first)
    return first.version
