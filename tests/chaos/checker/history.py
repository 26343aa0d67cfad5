"""The clients' history, read: operations with their ends, what was told unasked, and faults."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.chaos.checker.journal import capture_key

Outcome = Literal["ok", "fail", "info"]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client asked, and how it ended. Instants in ms; one that never ended is `info`."""

    f: str
    op: str
    began_ms: float
    ended_ms: float
    outcome: Outcome
    fields: Line

    @property
    def capture(self) -> str:
        """Which capture it sent."""
        return capture_key(self.fields)


@dataclass(frozen=True, slots=True)
class Told:
    """What a client was told without asking."""

    f: str
    at_ms: float
    fields: Line


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault from its beginning to its healing."""

    nemesis: str
    began_ms: float
    healed_ms: float


@dataclass(slots=True)
class History:
    """`doubts` are holes that stand in the way of a verdict."""

    operations: list[Operation] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Operation]:
        """Operations of these kinds, in the order in which they ended."""
        return [operation for operation in self.operations if operation.f in kinds]


def read_history(lines: Iterable[Line], healed_ms: float) -> History:
    """The history from its lines. A fault without an end was healed at `healed_ms`."""
    history = History()
    open_: dict[str, Line] = {}
    seen: set[str] = set()
    for line in lines:
        op = line.get("op")
        if line["type"] == "invoke":
            if op is None or op in seen:
                history.doubts.append(f"operation {op} was begun twice, or has no id")
                continue
            seen.add(op)
            open_[op] = line
        elif op is None:
            history.told.append(Told(line["f"], _ms(line), line))
        elif op not in open_:
            history.doubts.append(f"operation {op} ended twice, or without a beginning")
        else:
            _end(history, open_.pop(op), line, healed_ms)
    for began in open_.values():
        _end(history, began, None, healed_ms)
    history.faults.sort(key=lambda fault: fault.began_ms)
    return history


def _end(history: History, began: Line, ended: Line | None, healed_ms: float) -> None:
    if began["f"] == "fault":
        nemesis = str(began.get("value", {}).get("nemesis", "fault"))
        until = max(_ms(began), _ms(ended) if ended else healed_ms)
        history.faults.append(Fault(nemesis, _ms(began), until))
        return
    outcome: Outcome = ended["type"] if ended else "info"
    until = _ms(ended) if ended else float("inf")
    fields = _fields(began, ended or {})
    history.operations.append(
        Operation(began["f"], began["op"], _ms(began), until, outcome, fields)
    )


def _fields(began: Line, ended: Line) -> Line:
    """What is known of it. The epoch asked for stays; a claim asks for none and is given one."""
    fields = began | ended
    answered = ended.get("answered_epoch", ended.get("epoch"))
    if answered is not None:
        fields["answered_epoch"] = answered
        fields["epoch"] = began.get("epoch", answered)
    return fields


def _ms(line: Line) -> float:
    return float(line["time"]) * 1000
