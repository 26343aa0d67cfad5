"""The gateway put together: what it is made of, and its run from start to SIGTERM."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from time import monotonic
from typing import Final

import httpx
import uvloop
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import Lifespan

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.cancelling import cancel
from hotlead.router.gateway.calls import described, routes, topics_described
from hotlead.router.gateway.contacts import Contacts
from hotlead.router.gateway.context import Gateway, Json
from hotlead.router.gateway.dead_letters import DeadLetterIndex
from hotlead.router.gateway.edge import Edge
from hotlead.router.gateway.gauges import StateGauges
from hotlead.router.gateway.glances import Glances
from hotlead.router.gateway.history import History
from hotlead.router.gateway.liveness import Liveness
from hotlead.router.gateway.logouts import Logouts
from hotlead.router.gateway.metrics_port import metrics_port
from hotlead.router.gateway.outlet import Outlet
from hotlead.router.gateway.pages import page_routes
from hotlead.router.gateway.policies import Policies
from hotlead.router.gateway.readiness import Readiness
from hotlead.router.gateway.reading import open_reading
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.gateway.revocations import Revocations
from hotlead.router.gateway.server import Server, raise_descriptors
from hotlead.router.gateway.sessions import Sessions, SourceTokens, check_exposure
from hotlead.router.gateway.streams import Streams
from hotlead.router.metrics import Metrics
from hotlead.router.policy.document import Policy
from hotlead.router.push.trial import Trials
from hotlead.router.push.vapid import VapidKey
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.line import open_line
from hotlead.router.watchdog import Watchdog
from hotlead.topics.names import NAME_MEND

log = logging.getLogger(__name__)

LOOP_LOOK_S: Final = 0.5
#: Python looks for cycles every 700 new objects unless told: with thousands of open streams to look
#: through, that was a fifth of the gateway's time. Nobody is answered during a look, which takes
#: the longer the more has gathered: 500,000 objects took 0.3 s.
COLLECT_AFTER: Final = (10_000, 10, 500)


def build(settings: Settings, aggregates: Aggregates[Policy] = AGGREGATES) -> Starlette:
    """The application, for any ASGI server; its lifespan connects Kafka and Redis.

    Raises BadSetting when it would serve the network without secrets.
    """
    check_exposure(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with parts(settings, aggregates) as gateway:
            app.state.gateway = gateway
            yield

    return _application(aggregates, lifespan)


def run(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C. Raises BadSetting, KafkaUnreachable."""
    check_exposure(settings)
    gc.set_threshold(*COLLECT_AFTER)
    raise_descriptors()
    # Now, as nobody is answered while they are made.
    described()
    topics_described(settings)
    uvloop.run(_serve(settings))


@asynccontextmanager
async def parts(
    settings: Settings, aggregates: Aggregates[Policy] = AGGREGATES
) -> AsyncIterator[Gateway]:
    """All that the handlers work with, connected. Raises BadSetting, KafkaUnreachable."""
    tokens = SourceTokens(settings)
    vapid = VapidKey.derive(settings.secret)
    metrics = Metrics(
        CollectorRegistry(),
        channels=settings.channels,
        tenants=settings.tenants,
        shards=settings.shards,
        version=version("hotlead"),
    )
    async with open_line(settings, "hotlead-gateway", metrics) as line:
        streams, history = Streams(metrics), History()
        line.tail.subscribe(history.hear)
        line.tail.subscribe(streams.hear)
        revocations = Revocations(line.redis, settings, line.tail)
        logouts = Logouts(line.redis, settings.redis_prefix, streams)
        line.tail.subscribe(revocations.hear)
        policies = Policies(settings)
        gauges = StateGauges(line.redis, settings, metrics, policies)
        dead_letters = DeadLetterIndex(settings, metrics)
        measuring = (
            asyncio.create_task(_measure_loop(metrics), name="loop-lag"),
            asyncio.create_task(gauges.run(), name="state-gauges"),
            asyncio.create_task(dead_letters.run(), name="dead-letters"),
            asyncio.create_task(logouts.run(), name="logouts"),
        )
        await line.tail.start()
        try:
            async with (
                open_reading(settings) as reading,
                httpx.AsyncClient() as http,
                metrics_port(settings, metrics),
            ):
                yield Gateway(
                    settings=settings,
                    redis=line.redis,
                    outlet=Outlet(line.producer, metrics),
                    actions=line.actions,
                    contacts=Contacts(),
                    tail=line.tail,
                    streams=streams,
                    history=history,
                    dead_letters=dead_letters,
                    liveness=Liveness(line.tail, settings),
                    readiness=Readiness(line.redis, line.tail, settings),
                    sessions=Sessions(settings.secret),
                    revocations=revocations,
                    logouts=logouts,
                    policies=policies,
                    vapid=vapid,
                    trials=Trials(http, line.redis, settings, vapid),
                    reading=reading,
                    glances=Glances(),
                    tokens=tokens,
                    metrics=metrics,
                    aggregates=aggregates,
                )
        finally:
            await cancel(measuring)


async def _serve(settings: Settings) -> None:
    async with parts(settings) as gateway:
        app = _application(gateway.aggregates)
        app.state.gateway = gateway
        server = Server(app, settings)

        def stop() -> None:
            server.should_exit = True

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        log.info("gateway on %s port %d", settings.host, settings.port)
        looking = asyncio.create_task(gateway.liveness.run(), name="liveness")
        try:
            async with Watchdog():
                await server.serve()
        finally:
            await cancel([looking])


def _application(
    aggregates: Aggregates[Policy], lifespan: Lifespan[Starlette] | None = None
) -> Starlette:
    return Starlette(
        routes=[*routes(aggregates), *page_routes()],
        middleware=[Middleware(Edge)],
        exception_handlers={HTTPException: _no_such_call},
        lifespan=lifespan,
    )


async def _no_such_call(request: Request, error: Exception) -> Json:
    # Decoded before calls are looked for, so that it parts the id in two.
    if b"%2f" in request.scope.get("raw_path", b"").lower():
        refused = one_invalid("path", NAME_MEND)
        told = {"error": refused.code, "message": str(refused), **refused.more}
        return Json(told, status_code=refused.status)
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = "wrong_method" if status == 405 else "unknown_call"
    body = {"error": code, "message": "there is no such call; /openapi.json lists all"}
    return Json(body, status_code=status)


async def _measure_loop(metrics: Metrics) -> None:
    while True:
        before = monotonic()
        await asyncio.sleep(LOOP_LOOK_S)
        metrics.process.event_loop_lag.set(max(0.0, monotonic() - before - LOOP_LOOK_S))
