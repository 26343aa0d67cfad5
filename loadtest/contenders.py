"""Who takes part: how each is started, and how its reps are made known to it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis

from hotlead.router.embedded.child import Child
from hotlead.router.settings import Settings
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.inbox import PresenceSet, RepRegistered, encode_inbox
from hotlead.topics.streams import INBOX
from loadtest.people import reps

PEERS: Final = "loadtest.peers"
PEERS_PYTHON: Final = "HOTLEAD_PEERS_PYTHON"
CAPACITY: Final = 1000
STOP_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Contender:
    """One router. `ours` is its promise: whether it reads inbox and journal as hotlead does.

    `arguments` follow the interpreter; a peer runs in the peers' own environment.
    """

    name: str
    title: str
    arguments: tuple[str, ...]
    ours: bool
    peer: bool = True

    @property
    def python(self) -> str:
        """The interpreter that it runs on."""
        return os.environ[PEERS_PYTHON] if self.peer else sys.executable


def _peer(module: str, title: str, *arguments: str) -> Contender:
    name = "_".join((module.removesuffix("_router"), *(a for a in arguments if a == "batch")))
    return Contender(name, title, ("-m", f"{PEERS}.{module}", *arguments), ours=False)


HOTLEAD: Final = Contender("hotlead", "hotlead", ("-m", "hotlead.agents"), ours=True, peer=False)
CONTENDERS: Final = (
    HOTLEAD,
    _peer("faust_idiom", "(a) Faust, plain", "worker"),
    Contender("hand_loop", "(b) by hand", ("-m", f"{PEERS}.hand_loop"), ours=True, peer=False),
    _peer("shortest_loop", "(b') shortest loop"),
    _peer("quixstreams_router", "(c) Quix Streams"),
    _peer("faststream_router", "(d) FastStream"),
    _peer("faststream_router", "(d) FastStream, batches", "batch"),
)


@asynccontextmanager
async def running(
    contender: Contender, settings: Settings, directory: Path, name: str = "worker"
) -> AsyncIterator[Child]:
    """The contender as a process of its own, ended afterwards."""
    given = settings.model_dump(exclude_defaults=True, exclude_none=True)
    told = {
        f"HOTLEAD_{field.upper()}": ",".join(value) if isinstance(value, tuple) else str(value)
        for field, value in given.items()
    }
    if contender.peer:  # where Faust and Quix Streams would put folders beside the sources
        told |= dict.fromkeys(("APP_DATADIR", "Quix__State__Dir"), str(directory / "peer-state"))
    command = [contender.python, *contender.arguments]
    child = Child(
        contender.title,
        command,
        directory / f"{contender.name}-{name}.log",
        env={**os.environ, **told, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield child
    finally:
        await asyncio.to_thread(child.stop, STOP_S)


async def make_reps(
    contender: Contender,
    settings: Settings,
    producer: AIOKafkaProducer,
    redis: "Redis",
    count: int,
    *,
    tenant: str = "main",
) -> None:
    """So many idle reps with room for all that comes, by the way that the contender reads them."""
    names = list(reps(count)) if tenant == "main" else [f"{tenant}-{rep}" for rep in reps(count)]
    if not contender.ours:
        key = f"{settings.redis_prefix}reps"
        await redis.zadd(key, dict.fromkeys(names, 0.0))
        return
    topic, sends = settings.topic(INBOX), []
    shard = shard_of(tenant, settings.shards)
    for name in names:
        rep = RepRegistered(
            action_id=f"r-{name}", by="bench", tenant=tenant, rep=name, pools=("main",),
            capacity=CAPACITY,
        )  # fmt: skip
        idle = PresenceSet(action_id=f"p-{name}", tenant=tenant, rep=name, presence="idle")
        sends += [
            await producer.send(topic, encode_inbox(event), partition=shard)
            for event in (rep, idle)
        ]
    await asyncio.gather(*sends)
