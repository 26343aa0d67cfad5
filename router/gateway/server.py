"""The port: uvicorn with connections that are bounded, and an end that ends the streams."""

import contextlib
import math
import resource
import socket
from collections.abc import Iterator
from functools import partial
from time import monotonic
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette

from hotlead.router.gateway.connection import Connection
from hotlead.router.gateway.connections import Connections, Limits
from hotlead.router.gateway.context import Gateway
from hotlead.router.gateway.proxies import Proxies
from hotlead.router.settings import Settings

STOP_S: Final = 10
#: What waits to be taken from the kernel: each has a file descriptor before it can be refused.
BACKLOG: Final = 512
DESCRIPTORS_MAX: Final = 65_536
INNER_MAX: Final = 64


def raise_descriptors() -> None:
    """Takes what file descriptors the process may have; many shells give fewer at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = DESCRIPTORS_MAX if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS_MAX)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class BoundedServer(uvicorn.Server):
    """uvicorn with connections that are bounded and timed; leaves signals to whoever runs it."""

    def __init__(self, app: Starlette, settings: Settings, **more: Any) -> None:
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        descriptors = DESCRIPTORS_MAX if soft == resource.RLIM_INFINITY else soft
        self.connections = Connections(Limits.of(settings, descriptors))
        proxies = Proxies(settings.trusted_proxies)
        made: Any = partial(Connection, self.connections, proxies, settings)
        config = uvicorn.Config(
            app,
            http=made,
            ws="none",
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            backlog=BACKLOG,
            forwarded_allow_ips=list(settings.trusted_proxies),
            timeout_keep_alive=math.ceil(settings.idle_timeout_s),
            timeout_graceful_shutdown=STOP_S,
            **more,
        )
        super().__init__(config)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield

    async def on_tick(self, counter: int) -> bool:
        """Every 0.1 s: ends the connections whose time is up."""
        self.connections.sweep(monotonic())
        return await super().on_tick(counter)


class Server(BoundedServer):
    """The gateway's; ends the open streams when it stops, which would never end else."""

    def __init__(self, app: Starlette, settings: Settings) -> None:
        super().__init__(app, settings)
        self._app = app

    @property
    def _gateway(self) -> Gateway | None:
        return getattr(self._app.state, "gateway", None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serves from now on, and counts."""
        await super().startup(sockets)
        if self._gateway is not None:
            self.connections.counted_by(self._gateway.metrics)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the streams, then answers what is under way, 10 s at most."""
        if self._gateway is not None:
            self._gateway.streams.stop()
        await super().shutdown(sockets)


def inner(settings: Settings) -> Settings:
    """Those of a process's own port, for probes and metrics, which few ask."""
    own = {"host": settings.metrics_host, "port": settings.metrics_port}
    return settings.model_copy(update={**own, "connections_max": INNER_MAX})
