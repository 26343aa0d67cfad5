"""What a rep does with a lead: drawn from a seed, so that every run intends the same."""

from dataclasses import dataclass
from random import Random
from typing import Protocol

from hotlead.router.replay.maps import Duration, Response
from hotlead.router.replay.rows import Row


@dataclass(frozen=True, slots=True)
class Intent:
    """For one rep who holds a lead: seconds until the acknowledgement (None: never), seconds of
    talk after it, and the outcome that is recorded with the contact. One who declines does so
    instead of acknowledging."""

    acknowledge_s: float | None
    talk_s: float
    outcome: str
    declines: bool = False


class Treatment(Protocol):
    """How reps will treat one lead."""

    def intent(self, attempt: int, rep: str = "") -> Intent:
        """What a rep does to whom the lead goes as the `attempt`th, counted from 0."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How reps will treat the lead of a row. The first to hold it may be one who ignores it."""

    row: Row
    response: Response
    pool: str
    seed: str

    def intent(self, attempt: int, rep: str = "") -> Intent:
        """What the rep does to whom the lead goes as the `attempt`th; all reps do alike."""
        draw = Random(f"{self.seed}|{attempt}")
        ignored = draw.random() < self.response.ignored and attempt == 0
        acknowledge = _seconds(self.response.acknowledge, self.row, draw)
        talk = _seconds(self.response.talk, self.row, draw)
        pick, outcome = draw.random(), "open"
        for name, share in self.response.outcomes.get(self.pool, {}).items():
            pick -= share
            if pick < 0:
                outcome = name
                break
        return Intent(None if ignored else acknowledge, talk, outcome)


def _seconds(duration: Duration, row: Row, draw: Random) -> float:
    if duration.column is not None:
        seconds = row.amount(duration.column)
    else:
        seconds = draw.expovariate(1 / (duration.mean_s or 1.0))
    return min(duration.at_most_s, max(duration.at_least_s, seconds))
