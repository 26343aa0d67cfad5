"""Where browsers reach the gateway: what links begin with, and whose pages may change something."""

from typing import Final

from starlette.requests import Request

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.links import url_of
from hotlead.router.gateway.listening import reached_by
from hotlead.router.settings import Settings

_READS: Final = ("GET", "HEAD", "OPTIONS")


def link_origin(settings: Settings, asked: str | None) -> str:
    """HOTLEAD_PUBLIC_URL, else what the caller asked for, else the address it listens on.

    Never what a request was sent to: anyone can write that header.
    """
    return settings.public_origin or asked or url_of(reached_by(settings.host), settings.port)


def check_origin(request: Request, settings: Settings) -> None:
    """Refuses a change from a page of another origin, whatever cookies its browser sends along.

    What is no browser sends no Origin. The scheme is not compared: TLS may end before the gateway.
    Raises RequestRefused (403).
    """
    origin = request.headers.get("origin")
    if origin is None or request.method in _READS:
        return
    given, host = origin.lower(), request.headers.get("host", "").lower()
    asked = given.partition("://")[2]
    if asked and (asked == host or given == settings.public_origin):
        return
    raise RequestRefused(
        403,
        "other_origin",
        "a page of another origin may change nothing here: open the gateway's own, and set"
        " HOTLEAD_PUBLIC_URL where browsers reach it by another address than it is asked by",
    )
