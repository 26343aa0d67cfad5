"""A demo from end to end: servers and worker start, the day is played, people look on."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol
from zoneinfo import ZoneInfo

import uvloop

from hotlead.router.clock import real_ms
from hotlead.router.demo.day import TENANT, Day, make_day
from hotlead.router.demo.policy import DEMO_POLICY
from hotlead.router.demo.supervisor import Supervisor
from hotlead.router.embedded.apache import JARS_VARIABLE, run_apache
from hotlead.router.embedded.tansu import run_tansu
from hotlead.router.replay.feeder import steady_ms
from hotlead.router.replay.order import Outcome, Watcher
from hotlead.router.replay.play import Job, Play, Scene
from hotlead.router.replay.run import prepare
from hotlead.router.replay.servers import run_servers, run_worker
from hotlead.router.settings import ENV_PREFIX, read_settings
from hotlead.router.shard.tail import Followed
from hotlead.router.state.views.place import Place
from hotlead.router.up.signals import stoppable
from hotlead.topics.journal.assignments import Assigned
from hotlead.topics.streams import CHANNELS

ZONE: Final = ZoneInfo("Asia/Shanghai")
# Of real time, from setting the clock to opening time: what a worker usually takes to start.
STARTING_S: Final = 9.0
BACK_AFTER_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. Hours are of the day in Shanghai."""

    speed: float
    seed: int
    opens_h: float
    closes_h: float
    kafka: Literal["tansu", "apache"]


class Onlooker(Watcher, Protocol):
    """Is told how far the demo is, and looks on while it plays."""

    def pushed(self, after_s: float) -> None:
        """The first lead went to a rep, so long after the start."""

    def looking(self, scene: Scene, place: Place, day: Day) -> AbstractAsyncContextManager[None]:
        """Looks on from the first event to the last."""


def run_demo(order: Order, onlooker: Onlooker, environ: Mapping[str, str]) -> Outcome:
    """Plays the day. Raises KeyboardInterrupt when stopped before the worker is there."""
    began_ms = steady_ms()
    day = make_day(seed=order.seed, opens_h=order.opens_h, closes_h=order.closes_h)
    # Servers of its own, whatever the installation at hand: nothing is left of a demo.
    env = {
        name: value
        for name, value in environ.items()
        if not name.startswith(ENV_PREFIX) or name == JARS_VARIABLE
    }
    env |= {"HOTLEAD_SHARDS": "1", "HOTLEAD_PARTITIONS": "1"}
    onlooker.stage("starting Kafka and Redis")
    runner = run_apache if order.kafka == "apache" else run_tansu
    with stoppable(), run_servers(env, runner) as started:
        onlooker.stage(f"making topics on {', '.join(started.titles)}")
        uvloop.run(prepare(read_settings(started.env), DEMO_POLICY, CHANNELS, into=True))
        opens_ms = _opening(order.opens_h)
        servers = started.with_clock(opens_ms - round(STARTING_S * 1000 * order.speed), order.speed)
        job = Job(
            day.timeline,
            DEMO_POLICY,
            TENANT,
            BACK_AFTER_S,
            opens_ms=opens_ms,
            closes_ms=day.closes_ms,
            company=lambda scene: _company(scene, day, order.seed, onlooker, began_ms),
        )
        onlooker.stage("starting a worker")
        with run_worker(servers) as worker:
            play = Play(
                job,
                settings=read_settings(servers.env),
                watcher=onlooker,
                worker=worker,
                servers=servers,
            )
            return uvloop.run(play.run())


def _opening(opens_h: float) -> int:
    """Opening time today, in UTC milliseconds.

    Where the worker is slower than we think, the day opens later, by as much.
    """
    today = datetime.fromtimestamp(real_ms() / 1000, ZONE)
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    return round((midnight + timedelta(hours=opens_h)).timestamp() * 1000)


@asynccontextmanager
async def _company(
    scene: Scene, day: Day, seed: int, onlooker: Onlooker, began_ms: float
) -> AsyncIterator[None]:
    """The supervisor, and the onlooker."""
    settings = scene.settings
    place = Place.of(scene.redis, settings.redis_prefix, settings.shards, TENANT)
    supervisor = Supervisor(scene, place, day, seed)

    def hear_first(followed: Followed) -> None:
        if any(isinstance(change, Assigned) for change in followed.entry.changes):
            scene.tail.unsubscribe(hear_first)
            onlooker.pushed((steady_ms() - began_ms) / 1000)

    scene.tail.subscribe(hear_first)
    scene.tail.subscribe(supervisor.hear)
    try:
        async with onlooker.looking(scene, place, day):
            yield
    finally:
        await supervisor.leave()
