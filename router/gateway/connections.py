"""The open connections: how many there may be, whose they are, and which is cut for another.

A connection is a stranger's until a request on it shows who calls, and again from the next request
on. Strangers have room by address and together, who is known by caller. Where there is no room the
oldest stranger is cut, since who has something to say says it at once: so a phone gets in however
many hold their connections and are silent.
"""

from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from itertools import islice
from typing import Final, Protocol

from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings

#: Kept for Kafka, Redis (50), the read store, pushes, and what is accepted before it is refused.
RESERVED_DESCRIPTORS: Final = 128
CONNECTIONS_MIN: Final = 32
STRANGERS_MAX: Final = 4096
EACH_PERSON_MAX: Final = 256
#: To end one takes up to a millisecond, and those who came together fall due together: phones wait
#: for these alone.
ENDED_AT_ONCE: Final = 16


class Peer(Protocol):
    """One connection, as it is known here."""

    def cut(self) -> None:
        """Closes it at once."""

    def overdue(self, why: str) -> None:
        """Its time is up; `why` is the reason of the metric."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections there may be: in all, of strangers, and of each."""

    all: int
    strangers: int
    address: int
    person: int
    source: int

    @classmethod
    def of(cls, settings: Settings, descriptors: int) -> "Limits":
        """As many as are asked for, and no more than the process has file descriptors for."""
        most = max(CONNECTIONS_MIN, descriptors - RESERVED_DESCRIPTORS)
        most = min(settings.connections_max, most)
        strangers = min(STRANGERS_MAX, most // 2)
        person = min(EACH_PERSON_MAX, most // 4)
        return cls(most, strangers, strangers // 2, person, most // 2)


def group_of(address: str) -> str:
    """What counts as one address: of IPv6 a network of /64, which is what one line is given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else parsed.exploded[:19]
    return address


@dataclass(slots=True)
class _Whose:
    """Whose a connection is: the address's while it is a stranger's, the caller's afterwards."""

    address: str | None
    caller: str | None = None


@dataclass(slots=True)
class _Groups:
    """Connections by a key, in each group the oldest first."""

    groups: dict[str, dict[Peer, None]] = field(default_factory=dict)

    def add(self, key: str, one: Peer, most: int) -> Peer | None:
        """Adds one; the oldest of the group when it has more than it may."""
        group = self.groups.setdefault(key, {})
        group[one] = None
        return next(iter(group)) if len(group) > most else None

    def size(self, key: str) -> int:
        return len(self.groups.get(key, ()))

    def discard(self, key: str, one: Peer) -> None:
        group = self.groups.get(key)
        if group is not None:
            group.pop(one, None)
            if not group:
                del self.groups[key]


class Connections:
    """All connections of one port."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._metrics: Metrics | None = None
        self._all: dict[Peer, _Whose] = {}
        self._strangers: dict[Peer, None] = {}
        self._addresses, self._callers = _Groups(), _Groups()
        self._deadlines: dict[Peer, tuple[float, str]] = {}

    def __len__(self) -> int:
        return len(self._all)

    @property
    def strangers(self) -> int:
        """How many of them are strangers'."""
        return len(self._strangers)

    def counted_by(self, metrics: Metrics) -> None:
        """The metrics to tell from now on."""
        self._metrics = metrics
        self._told()

    def admit(self, one: Peer, address: str | None) -> bool:
        """Takes a new one; an address of None is a proxy's, which speaks for many.

        False when there is no room and no stranger who could make some.
        """
        if len(self._all) >= self.limits.all:
            oldest = next(iter(self._strangers), None)
            if oldest is None:
                self.refused("full")
                return False
            self._cut(oldest, "full")
        self._all[one] = _Whose(None if address is None else group_of(address))
        self._estrange(one)
        return True

    def know(self, one: Peer, caller: str, *, source: bool) -> bool:
        """A request on it has shown who calls; False when they have as many as they may.

        Then it stays a stranger's, and may be cut for another. None of theirs is cut for it: who
        opens too many opens them again.
        """
        whose = self._all.get(one)
        if whose is None or whose.caller == caller:
            return True
        most = self.limits.source if source else self.limits.person
        if self._callers.size(caller) >= most:
            return False
        self._leave_groups(one, whose)
        whose.caller = caller
        self._callers.add(caller, one, most)
        self._told()
        return True

    def begin(self, one: Peer) -> None:
        """Another request has come on it: of whom is to be shown, so it is a new stranger's."""
        whose = self._all.get(one)
        if whose is not None:
            self._leave_groups(one, whose)
            whose.caller = None
            self._estrange(one)

    def until(self, one: Peer, deadline: float | None, why: str = "") -> None:
        """By when the next thing must have happened on it; None for whenever it likes."""
        if deadline is None or one not in self._all:
            self._deadlines.pop(one, None)
        else:
            self._deadlines[one] = deadline, why

    def sweep(self, now: float) -> None:
        """Ends those whose time is up, ENDED_AT_ONCE at most: the rest is for the next look."""
        overdue = ((one, why) for one, (at, why) in self._deadlines.items() if at <= now)
        for one, why in list(islice(overdue, ENDED_AT_ONCE)):
            del self._deadlines[one]
            one.overdue(why)

    def leave(self, one: Peer) -> None:
        """It is closed."""
        whose = self._all.pop(one, None)
        if whose is not None:
            self._leave_groups(one, whose)
            self._deadlines.pop(one, None)
            self._told()

    def refused(self, why: str) -> None:
        """Counts one that was cut, or not taken."""
        if self._metrics is not None:
            self._metrics.connections_refused[why].inc()

    def _estrange(self, one: Peer) -> None:
        self._strangers[one] = None
        address = self._all[one].address
        oldest: Peer | None = None
        if address is not None:
            oldest = self._addresses.add(address, one, self.limits.address)
        if oldest is not None:
            self._cut(oldest, "address")
        elif len(self._strangers) > self.limits.strangers:
            self._cut(next(iter(self._strangers)), "strangers")
        self._told()

    def _cut(self, one: Peer, why: str) -> None:
        self.leave(one)
        self.refused(why)
        one.cut()

    def _leave_groups(self, one: Peer, whose: _Whose) -> None:
        self._strangers.pop(one, None)
        if whose.address is not None:
            self._addresses.discard(whose.address, one)
        if whose.caller is not None:
            self._callers.discard(whose.caller, one)

    def _told(self) -> None:
        if self._metrics is not None:
            self._metrics.connections["strangers"].set(len(self._strangers))
            self._metrics.connections["known"].set(len(self._all) - len(self._strangers))
