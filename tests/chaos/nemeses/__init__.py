"""Every nemesis, by its name."""

from typing import Final

from tests.chaos.nemeses.brokers import HungBroker, KillBroker, KillController
from tests.chaos.nemeses.clock import WrongClock
from tests.chaos.nemeses.links import CutKafka, CutRedis, RedisAway, ZombiePublisher
from tests.chaos.nemeses.nemesis import Nemesis
from tests.chaos.nemeses.records import DuplicateBatch, Fuzz, Poison
from tests.chaos.nemeses.redis import EmptyRedis, Failover, KillRedis, RedisFull
from tests.chaos.nemeses.workers import (
    JoinLeave,
    KillRecovery,
    KillWorker,
    PauseWorker,
    RollingRestart,
    TwoRecoveries,
)

NEMESES: Final[dict[str, type[Nemesis]]] = {
    kind.name: kind
    for kind in (
        KillWorker,
        RollingRestart,
        JoinLeave,
        PauseWorker,
        ZombiePublisher,
        KillBroker,
        KillController,
        HungBroker,
        CutKafka,
        CutRedis,
        RedisAway,
        KillRedis,
        EmptyRedis,
        Failover,
        RedisFull,
        WrongClock,
        Poison,
        Fuzz,
        DuplicateBatch,
        KillRecovery,
        TwoRecoveries,
    )
}
