"""Whether the gateway lives, whether it can serve, and its metrics."""

import asyncio
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import LogError, RequestRefused
from hotlead.router.gateway.context import Json, gateway_of
from hotlead.router.gateway.replies import Health
from hotlead.router.gateway.sessions import is_loopback
from hotlead.router.journal.reader import LogReader
from hotlead.topics.streams import JOURNAL

LOOK_S: Final = 2.0


async def get_health(request: Request) -> Json:
    """200 unless the gateway stands still by its own fault; a store that is away is none."""
    stuck = gateway_of(request).liveness.stuck
    if stuck:
        return Json(Health(status="stuck", missing=stuck), status_code=503)
    return Json(Health(status="ok"))


async def get_ready(request: Request) -> Json:
    """200 when Kafka and Redis answer and the journal is followed, else 503 and what is missing."""
    gateway = gateway_of(request)
    missing = []
    if not gateway.tail.ready.is_set():
        missing.append("the journal is not caught up")
    try:
        async with asyncio.timeout(LOOK_S):
            await gateway.redis.ping()
    except (RedisError, TimeoutError, OSError):
        missing.append("Redis does not answer")
    journal = gateway.settings.topic(JOURNAL)
    try:
        async with (
            asyncio.timeout(LOOK_S),
            LogReader(gateway.settings.kafka, journal, timeout_s=LOOK_S) as reader,
        ):
            await reader.end(0)
    except (LogError, TimeoutError):
        missing.append("Kafka does not answer")
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
