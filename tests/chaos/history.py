"""The history: what clients did and saw from outside, one JSON object a line.

An `invoke` is followed by exactly one of `ok` (it happened), `fail` (it surely did not) and `info`
(it may or may not have happened); the three bear the same `op`. What a client is told without
asking is an `ok` by itself. Fields that do not apply are left out.

process   who: `phone-r3`, `source-web-form`, `webhook`, `nemesis`
type, f   invoke, ok, fail, info; and what: capture, acknowledge, assignment, notice, fault, ...
op        the operation's id, the same in its invoke and its end
time      seconds since 1970 by the clock of this machine
status    of the HTTP response
tenant, lead, rep, epoch, channel, event_id, value
"""

import time
from collections import Counter
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import orjson

End = Literal["ok", "fail", "info"]


class Operation:
    """Something that a client began. Give it exactly one `end`."""

    def __init__(self, history: "History", process: str, f: str, op: str, known: Any) -> None:
        self._history, self._process, self._f, self._op = history, process, f, op
        self._known = known
        self.ended = False

    def end(self, kind: End, **fields: Any) -> None:
        """How it ended; what was known of it at first is written again."""
        assert not self.ended, f"{self._op} has ended already"
        self.ended = True
        self._history.write(self._process, kind, self._f, self._op, self._known | fields)


class History:
    """Writes the file. `counts` holds how many records there are of each (f, type)."""

    def __init__(self, path: Path) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.under_way = 0
        self._file = path.open("wb")
        self._numbers = count(1)

    def invoke(self, process: str, f: str, **fields: Any) -> Operation:
        """A client begins something."""
        op = f"{process}-{next(self._numbers)}"
        self.write(process, "invoke", f, op, fields)
        return Operation(self, process, f, op, fields)

    def told(self, process: str, f: str, **fields: Any) -> None:
        """A client is told something that it did not ask for."""
        self.write(process, "ok", f, None, fields)

    def write(self, process: str, kind: str, f: str, op: str | None, fields: Any) -> None:
        """One line; for `Operation`."""
        line = {"process": process, "type": kind, "f": f, "op": op, "time": time.time(), **fields}
        kept = {name: value for name, value in line.items() if value is not None}
        self._file.write(orjson.dumps(kept, option=orjson.OPT_APPEND_NEWLINE))
        self.counts[f, kind] += 1
        if op is not None:
            self.under_way += 1 if kind == "invoke" else -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()
