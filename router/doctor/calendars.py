"""The calendars that hours name, and whether they know the year."""

from collections.abc import Mapping
from datetime import date

from hotlead.router.doctor.broker import look_at_broker
from hotlead.router.doctor.checks import Check, ok, warn
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.calendars import NO_DATA_MEND, no_data, without_data
from hotlead.router.settings import Settings
from hotlead.router.shard.connection import connect
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import rep_views
from hotlead.topics.streams import POLICIES


async def look_at_calendars(settings: Settings, timeout_s: float) -> dict[str, list[str]]:
    """Each calendar that is named, with who names it: pools of the newest policy, and reps.

    Raises KafkaUnreachable, TopicMissing, RedisError, OSError.
    """
    await look_at_broker(settings.kafka, timeout_s)
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    hours = [(f"pool {name}", pool.hours) for name, pool in book.newest().pools.items()]
    places = (settings.redis_prefix, settings.shards)
    redis = connect(settings.redis, timeout_s=timeout_s)
    try:
        for tenant in settings.tenants:
            reps = await rep_views(Place.of(redis, *places, tenant))
            hours += [(f"rep {rep.rep}", rep.hours) for rep in reps]
    finally:
        await redis.aclose()
    named: dict[str, list[str]] = {}
    for who, one in hours:
        if one.calendar is not None:
            named.setdefault(one.calendar, []).append(who)
    return named


def judge_calendars(named: Mapping[str, list[str]], today: date) -> Check:
    """Whether each knows this year, and from December on the next."""
    if lacks := list(without_data(named, today)):
        told = "; ".join(f"{no_data(one, year)} ({_who(named[one])})" for one, year in lacks)
        return warn("calendars", told, NO_DATA_MEND)
    if not named:
        return ok("calendars", "no hours name one: plain weeks, and dates of their own")
    return ok("calendars", ", ".join(f"{one} ({_who(who)})" for one, who in sorted(named.items())))


def _who(named: list[str]) -> str:
    more = len(named) - 3
    return ", ".join(named[:3]) + (f" and {more} more" if more > 0 else "")
