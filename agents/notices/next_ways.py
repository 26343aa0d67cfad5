"""By which ways each notice is told, and which comes next when these fail.

A person is told by the next of their channels once all that they were told by so far fail, and
none has taken it. For supervisors who have none left, and of whom none was reached, the duty
managers are told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from hotlead.agents.notices.notice import Notice
from hotlead.agents.notices.whom import Addressed, Whom
from hotlead.topics.inbox import NoticeResult

State = Literal["open", "failing", "failed", "over"]
OVER: frozenset[NoticeResult] = frozenset({"accepted", "obsolete"})


@dataclass(slots=True)
class _Telling:
    """One change that people are told of: the state of each way, by person and channel."""

    ways: dict[tuple[str, str], State] = field(default_factory=dict)

    def of(self, person: str) -> set[State]:
        return {state for (to, _), state in self.ways.items() if to == person}


class NextWays:
    """Forgets a change as soon as all its ways have ended."""

    def __init__(self, whom: Whom) -> None:
        self._whom = whom
        self._tellings: dict[str, _Telling] = {}

    def __len__(self) -> int:
        return len(self._tellings)

    def begun(self, notice: Notice, channel: str) -> bool:
        """Notes that it is told by this way; False when it is being told by it already."""
        ways = self._tellings.setdefault(notice.change_id, _Telling()).ways
        if ways.get((notice.to, channel)) in ("open", "failing"):
            return False
        ways[notice.to, channel] = "open"
        return True

    def failing(self, notice: Notice, channel: str) -> list[Addressed]:
        """It has failed for a while, and is tried on: whom to tell by what beside it."""
        return self._next(notice, channel, "failing")

    def ended(self, notice: Notice, channel: str, result: NoticeResult) -> list[Addressed]:
        """It is told by this way no more: whom to tell by what instead."""
        nexts = self._next(notice, channel, "over" if result in OVER else "failed")
        if result == "given_up":
            nexts = []  # too old for any
        ways = self._tellings[notice.change_id].ways
        if not nexts and not {"open", "failing"} & set(ways.values()):
            del self._tellings[notice.change_id]
        return nexts

    def _next(self, notice: Notice, channel: str, state: State) -> list[Addressed]:
        telling = self._tellings[notice.change_id]
        before = telling.ways.get((notice.to, channel))
        telling.ways[notice.to, channel] = state
        # What was failing has had its next way; and one that somebody has is told no further.
        if state == "over" or before == "failing" or {"open", "over"} & telling.of(notice.to):
            return []
        return list(self._after(notice, telling))

    def _after(self, notice: Notice, telling: _Telling) -> Iterator[Addressed]:
        for person, channel in self._whom.channels_of(notice):
            if (person.id, channel.url) not in telling.ways:
                yield person, channel, notice
                return
        if {"open", "over"} & set(telling.ways.values()):
            return
        for person, channel in self._whom.above(notice):
            if not telling.of(person.id):
                yield person, channel, replace(notice, id=notice.id_to(person.id), to=person.id)
