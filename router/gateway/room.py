"""Room for requests under way: bounded in bytes, so that an outage costs memory for no more.

What sources send and what people do have each their own, so that a flood of captures while Kafka
is away leaves room for an acknowledgement.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from starlette.types import Scope

from hotlead.router.gateway.refusals import unavailable

#: Bodies under way; Python holds a body some five times over while it is worked.
SOURCES_BYTES_MAX: Final = 16 * 1024 * 1024
PEOPLE_BYTES_MAX: Final = 8 * 1024 * 1024
#: What a request costs besides its body, and what one that does not tell its length may send.
REQUEST_BYTES: Final = 8 * 1024
UNTOLD_BYTES: Final = 1024 * 1024

_SOURCES: Final = ("/v1/captures", "/v1/signals")


class Room:
    """Bytes for requests that write something."""

    def __init__(
        self, sources_bytes_max: int = SOURCES_BYTES_MAX, people_bytes_max: int = PEOPLE_BYTES_MAX
    ) -> None:
        self._free = {True: sources_bytes_max, False: people_bytes_max}

    @contextmanager
    def held(self, scope: Scope) -> Iterator[None]:
        """Room for this request until it is answered. Raises RequestRefused (503) at once."""
        if scope["method"] not in ("POST", "PUT"):
            yield
            return
        of_sources = scope["path"].startswith(_SOURCES)
        size_bytes = REQUEST_BYTES + _announced(scope)
        if size_bytes > self._free[of_sources]:
            raise unavailable("too many requests are under way; send the whole again", 1)
        self._free[of_sources] -= size_bytes
        try:
            yield
        finally:
            self._free[of_sources] += size_bytes


def _announced(scope: Scope) -> int:
    """The body's length; what is longer than any body may be is refused by who reads it."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"")
    if length.isdigit():
        return min(int(length), UNTOLD_BYTES)
    return UNTOLD_BYTES if b"transfer-encoding" in headers else 0
