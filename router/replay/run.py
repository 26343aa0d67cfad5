"""A replay from end to end: rows become a timeline, servers start, the timeline is played."""

from collections.abc import Iterable, Mapping

import uvloop

from hotlead.router.clock import real_ms
from hotlead.router.errors import BadMap, NotEmpty
from hotlead.router.kafka.topic_contents import records_in
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.provision.apply import apply_topics
from hotlead.router.replay.order import Order, Outcome, Watcher
from hotlead.router.replay.play import Job, Play
from hotlead.router.replay.rows import read_rows
from hotlead.router.replay.servers import run_servers, run_worker
from hotlead.router.replay.timeline import make_timeline
from hotlead.router.settings import Settings, read_settings
from hotlead.topics.streams import JOURNAL, POLICIES


def run_replay(order: Order, watcher: Watcher, environ: Mapping[str, str]) -> Outcome:
    """Replays a file. Raises BadMap, NotEmpty and whatever keeps servers from starting."""
    the_map = order.map
    rows = read_rows(order.file, the_map.columns(), the_map.sheet)
    timeline = make_timeline(
        rows, the_map, seed=order.seed, rate=order.rate, speed=order.speed, limit=order.limit
    )
    job = Job(timeline, the_map.policy, the_map.tenant, the_map.reps.back_after_s)
    watcher.stage("starting Kafka and Redis")
    with run_servers(environ) as started:
        # The day's clock begins now.
        servers = started.with_clock(real_ms(), order.speed)
        settings = read_settings(servers.env)
        watcher.stage(f"making topics on {', '.join(servers.titles) or settings.kafka}")
        uvloop.run(prepare(settings, the_map.policy, (the_map.channel,), into=order.into))
        watcher.stage("starting a worker")
        with run_worker(servers) as worker:
            play = Play(job, settings=settings, watcher=watcher, worker=worker, servers=servers)
            return uvloop.run(play.run())


async def prepare(
    settings: Settings, policy: Policy, channels: Iterable[str], *, into: bool
) -> None:
    """Makes topics and publishes the policy. Raises BadMap, NotEmpty."""
    for channel in channels:
        if channel not in settings.channels:
            raise BadMap(f"channel {channel} is not in HOTLEAD_CHANNELS; add it")
    journal = settings.topic(JOURNAL)
    if not into and await records_in(settings.kafka, journal):
        raise NotEmpty(
            f"{journal} on {settings.kafka} holds records, and a replay would add its own for"
            " ever: set HOTLEAD_TOPIC_PREFIX and HOTLEAD_REDIS_PREFIX to names of their own, or"
            " say --into to replay into it all the same"
        )
    report = await apply_topics(settings, first_policy=policy)
    for one in report.differences:
        raise NotEmpty(
            f"topic {one.topic} has {one.property} {one.found}, not {one.wanted}:"
            " run `hotlead topics apply` to see all"
        )
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    if book.newest() != policy:
        await book.write(policy)
