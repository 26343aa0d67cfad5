"""The gateway put together: what it is made of, and its run from start to SIGTERM."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from time import monotonic
from typing import Any, Final

import uvicorn
import uvloop
from prometheus_client import CollectorRegistry, start_http_server
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import Lifespan
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hotlead.router.cancelling import cancel
from hotlead.router.errors import BadSetting
from hotlead.router.gateway.calls import routes
from hotlead.router.gateway.contacts import Contacts
from hotlead.router.gateway.context import Gateway, Json
from hotlead.router.gateway.dead_letters import DeadLetterIndex
from hotlead.router.gateway.edge import Edge
from hotlead.router.gateway.gauges import StateGauges
from hotlead.router.gateway.glances import Glances
from hotlead.router.gateway.history import History
from hotlead.router.gateway.liveness import Liveness
from hotlead.router.gateway.outlet import Outlet
from hotlead.router.gateway.pages import page_routes
from hotlead.router.gateway.policies import Policies
from hotlead.router.gateway.reading import open_reading
from hotlead.router.gateway.revocations import Revocations
from hotlead.router.gateway.sessions import Sessions, SourceTokens, check_exposure, is_loopback
from hotlead.router.gateway.streams import Streams
from hotlead.router.line import open_line
from hotlead.router.metrics import Metrics
from hotlead.router.push.vapid import VapidKey
from hotlead.router.settings import Settings
from hotlead.router.watchdog import Watchdog

log = logging.getLogger(__name__)

STOP_S: Final = 10
LOOP_LOOK_S: Final = 0.5
HEAD_BYTES_MAX: Final = 64 * 1024
#: Python looks for cycles every 700 new objects unless told: with thousands of open streams to look
#: through, that was a fifth of the gateway's time.
COLLECT_AFTER: Final = (50_000, 50, 100)


def build(settings: Settings) -> Starlette:
    """The application, for any ASGI server; its lifespan connects Kafka and Redis.

    Raises BadSetting when it would serve the network without secrets.
    """
    check_exposure(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with parts(settings) as gateway:
            app.state.gateway = gateway
            yield

    return _application(lifespan)


def run(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C. Raises BadSetting, KafkaUnreachable."""
    check_exposure(settings)
    gc.set_threshold(*COLLECT_AFTER)
    uvloop.run(_serve(settings))


@asynccontextmanager
async def parts(settings: Settings) -> AsyncIterator[Gateway]:
    """All that the handlers work with, connected. Raises BadSetting, KafkaUnreachable."""
    tokens = SourceTokens(settings)
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
        revocations = Revocations(line.redis, settings)
        line.tail.subscribe(revocations.hear)
        gauges = StateGauges(line.redis, settings, metrics)
        dead_letters = DeadLetterIndex(settings, metrics)
        measuring = (
            asyncio.create_task(_measure_loop(metrics), name="loop-lag"),
            asyncio.create_task(gauges.run(), name="state-gauges"),
            asyncio.create_task(dead_letters.run(), name="dead-letters"),
        )
        await line.tail.start()
        try:
            async with open_reading(settings) as reading:
                with _metrics_port(settings, metrics):
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
                        sessions=Sessions(settings.secret),
                        revocations=revocations,
                        policies=Policies(settings),
                        vapid=VapidKey.derive(settings.secret),
                        reading=reading,
                        glances=Glances(),
                        tokens=tokens,
                        metrics=metrics,
                    )
        finally:
            await cancel(measuring)


class Connection(HttpToolsProtocol):
    """One connection; a response may cut it, by `scope["abort"]`.

    The parser keeps whatever comes before a request's body, however long; here it is cut off.
    """

    _head_bytes: int | None = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hands the way to cut it to the application."""
        super().connection_made(transport)
        app = self.app

        async def with_abort(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "abort": transport.abort}, receive, send)

        self.app = with_abort

    def data_received(self, data: bytes) -> None:
        """Takes some more, unless it is a head that does not end."""
        if self._head_bytes is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if (self._head_bytes or 0) > HEAD_BYTES_MAX and not self.transport.is_closing():
            self.send_400_response("the request's head is too long")

    def on_headers_complete(self) -> None:
        """The head has ended: what comes now is body."""
        self._head_bytes = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next head begins."""
        self._head_bytes = 0
        super().on_message_complete()


class Server(uvicorn.Server):
    """Leaves signals to `run`; ends the open streams when it stops, which would never end else."""

    def __init__(self, app: Starlette, settings: Settings) -> None:
        config = uvicorn.Config(
            app,
            http=Connection,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_S,
        )
        super().__init__(config)
        self._app = app

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the streams, then answers what is under way, 10 s at most."""
        gateway: Gateway | None = getattr(self._app.state, "gateway", None)
        if gateway is not None:
            gateway.streams.stop()
        await super().shutdown(sockets)


async def _serve(settings: Settings) -> None:
    async with parts(settings) as gateway:
        app = _application(None)
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


def _application(lifespan: Lifespan[Starlette] | None) -> Starlette:
    return Starlette(
        routes=[*routes(), *page_routes()],
        middleware=[Middleware(Edge)],
        exception_handlers={HTTPException: _no_such_call},
        lifespan=lifespan,
    )


async def _no_such_call(_request: Request, error: Exception) -> Json:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = "wrong_method" if status == 405 else "unknown_call"
    body = {"error": code, "message": "there is no such call; /openapi.json lists all"}
    return Json(body, status_code=status)


@contextlib.contextmanager
def _metrics_port(settings: Settings, metrics: Metrics) -> Iterator[None]:
    """Metrics on a port of their own, unless the gateway's own is on the loopback address."""
    if is_loopback(settings.host):
        yield
        return
    try:
        server, _ = start_http_server(
            settings.metrics_port, settings.metrics_host, registry=metrics.registry
        )
    except OSError as error:
        raise BadSetting(
            f"HOTLEAD_METRICS_PORT {settings.metrics_port} cannot be used ({error.strerror}): does"
            " a worker on this machine have it? Give the gateway another"
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


async def _measure_loop(metrics: Metrics) -> None:
    while True:
        before = monotonic()
        await asyncio.sleep(LOOP_LOOK_S)
        metrics.event_loop_lag.set(max(0.0, monotonic() - before - LOOP_LOOK_S))
