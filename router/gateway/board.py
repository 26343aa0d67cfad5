"""What is seen at the board: the queue in its order, pools, escalations and the counts."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.gateway.answers import told
from hotlead.router.gateway.callers import at_board
from hotlead.router.gateway.context import Json, gateway_of, named
from hotlead.router.gateway.csv_tables import shown
from hotlead.router.gateway.customers import with_customers
from hotlead.router.gateway.escalated import escalated
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.gateway.replies import Pools, Queue
from hotlead.router.gateway.whole_numbers import whole
from hotlead.router.state.views.models import QueueRow
from hotlead.router.state.views.pools import waiting_count
from hotlead.router.state.views.queue import LIMIT, queue, standing_rows
from hotlead.router.state.views.team import stats

LIMIT_MAX: Final = 1000
OFFSET_MAX: Final = 1_000_000


async def get_queue(request: Request) -> Response:
    """What waits, the next to go first; `pool`, `channel`, `offset` and `limit` narrow it."""
    session, gateway = await at_board(request), gateway_of(request)
    pool, channel = request.query_params.get("pool"), request.query_params.get("channel")
    limit = number_of(request, "limit", LIMIT, (1, LIMIT_MAX))
    offset = number_of(request, "offset", 0, (0, OFFSET_MAX))
    named_pool = named(pool, "pool") if pool is not None else None
    place = gateway.place(session.tenant)
    named_channel = named(channel, "channel") if channel is not None else None

    async def read() -> tuple[list[QueueRow], int]:
        if named_channel is None:
            rows = await queue(place, pool=named_pool, limit=limit, offset=offset)
            total = await waiting_count(place, named_pool)
        else:
            standing = await gateway.glances.standing(place, named_channel, named_pool)
            rows = await standing_rows(place, standing[offset : offset + limit])
            total = len(standing)
        return await with_customers(place, session, rows), total

    rows, total = await told(gateway, session.tenant, read())
    return shown(request, Queue(leads=rows, total=total, offset=offset), rows, "queue")


async def get_pools(request: Request) -> Response:
    """Every pool at a glance."""
    session, gateway = await at_board(request), gateway_of(request)
    seen = gateway.glances.of(gateway.place(session.tenant))
    pools = await told(gateway, session.tenant, seen)
    return shown(request, Pools(pools=pools), pools, "pools")


async def get_escalations(request: Request) -> Response:
    """The rungs that fired last, and how their leads stand now."""
    session, gateway = await at_board(request), gateway_of(request)
    found = await told(gateway, session.tenant, escalated(gateway, session))
    return shown(request, found, found.escalations, "escalations")


async def get_stats(request: Request) -> Json:
    """The tenant's counts now."""
    session, gateway = await at_board(request), gateway_of(request)
    return Json(await told(gateway, session.tenant, stats(gateway.place(session.tenant))))


def number_of(request: Request, name: str, default: int, span: Sequence[int]) -> int:
    """A whole number of the query within its span. Raises RequestRefused (422)."""
    given = request.query_params.get(name)
    if given is None:
        return default
    least, most = span
    number = whole(given)
    if number is None or not least <= number <= most:
        raise one_invalid(name, f"must be a whole number from {least} to {most}")
    return number
