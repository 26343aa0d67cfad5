"""Connections to Redis: how they are made, and which process answers."""

from typing import Final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from hotlead.router.errors import ScriptFailed, StoreRestarted

RETRIES: Final = 1
CONNECTIONS_MAX: Final = 50


def text(value: bytes | str | None) -> str:
    """A reply of Redis as text; '' for none."""
    return value.decode() if isinstance(value, bytes) else value or ""


class StoreIdentity:
    """The Redis process that the shards were opened under, checked on every new connection."""

    def __init__(self) -> None:
        self.run_id: str | None = None

    async def check(self, connection: AbstractConnection) -> None:
        """Runs once for each connection, before its first command. Raises StoreRestarted.

        The connection is closed then: the pool would hand it out again as one that was checked.
        """
        await connection.on_connect()
        await connection.send_command("INFO", "server")
        run_id = _run_id(await connection.read_response())
        if self.run_id is not None and run_id != self.run_id:
            await connection.disconnect()
            raise StoreRestarted("Redis was restarted or replaced; the shard is opened anew")


def _run_id(info: bytes | str) -> str:
    for line in text(info).splitlines():
        if line.startswith("run_id:"):
            return line.removeprefix("run_id:").strip()
    raise ScriptFailed("INFO server names no run_id; use Redis 7 or Valkey")


def connect(url: str, identity: StoreIdentity | None = None, timeout_s: float = 5.0) -> "Redis":
    """A client for state. With an identity, a restarted Redis is noticed before the next script.

    An owner's client never sends a pipeline twice by itself: the second time its scripts would
    answer that they were skipped, and what the first one put into the outbox would go unseen. Who
    finds all connections in use waits for one, instead of being refused.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS_MAX,
        timeout=timeout_s,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        redis_connect_func=identity.check if identity is not None else None,
        retry=Retry(NoBackoff(), RETRIES if identity is None else 0),
    )
    return Redis.from_pool(pool)


async def run_id_of(redis: "Redis") -> str:
    """The id of the Redis process that answers."""
    return str((await redis.info("server"))["run_id"])
