"""Whether the gateway lives, whether it can serve, and its metrics."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.context import Json, gateway_of
from hotlead.router.gateway.replies import Health
from hotlead.router.gateway.sessions import is_loopback


async def get_health(request: Request) -> Json:
    """200 unless the gateway stands still by its own fault; a store that is away is none."""
    stuck = gateway_of(request).liveness.stuck
    if stuck:
        return Json(Health(status="stuck", missing=stuck), status_code=503)
    return Json(Health(status="ok"))


async def get_ready(request: Request) -> Json:
    """200 when Kafka and Redis answer and the journal is followed, else 503 and what is missing."""
    missing = await gateway_of(request).readiness.missing()
    if missing:
        return Json(Health(status="not ready", missing=missing), status_code=503)
    return Json(Health(status="ok"))


async def get_metrics(request: Request) -> Response:
    """The metrics, here only when the gateway binds to the loopback address.

    Elsewhere they are on HOTLEAD_METRICS_HOST and HOTLEAD_METRICS_PORT, not on the public port.
    """
    gateway = gateway_of(request)
    if not is_loopback(gateway.settings.host):
        raise RequestRefused(404, "not_here", "metrics are on a port of their own")
    return Response(generate_latest(gateway.metrics.registry), media_type=CONTENT_TYPE_LATEST)
