"""How long customers waited for the first contact, in plain time and in their pool's open time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hotlead.router.kpis.openings import Openings
from hotlead.router.kpis.rounds import Round
from hotlead.router.kpis.summary import percentile

DAY_MS: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Response:
    """From the first capture to the first contact, in ms; `open_ms` of it the pool was open."""

    ms: int
    open_ms: int


def response(one: Round, openings: Openings, rep: str | None = None) -> Response | None:
    """That of a round; None as long as there is no contact.

    With a rep, from when they were given the lead, and None when the first contact is another's:
    nobody is charged with the time that a lead was with a colleague.
    """
    touch = one.first_touch
    if touch is None or rep not in (None, touch[0]):
        return None
    at_ms, since = touch[1], one.captured_at
    if rep is not None:
        given = one.given_to(rep, at_ms)
        since = one.captured_at if given is None else given
    return Response(at_ms - since, openings.between(one.shard, one.pool, since, at_ms))


@dataclass(frozen=True, slots=True)
class Responses:
    """Those of some leads."""

    found: Sequence[Response]

    def p_s(self, percent: float, *, in_hours: bool = False) -> float | None:
        """A percentile in seconds; None when there is none."""
        spans = [one.open_ms if in_hours else one.ms for one in self.found]
        ms = percentile(spans, percent)
        return None if ms is None else ms / 1000

    def within_a_day(self, *, in_hours: bool = False) -> int:
        """How many took at most 24 h."""
        return sum((one.open_ms if in_hours else one.ms) <= DAY_MS for one in self.found)


def responses(found: Sequence[Round], openings: Openings, rep: str | None = None) -> Responses:
    """Of all rounds that have one."""
    each = (response(one, openings, rep) for one in found)
    return Responses([one for one in each if one is not None])
