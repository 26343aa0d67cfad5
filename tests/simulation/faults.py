"""What goes wrong, drawn from the seed: each fault has a name, a likelihood, and what it does."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tests.simulation.agenda import MINUTE, SECOND
from tests.simulation.process import Process

if TYPE_CHECKING:
    from tests.simulation.world import World


def _soon(world: "World") -> int:
    """At which half of a request: often in the middle of a batch, sometimes at the very next."""
    return 1 + round(world.chance.expovariate(1 / 12))


def crash(world: "World") -> None:
    """The owner is killed; another worker has the shard after the session's time-out."""
    world.stage.plan(_soon(world), Process.kill)


def sleep(world: "World") -> None:
    """The owner sleeps past its session, and wakes when another may have the shard."""
    world.stage.plan(_soon(world), Process.fall_asleep)


def rival(world: "World") -> None:
    """For a moment two workers believe that Kafka gave them the shard."""
    world.stage.rival()


def redis_unsteady(world: "World") -> None:
    """Some requests to Redis fail, executed or not."""
    world.storm(redis=world.chance.choice((0.05, 0.3)))


def redis_away(world: "World") -> None:
    """No request to Redis succeeds."""
    world.storm(redis=1.0)


def kafka_unsteady(world: "World") -> None:
    """Some requests to Kafka fail, kept or not."""
    world.storm(kafka=world.chance.choice((0.05, 0.3)))


def kafka_away(world: "World") -> None:
    """No request to Kafka succeeds."""
    world.storm(kafka=1.0)


def store_emptied(world: "World") -> None:
    """Somebody empties Redis, between two requests of one batch."""
    world.stage.plan(_soon(world), lambda _: world.site.store.execute("FLUSHALL"))


def store_put_back(world: "World") -> None:
    """Redis is set back to an older copy: seconds, minutes or hours are gone.

    Mostly it restarts with it; now and then it is the same process.
    """
    copy, restarts = world.site.store.copy(), world.chance.random() < 0.7

    def falls_back(_: Process) -> None:
        world.site.store.put_back(copy)
        if restarts:
            world.new_run_id()
        else:
            world.fell_back_in_silence()

    def plan() -> None:
        world.trouble()
        world.stage.plan(_soon(world), falls_back)

    world.agenda.after(world.chance.choice((1, SECOND, 2 * MINUTE, 90 * MINUTE)), plan)


def store_restarted(world: "World") -> None:
    """Redis restarts with all its data."""
    world.stage.plan(_soon(world), lambda _: world.new_run_id())


def scripts_forgotten(world: "World") -> None:
    """Redis forgets the scripts."""
    world.stage.plan(_soon(world), lambda _: world.site.store.execute("SCRIPT FLUSH"))


def delivered_again(world: "World") -> None:
    """The last records of the inbox are delivered again."""
    world.again = world.chance.choice((1, 5, 60))


def unread(world: "World") -> None:
    """The inbox is not read for a while; timers are on their own."""
    world.unread_until = world.now + world.chance.choice((20, 45, 400)) * SECOND
    world.agenda.look_after(world.unread_until - world.now)


def recovery_killed(world: "World") -> None:
    """Redis is emptied and the owner killed; two who rebuild the shard are killed on their way."""
    world.site.store.execute("FLUSHALL")
    world.stage.plan(1, Process.kill)
    world.stage.fragile = 2


def garbage(world: "World") -> None:
    """A record that is no event of ours."""
    world.inbox.append(world.chance.choice((b"{", b"\xff\x00", b'{"kind":"capture"}')))


Fault = Callable[["World"], None]
FAULTS: Final[dict[Fault, float]] = {
    crash: 5,
    sleep: 4,
    rival: 1,
    redis_unsteady: 2,
    redis_away: 1,
    kafka_unsteady: 3,
    kafka_away: 1,
    store_emptied: 0.7,
    store_put_back: 1,
    store_restarted: 1,
    scripts_forgotten: 0.5,
    delivered_again: 2,
    unread: 2,
    recovery_killed: 0.4,
    garbage: 1,
}
"""Each fault with how often it is drawn, against the others."""


def draw(world: "World") -> None:
    """One fault, now."""
    (fault,) = world.chance.choices(list(world.mix), list(world.mix.values()))
    world.trouble()
    world.faults[fault.__name__] = world.faults.get(fault.__name__, 0) + 1
    fault(world)
