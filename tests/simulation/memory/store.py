"""The data and the scripts of one store, both inside a Lua interpreter of this process."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from lupa import lua51
from redis.exceptions import NoScriptError, ResponseError

from tests.simulation.memory.typed import check_entries

LUA: Final = Path(__file__).parent
#: Garbage is collected less often than by default, and LuaJIT only interprets: its compiler gains
#: nothing on scripts that make their functions anew in each run.
TUNED: Final = b"collectgarbage('setpause', 400) if jit then jit.off() end"
RENAMED: Final = {b"FLUSHALL": b"FLUSHDB"}


def real_us() -> int:
    """This machine's time in microseconds, as Redis's TIME tells it."""
    return time.time_ns() // 1000


class MemoryStore:
    """What a Redis server holds. Commands are taken one by one, as there.

    `time_us` is what TIME tells. `lua` is Lua 5.1, which Redis runs, or LuaJIT, which speaks the
    same language and is twice as fast.
    """

    def __init__(self, time_us: Callable[[], int] = real_us, *, lua: Any = lua51) -> None:
        self.run_id = token_hex(20)
        runtime = lua.LuaRuntime(encoding=None, register_eval=False)
        runtime.execute(TUNED)
        self._type_of = lua.lua_type

        def load(name: str, *given: Any) -> Any:
            chunk = runtime.eval(b"function(text, name) return assert(loadstring(text, name)) end")
            return chunk((LUA / name).read_bytes(), b"@" + name.encode())(*given)

        values = load("values.lua")
        load("sorted.lua", values)
        self._server = load(
            "server.lua", values, load("cjson.lua", runtime.eval(b"newproxy()")), time_us
        )
        self._command, self._run = self._server[b"command"], self._server[b"run"]

    def execute(self, *args: bytes | str | float) -> Any:
        """One command, its reply as a client gets it. Raises ResponseError, NoScriptError."""
        parts = [encoded(arg) for arg in args]
        name = parts[0].upper()
        if name == b"EVALSHA":
            return self._evalsha(parts[1], parts[2:])
        if name == b"EVAL":
            return self._evalsha(self.load_script(parts[1]), parts[2:])
        if name == b"SCRIPT LOAD":
            return self.load_script(parts[1])
        if name == b"SCRIPT FLUSH":
            self._server[b"forget"]()
            return b"OK"
        if name == b"INFO":
            return b"# Server\r\nrun_id:" + self.run_id.encode() + b"\r\n"
        return self._answer(self._command(RENAMED.get(name, name), *parts[1:]))

    def load_script(self, text: bytes) -> bytes:
        """Compiles a script once; its SHA-1."""
        sha = hashlib.sha1(text).hexdigest().encode()  # noqa: S324
        if not self._server[b"knows"](sha):
            self._server[b"load"](sha, text)
        return sha

    def _evalsha(self, sha: bytes, args: list[bytes]) -> Any:
        if not self._server[b"knows"](sha):
            raise NoScriptError("No matching script.")
        reply = self._answer(self._run(sha, *args))
        check_entries(reply)
        return reply

    def written(self, key: bytes) -> int:
        """How often a key was written; what WATCH compares."""
        return int(self._server[b"written"](key))

    def copy(self) -> Any:
        """All data as they are now, for `put_back`."""
        return self._server[b"copy"]()

    def put_back(self, copy: Any) -> None:
        """The data are what they were when they were copied: a backup, or a replica that lags."""
        self._server[b"put_back"](copy)

    def _answer(self, result: Any) -> Any:
        """What a protected call of Lua returned: no tuple when that was nothing but success."""
        went_well, value = result if isinstance(result, tuple) else (result, None)
        if not went_well:
            raise ResponseError((value or b"").decode())
        return self._reply(value)

    def _reply(self, value: Any) -> Any:
        """A Lua value as Redis answers it: numbers are cut to whole ones, an array ends at nil."""
        if isinstance(value, bytes | int | None):
            return None if value is False else int(value) if value is True else value
        if isinstance(value, float):
            return int(value)
        if self._type_of(value) != "table":
            raise ResponseError("a script answered with what Redis cannot tell")
        status = value[b"ok"]
        if status is not None:
            return status
        parts = [value[i] for i in range(1, len(value) + 1)]
        if None in parts:
            parts = parts[: parts.index(None)]
        return [part if isinstance(part, bytes) else self._reply(part) for part in parts]


def encoded(arg: bytes | str | float) -> bytes:
    """An argument as it goes to Redis."""
    if isinstance(arg, bytes):
        return arg
    return arg.encode() if isinstance(arg, str) else repr(arg).encode()
