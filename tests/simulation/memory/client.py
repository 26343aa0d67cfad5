"""redis-py's own client on a store in memory: only the wire between them is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from redis.asyncio.client import Pipeline, Redis
from redis.exceptions import ResponseError, WatchError

from tests.simulation.memory.store import MemoryStore, encoded


class MemoryRedis(Redis):
    """An asyncio client. It never connects; commands and answers take redis-py's own forms."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(protocol=2)
        self.store = store

    async def round_trip(self) -> None:
        """What lies between a request and its execution, and between that and its answer."""

    def answer(self, args: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """Executes one command and gives its reply the form that redis-py gives it."""
        reply = self.store.execute(*args)
        shape = self.response_callbacks.get(args[0])
        if shape is None:
            return reply
        # `keys` are for redis-py's own cache.
        return shape(reply, **{name: value for name, value in options.items() if name != "keys"})

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """One command."""
        await self.round_trip()
        reply = self.answer(args, options)
        await self.round_trip()
        return reply

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> "MemoryPipeline":
        """Commands that are sent at once."""
        return MemoryPipeline(self, transaction)


class MemoryPipeline(Pipeline):
    """A pipeline, and the WATCH, MULTI and EXEC of one."""

    def __init__(self, client: MemoryRedis, transaction: bool) -> None:
        super().__init__(client.connection_pool, client.response_callbacks, transaction, None)
        self._client = client
        self._watched: dict[bytes, int] = {}

    async def immediate_execute_command(self, *args: Any, **options: Any) -> Any:
        """WATCH, and what is asked after it before MULTI."""
        if args[0] != "WATCH":
            return await self._client.execute_command(*args, **options)
        await self._client.round_trip()
        self.watching = True
        names = [encoded(name) for name in args[1:]]
        self._watched |= {name: self._client.store.written(name) for name in names}
        return True

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        """All that was queued, at once. Raises WatchError when a watched key was written."""
        commands, watched = self.command_stack, self._watched
        self.command_stack, self._watched = [], {}
        self.watching = self.explicit_transaction = False
        await self._client.round_trip()
        if any(self._client.store.written(name) != seen for name, seen in watched.items()):
            raise WatchError("Watched variable changed.")
        replies = [self._one(args, options) for args, options in commands]
        await self._client.round_trip()
        if raise_on_error:
            self.raise_first_error(commands, replies)
        return replies

    def _one(self, args: Sequence[Any], options: Mapping[str, Any]) -> Any:
        try:
            return self._client.answer(args, options)
        except ResponseError as error:
            return error
