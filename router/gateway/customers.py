"""Names of customers in what the board is shown: in full for a supervisor, else the first sign."""

from collections.abc import Sequence
from typing import TypeVar

from hotlead.router.gateway.callers import BOARD
from hotlead.router.gateway.sessions import Session
from hotlead.router.privacy.masking import mask_name
from hotlead.router.state.views.contacts import customers
from hotlead.router.state.views.hand_over import Ringing, TeamRep
from hotlead.router.state.views.models import HeldLead, LeadView, QueueRow, RungView
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import team

Named = TypeVar("Named", QueueRow, LeadView, HeldLead, RungView, Ringing)


async def with_customers(place: Place, session: Session, views: Sequence[Named]) -> list[Named]:
    """The same views, with the names that this session may read; a rep's are left as they are."""
    if session.role not in BOARD:
        return list(views)
    known = await customers(place, sorted({view.lead for view in views}))
    if session.role != "supervisor":
        known = {lead: mask_name(name) for lead, name in known.items()}
    return [view.model_copy(update={"customer": known.get(view.lead)}) for view in views]


async def team_seen(place: Place, session: Session) -> list[TeamRep]:
    """The tenant's reps, with the names of those whose leads ring at them."""
    reps = await team(place)
    ringing = await with_customers(place, session, [one for rep in reps for one in rep.ringing])
    named = {one.lead: one for one in ringing}
    return [
        rep.model_copy(update={"ringing": [named[one.lead] for one in rep.ringing]}) for rep in reps
    ]
