"""All checks, side by side, each within its time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from redis.exceptions import RedisError

from hotlead.router.doctor.broker import (
    judge_level,
    judge_topics,
    look_at_broker,
)
from hotlead.router.doctor.calendars import judge_calendars, look_at_calendars
from hotlead.router.doctor.checks import Check, away, bad, ok
from hotlead.router.doctor.exposure import (
    judge_exposure,
    judge_port,
    judge_secrets,
    look_at_port,
)
from hotlead.router.doctor.software import look_at_software
from hotlead.router.doctor.store import judge_store, look_at_store, shown
from hotlead.router.errors import HotleadError, KafkaUnreachable, RedisUnreachable, TopicMissing
from hotlead.router.provision.apply import compare_topics
from hotlead.router.settings import Settings

TIMEOUT_S: Final = 10.0
ASK_S: Final = 4.0

Look = Callable[[Settings], Awaitable[list[Check]]]


async def examine(settings: Settings, timeout_s: float = TIMEOUT_S) -> list[Check]:
    """Every check, in the order in which they are shown."""
    looks: dict[str, Look] = {
        "software": _software,
        "settings": _exposure,
        "ports": _ports,
        "Kafka": _kafka,
        "Redis": _redis,
        "calendars": _calendars,
    }
    found = await asyncio.gather(
        *(_bounded(name, look, settings, timeout_s) for name, look in looks.items())
    )
    return [check for checks in found for check in checks]


async def _bounded(name: str, look: Look, settings: Settings, timeout_s: float) -> list[Check]:
    try:
        async with asyncio.timeout(timeout_s):
            return await look(settings)
    except TimeoutError:
        return [bad(name, f"no answer within {timeout_s:g} s", "see whether it is overloaded")]
    except HotleadError as error:
        return [bad(name, str(error), "mend that and run the doctor again")]


async def _software(_: Settings) -> list[Check]:
    return await asyncio.to_thread(look_at_software)


async def _exposure(settings: Settings) -> list[Check]:
    return [judge_secrets(settings), judge_exposure(settings)]


async def _ports(settings: Settings) -> list[Check]:
    asked = (
        ("HOTLEAD_PORT", settings.host, settings.port),
        ("HOTLEAD_METRICS_PORT", settings.metrics_host, settings.metrics_port),
    )
    states = await asyncio.gather(*(look_at_port(host, port, ASK_S) for _, host, port in asked))
    return [
        judge_port(variable, port, state)
        for (variable, _, port), state in zip(asked, states, strict=True)
    ]


async def _kafka(settings: Settings) -> list[Check]:
    try:
        level = await look_at_broker(settings.kafka, ASK_S)
        missing, differences = await compare_topics(settings)
    except KafkaUnreachable as error:
        return [away("Kafka", error, named=_named(settings, "kafka"))]
    return [
        ok("Kafka", f"answers at {settings.kafka}"),
        judge_level(level),
        judge_topics(missing, differences),
    ]


async def _redis(settings: Settings) -> list[Check]:
    try:
        facts = await look_at_store(settings.redis, ASK_S)
    except RedisUnreachable as error:
        return [away("Redis", error, named=_named(settings, "redis"))]
    return [ok("Redis", f"answers at {shown(settings.redis)}"), *judge_store(facts)]


async def _calendars(settings: Settings) -> list[Check]:
    try:
        named = await look_at_calendars(settings, ASK_S)
    except (KafkaUnreachable, TopicMissing, RedisError, OSError, ValueError):
        return []  # the checks of Kafka and Redis say it
    # A thread, as the libraries take half a second to load.
    return [await asyncio.to_thread(judge_calendars, named, settings.clock.today())]


def _named(settings: Settings, server: str) -> bool:
    return bool(getattr(settings, server) != Settings.model_fields[server].default)
