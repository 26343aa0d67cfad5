"""The gateway's metrics on a port of their own, where its own may be reached by others."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotlead.router.errors import BadSetting
from hotlead.router.gateway.server import BoundedServer, inner
from hotlead.router.gateway.sessions import is_loopback
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings


@asynccontextmanager
async def metrics_port(settings: Settings, metrics: Metrics) -> AsyncIterator[None]:
    """Serves them unless the gateway's own port is on the loopback address. Raises BadSetting."""
    if is_loopback(settings.host):
        yield
        return

    async def serve(_request: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    app = Starlette(routes=[Route("/metrics", serve)])
    server = BoundedServer(app, inner(settings), lifespan="off")
    with _bound(settings) as listening:
        serving = asyncio.create_task(server.serve([listening]), name="metrics-port")
        try:
            yield
        finally:
            server.should_exit = True
            await serving


def _bound(settings: Settings) -> socket.socket:
    host, port = settings.metrics_host, settings.metrics_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise BadSetting(
            f"HOTLEAD_METRICS_PORT {port} cannot be used ({error.strerror}): does a worker on this"
            " machine have it? Give the gateway another"
        ) from None
