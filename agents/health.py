"""A worker's own port: /metrics, /healthz (is it alive?), /readyz (does it serve its shards?).

A broker or a Redis that is away makes it not ready, and never unhealthy: a restart would bring
neither back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from hotlead.router.gateway.server import BoundedServer, inner
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings

LOOP_LOOK_S = 0.5


class Health:
    """Serves the probes: `stuck` lists reasons to restart, `waiting` reasons not to be ready."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        *,
        stuck: Callable[[], list[str]],
        waiting: Callable[[], Awaitable[list[str]]],
        before_scrape: Callable[[], None],
    ) -> None:
        self._metrics, self._stuck, self._waiting = metrics, stuck, waiting
        self._before_scrape = before_scrape
        app = Starlette(
            routes=[
                Route("/metrics", self._serve_metrics),
                Route("/healthz", self._healthz),
                Route("/readyz", self._readyz),
            ]
        )
        self._server = BoundedServer(app, inner(settings), log_level="warning", lifespan="off")
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Serves from now on."""
        self._tasks = [
            asyncio.create_task(self._server.serve()),
            asyncio.create_task(self._measure_loop()),
        ]

    async def stop(self) -> None:
        """Closes the port."""
        self._server.should_exit = True
        self._tasks[1].cancel()
        await asyncio.wait(self._tasks, timeout=2)

    async def _measure_loop(self) -> None:
        while True:
            before = monotonic()
            await asyncio.sleep(LOOP_LOOK_S)
            self._metrics.process.event_loop_lag.set(max(0.0, monotonic() - before - LOOP_LOOK_S))

    async def _serve_metrics(self, _: Request) -> Response:
        self._before_scrape()
        return Response(generate_latest(self._metrics.registry), media_type=CONTENT_TYPE_LATEST)

    async def _healthz(self, _: Request) -> Response:
        return _verdict(self._stuck())

    async def _readyz(self, _: Request) -> Response:
        return _verdict(await self._waiting())


def _verdict(reasons: list[str]) -> Response:
    if reasons:
        return PlainTextResponse("\n".join(reasons) + "\n", status_code=503)
    return PlainTextResponse("ok\n")
