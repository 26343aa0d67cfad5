"""How long it took until all went on after a fault, and which instants a fault excuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.chaos.checker.history import Fault, History
from tests.chaos.checker.journal import Shard

SETTLING_MS = 30_000


@dataclass(frozen=True, slots=True)
class Window:
    """From a fault's beginning until all that it broke went on again, in ms."""

    began_ms: float
    healed_ms: float
    recovered_ms: float


def windows(history: History, shards: Mapping[int, Shard]) -> list[Window]:
    """One for each fault, in their order.

    A shard goes on when a capture is in its journal that was sent after the healing, for then all
    that had gathered before it is worked off; where owners changed because of the fault, one sent
    after the last of them opened the shard (within 30 s, or up to the next fault). A shard to which
    no more captures came goes on with its next entry. Sources go on when a capture that was sent
    after the healing is answered 202.
    """
    answered = [one for one in history.of("capture") if one.outcome == "ok"]
    sent = {one.capture: one.began_ms for one in answered}
    found = []
    for number, fault in enumerate(history.faults):
        later = [one.began_ms for one in history.faults[number + 1 :]]
        settled = min(
            [fault.healed_ms + SETTLING_MS, *(at for at in later if at > fault.healed_ms)]
        )
        again = [
            _goes_on(shard, fault, settled, sent) for shard in shards.values() if shard.entries
        ]
        again.append(
            min((c.ended_ms for c in answered if c.began_ms >= fault.healed_ms), default=None)
        )
        seen = [at for at in again if at is not None]
        found.append(Window(fault.began_ms, fault.healed_ms, max(seen, default=fault.healed_ms)))
    return found


def _goes_on(
    shard: Shard, fault: Fault, settled_ms: float, sent: Mapping[str, float]
) -> float | None:
    openings = [at for at in shard.openings_ms if fault.began_ms <= at <= settled_ms]
    since = max([fault.healed_ms, *openings])
    later = [entry for entry in shard.entries if entry.written_ms >= since]
    fresh = (e.written_ms for e in later if any(sent.get(c, 0) >= since for c in e.captures))
    return min(fresh, default=min((entry.written_ms for entry in later), default=None))


def excused_ms(found: Sequence[Window], since_ms: float, until_ms: float) -> float:
    """How much of that time lies in windows, where they overlap counted once."""
    excused, through = 0.0, since_ms
    for one in sorted(found, key=lambda window: window.began_ms):
        begins, ends = max(one.began_ms, through), min(one.recovered_ms, until_ms)
        excused += max(0.0, ends - begins)
        through = max(through, ends)
    return excused


def longest(found: Sequence[Window]) -> tuple[float | None, float | None]:
    """The longest recovery in seconds: from the healing, and from the fault's beginning."""
    if not found:
        return None, None
    return (
        round(max(one.recovered_ms - one.healed_ms for one in found) / 1000, 2),
        round(max(one.recovered_ms - one.began_ms for one in found) / 1000, 2),
    )
