"""A Redis of one test's own, with an append-only file: killed, put back, started again."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import redis_missing, run_redis, run_valkey


class OwnRedis:
    """Debian's Redis, or Valkey where there is none. A context manager; its port stays the same."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._stack = ExitStack()
        self.running: Running = self._start(0)

    def _start(self, port: int) -> Running:
        run = run_redis if redis_missing() is None else run_valkey
        return self._stack.enter_context(run(self._data_dir, port, append_only=True))

    @property
    def url(self) -> str:
        """Where it is."""
        return self.running.url

    def kill(self) -> None:
        """SIGKILL. What was answered is in the file."""
        self.running.kill()

    def start(self) -> None:
        """Starts it again from its file."""
        port = self.running.port
        self._stack.close()
        self.running = self._start(port)

    def keep(self) -> None:
        """Copies the data as they are now."""
        shutil.copytree(self._data_dir, self._kept)

    def put_back(self) -> None:
        """While it is dead: the data are what they were when they were kept."""
        shutil.rmtree(self._data_dir)
        self._kept.rename(self._data_dir)

    @property
    def _kept(self) -> Path:
        return self._data_dir.with_name(f"{self._data_dir.name}-kept")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()
