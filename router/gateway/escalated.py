"""The rungs that fired last: of the read store, and what was heard that it does not hold yet."""

from typing import Any

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.context import Gateway
from hotlead.router.gateway.customers import with_customers
from hotlead.router.gateway.history import RUNGS_EACH
from hotlead.router.gateway.replies import Escalations, Reach
from hotlead.router.gateway.sessions import Session
from hotlead.router.kpis.escalations import newest_rungs
from hotlead.router.state.views.rungs import rung_views


async def escalated(gateway: Gateway, session: Session) -> Escalations:
    """The tenant's newest rungs and how their leads stand, with the names the session may read."""
    place = gateway.place(session.tenant)
    fired, reach = await _fired(gateway, session.tenant)
    policy = await gateway.policies.of((await place.moment()).policy)
    views = await with_customers(place, session, await rung_views(place, fired, policy))
    return Escalations(escalations=views, reach=reach)


async def _fired(gateway: Gateway, tenant: str) -> tuple[list[dict[str, Any]], Reach]:
    """The tenant's newest rungs as the journal tells them, oldest first; and how far they go."""
    heard, reading = gateway.history.rungs(tenant), gateway.reading
    if reading is None:
        return heard, "since_start"
    try:
        stored = await reading.read(lambda store: newest_rungs(store, tenant, RUNGS_EACH))
    except RequestRefused:
        return heard, "filling"
    # The store follows by itself, a little later: what has just fired is heard before.
    rungs = {(one["lead"], one["episode"], one.get("n", 0)): one for one in (*stored, *heard)}
    return sorted(rungs.values(), key=lambda one: one["at_ms"])[-RUNGS_EACH:], "whole"
