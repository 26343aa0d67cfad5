"""What supervisors see: the queue in its order, and the counts."""

from typing import Final

from starlette.requests import Request

from hotlead.router.gateway.answers import told
from hotlead.router.gateway.bodies import Escalations, Queue
from hotlead.router.gateway.callers import supervisor
from hotlead.router.gateway.context import Json, gateway_of, named
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.state.views.leads import rung_views
from hotlead.router.state.views.queue import LIMIT, queue
from hotlead.router.state.views.team import stats

LIMIT_MAX: Final = 1000


async def get_queue(request: Request) -> Json:
    """What waits, the next to go first; `pool` and `limit` narrow it."""
    session = await supervisor(request)
    pool = request.query_params.get("pool")
    limit = request.query_params.get("limit", str(LIMIT))
    if not limit.isdigit() or not 1 <= int(limit) <= LIMIT_MAX:
        raise one_invalid("limit", f"must be a whole number from 1 to {LIMIT_MAX}")
    gateway = gateway_of(request)
    named_pool = named(pool, "pool") if pool is not None else None
    read = queue(gateway.place(session.tenant), pool=named_pool, limit=int(limit))
    return Json(Queue(leads=await told(gateway, session.tenant, read)))


async def get_escalations(request: Request) -> Json:
    """The rungs that fired, and how their leads stand now."""
    session, gateway = await supervisor(request), gateway_of(request)
    fired = gateway.history.rungs(session.tenant)
    read = rung_views(gateway.place(session.tenant), fired)
    return Json(Escalations(escalations=await told(gateway, session.tenant, read)))


async def get_stats(request: Request) -> Json:
    """The tenant's counts now."""
    session, gateway = await supervisor(request), gateway_of(request)
    return Json(await told(gateway, session.tenant, stats(gateway.place(session.tenant))))
