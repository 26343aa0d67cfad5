"""How a supervisor may give each rep a lead: what router/leads/lua/parts/62_by_hand.lua decides."""

from collections.abc import Sequence

from pydantic import BaseModel

from hotlead.router.state.views.leads import parts_at
from hotlead.router.state.views.models import RepView
from hotlead.router.state.views.place import Place, number, text
from hotlead.topics.inbox import AgainstHandOver, WithoutRoom


class Ringing(BaseModel):
    """A lead that rings at a rep and is not taken yet; `customer` as in a row of the queue."""

    lead: str
    masked: str
    customer: str | None = None
    score: float
    hot_at_ms: int | None
    assigned_at_ms: int


class HandOverWays(BaseModel):
    """How a supervisor may give a rep a lead now: the values of `without_room` that work.

    `refused` is what stands against a plain hand-over, null when nothing does; the ways are none
    for who is offline, since nothing would ring.
    """

    refused: AgainstHandOver | None
    ways: list[WithoutRoom]


class TeamRep(RepView):
    """One rep as the board sees them: with what rings there, the first to make way first."""

    ringing: list[Ringing]
    hand_over: HandOverWays


def ways_to(rep: RepView) -> HandOverWays:
    """What stands against a plain hand-over to the rep, and what works instead."""
    if rep.presence == "offline":
        return HandOverWays(refused="offline", ways=[])
    against: list[AgainstHandOver] = []
    if rep.presence_set == "away":
        against.append("away")
    if not rep.on_shift:
        against.append("off_shift")
    if rep.wrap_until_ms is not None:
        against.append("wrap_up")
    if against:
        return HandOverWays(refused=against[0], ways=["over"])
    room = rep.capacity - rep.live - rep.uncontacted
    places = room if rep.open_leads_max is None else rep.open_leads_max - rep.open_leads
    missing = 1 - min(room, places)
    if missing < 1:
        return HandOverWays(refused=None, ways=["refuse"])
    ways: list[WithoutRoom] = ["over"]
    if missing <= rep.live:
        ways.append("replace")
    return HandOverWays(refused="no_room" if room < 1 else "too_many_open", ways=ways)


async def ringing_at(place: Place, reps: Sequence[str]) -> dict[str, list[Ringing]]:
    """What rings at these reps and is not taken, in the order in which it makes way."""
    now_ms = (await place.moment()).now_ms
    pipe = place.redis.pipeline(transaction=False)
    for rep in reps:
        pipe.smembers(place.keys.key("live", rep))
    live = [[text(lead) for lead in leads] for leads in (await pipe.execute() if reps else [])]
    rows = await place.hashes("lead", [lead for leads in live for lead in leads])
    found = {
        rep: [
            Ringing(
                lead=lead,
                masked=rows[lead]["masked"],
                score=parts_at(rows[lead], now_ms).score,
                hot_at_ms=number(rows[lead], "hot_at"),
                assigned_at_ms=at_ms,
            )
            for lead in leads
            # Gone from the rep between the two reads, it does not ring there.
            if lead in rows and (at_ms := number(rows[lead], "assigned_at")) is not None
        ]
        for rep, leads in zip(reps, live, strict=True)
    }
    for leads in found.values():
        leads.sort(key=_makes_way)
    return found


def _makes_way(one: Ringing) -> tuple[bool, float, int, str]:
    return one.hot_at_ms is not None, one.score, -one.assigned_at_ms, one.lead
