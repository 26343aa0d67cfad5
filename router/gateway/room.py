"""Room for requests under way: bounded in bytes, so that an outage costs memory for no more.

A request holds what has come of its body, and nothing for what it only announces. Who is not known
yet has room by address; when the session or token was read it is the caller's. Sources and people
have each their own, so that a flood of captures while Kafka is away leaves room for an
acknowledgement; and no caller has all of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from starlette.requests import Request

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.refusals import unavailable

Kind = Literal["strangers", "people", "sources"]

MIB: Final = 1024 * 1024
#: What a request costs besides its body.
REQUEST_BYTES: Final = 8 * 1024


@dataclass(frozen=True, slots=True)
class Bound:
    """Bytes of one kind of callers, together and each; Python holds a body five times over."""

    all_bytes: int
    each_bytes: int


BOUNDS: Final[Mapping[Kind, Bound]] = {
    "strangers": Bound(4 * MIB, MIB),
    "people": Bound(8 * MIB, 2 * MIB),
    "sources": Bound(16 * MIB, 12 * MIB),
}
Tell = Callable[[str, bool], bool]


class Room:
    """What all requests of one gateway hold."""

    def __init__(self, bounds: Mapping[Kind, Bound] = BOUNDS) -> None:
        self._bounds = bounds
        self._held, self._each = Counter[Kind](), Counter[tuple[Kind, str]]()

    def take(self, kind: Kind, caller: str, size_bytes: int) -> None:
        """Raises RequestRefused (503) at once when there is not so much."""
        bound, key = self._bounds[kind], (kind, caller)
        if (
            self._held[kind] + size_bytes > bound.all_bytes
            or self._each[key] + size_bytes > bound.each_bytes
        ):
            raise unavailable("too many requests are under way; send the whole again", 1)
        self._held[kind] += size_bytes
        self._each[key] += size_bytes

    def give_back(self, kind: Kind, caller: str, size_bytes: int) -> None:
        """It is free again."""
        self._held[kind] -= size_bytes
        self._each[kind, caller] -= size_bytes
        if not self._each[kind, caller]:
            del self._each[kind, caller]


class Held:
    """What one request holds until it is answered; `tell` is how its connection learns of whom."""

    def __init__(self, room: Room, address: str, tell: Tell) -> None:
        self._room, self._tell = room, tell
        self._kind: Kind = "strangers"
        self._caller, self._size_bytes = address, 0

    def known(self, kind: Kind, caller: str) -> None:
        """It is this caller's from now on. Raises RequestRefused (429, 503)."""
        if not self._tell(f"{kind} {caller}", kind == "sources"):
            raise RequestRefused(
                429,
                "too_many",
                "too many connections of yours are open; close some, and try again",
                retry_after_s=10,
            )
        size_bytes = self._size_bytes
        self.give_back()
        self._kind, self._caller = kind, caller
        self.take(size_bytes)

    def begin(self) -> None:
        """It is to be worked, so it costs something. Raises RequestRefused (503)."""
        if not self._size_bytes:
            self.take(REQUEST_BYTES)

    def take(self, size_bytes: int) -> None:
        """Some more came. Raises RequestRefused (503)."""
        self._room.take(self._kind, self._caller, size_bytes)
        self._size_bytes += size_bytes

    def give_back(self) -> None:
        """The request is answered."""
        self._room.give_back(self._kind, self._caller, self._size_bytes)
        self._size_bytes = 0


def room_of(request: Request) -> Held:
    """What the request holds; the edge has put it there."""
    held: Held = request.scope["held"]
    return held
