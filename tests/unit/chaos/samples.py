"""Hand-made histories and journals: one lead's way, written as clients and Kafka would have it.

Instants are seconds from the beginning of the run.
"""

from itertools import count
from typing import Any

from tests.chaos.checker.check import judge
from tests.chaos.checker.verdict import ANOMALIES, Verdict

Line = dict[str, Any]
START_S = 1_700_000_000.0
LADDER = [
    {"name": "reminder", "after_s": 4, "does": ["remind"]},
    {"name": "reassign", "after_s": 8, "does": ["reassign"]},
    {"name": "supervisors", "after_s": 12, "does": ["open", "supervisors"]},
]
CAPTURE = {"tenant": "main", "channel": "web-form", "event_id": "e1"}


def ms(at: float) -> int:
    """The instant in ms since 1970."""
    return round((START_S + at) * 1000)


class Story:
    """One run on one shard, from which a verdict is asked."""

    def __init__(self) -> None:
        self.history: list[Line] = []
        self.journal: list[Line] = []
        self.facts: dict[str, Any] = {
            "ladder": LADDER,
            "hot": 72,
            "healed": START_S + 60,
            "ended": START_S + 60,
            "quiet": True,
        }
        self._ops, self._stamps = count(1), count(1)
        self._seq, self._tip, self._generation = 0, "", 0
        self.opened(0)

    # The history

    def did(
        self, f: str, at: float, until: float | None, outcome: str = "ok", **fields: Any
    ) -> None:
        """An operation and its end; without an end when `until` is None."""
        line = {"process": "p", "f": f, "op": f"op-{next(self._ops)}", **fields}
        self.history.append(line | {"type": "invoke", "time": START_S + at})
        if until is not None:
            self.history.append(line | {"type": outcome, "time": START_S + until})

    def told(self, f: str, at: float, **fields: Any) -> None:
        """Something told unasked."""
        line = {"process": "p", "type": "ok", "f": f, "time": START_S + at}
        self.history.append(line | fields)

    def captured(self, at: float = 1, event: str = "e1", lead: str = "ld1", **more: Any) -> None:
        """A capture sent, acknowledged and taken."""
        names = CAPTURE | {"event_id": event}
        self.did("capture", at - 0.1, at, **names)
        self.entry(at, {"kind": "captured", "lead": lead, **names, **more})

    def acknowledges(
        self, at: float, outcome: str = "ok", *, rep: str = "r1", epoch: str = "0-1", **more: Any
    ) -> None:
        """A rep acknowledges, and is answered a tenth of a second later."""
        known = {"lead": "ld1", "rep": rep, "epoch": epoch} | more
        self.did("acknowledge", at, at + 0.1, outcome, **known)

    def fault(self, at: float, healed: float | None) -> None:
        """A fault, and its healing."""
        self.did("fault", at, healed, value={"nemesis": "kill-worker"})

    # The journal

    def record(self, at: float, value: object) -> None:
        """Any record, as Kafka has it."""
        row = {"partition": 0, "offset": len(self.journal), "timestamp": ms(at), "value": value}
        self.journal.append(row)

    def opened(self, at: float) -> None:
        """A worker takes the shard over."""
        self._generation = len(self.journal)
        self.record(at, {"type": "opened", "id": "x", "worker": "w"})

    def made(self, at: float, *changes: Line, prev: str | None = None) -> Line:
        """An entry that would be valid here, not yet in the log."""
        return {
            "type": "entry",
            "seq": self._seq + 1,
            "stamp": f"s{next(self._stamps)}",
            "prev": self._tip if prev is None else prev,
            "generation": self._generation,
            "next": 0,
            "at": ms(at),
            "policy": "p",
            "changes": list(changes),
        }

    def entry(self, at: float, *changes: Line, written: float | None = None) -> None:
        """A valid entry, written when it was decided or later."""
        value = self.made(at, *changes)
        self._seq, self._tip = value["seq"], value["stamp"]
        self.record(at if written is None else written, value)

    def registered(self, rep: str = "r1", capacity: int = 1) -> None:
        """A rep."""
        self.entry(0.1, {"kind": "rep_registered", "rep": rep, "capacity": capacity})

    def change(self, kind: str, at: float, **fields: Any) -> None:
        """A change of lead ld1 with rep r1 under epoch 0-1, unless told otherwise."""
        given = {"kind": kind, "lead": "ld1", "rep": "r1", "epoch": "0-1", "episode": 1}
        self.entry(at, given | {"score": 50_000_000} | fields)

    def assigned(self, at: float = 1, **fields: Any) -> None:
        """The lead goes to a rep."""
        self.change("assigned", at, **fields)

    def taken(self, at: float, **fields: Any) -> None:
        """The rep has acknowledged."""
        self.change("acknowledged", at, **({"via": "acknowledge"} | fields))

    def hot(self, at: float = 1) -> None:
        """The hot clock starts."""
        self.change("hot", at, clock_at=ms(at))

    def rung(self, n: int, at: float, written: float | None = None, **fields: Any) -> None:
        """Rung n fires; it fell due when the ladder says, from a clock that started at 1 s.

        Whom it is to tell has a notice soon.
        """
        step = LADDER[n - 1]
        given = {"kind": "rung", "lead": "ld1", "n": n, "name": step["name"], "episode": 1}
        does = "+".join(step["does"])  # type: ignore[arg-type]
        due = {"due": ms(1 + float(str(step["after_s"]))), "does": does}
        change = given | due | fields
        self.entry(at, change, written=written)
        if "supervisors" in does:
            value = {"rung": step["name"], "id": f"rung-{len(self.journal)}", "to": "sup"}
            heard = (at if written is None else written) + 0.05
            self.told("notice", heard, lead=change["lead"], value=value)

    # The verdict

    def verdict(self) -> Verdict:
        """What the checker says."""
        return judge(self.history, self.journal, self.facts)

    def broken(self) -> dict[str, int]:
        """The anomalies found, with their counts."""
        counts = self.verdict().counts
        return {name: counts[name] for name in ANOMALIES if counts[name]}
