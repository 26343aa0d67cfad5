"""One rep as the journal leaves them: what decides whether they are free, and whose turn it is.

The same as the scripts keep in Redis (router/reps/lua/parts/30_reps.lua), from changes alone.
Instants are UTC milliseconds; a tag counts a millionth of a turn, so an assignment costs 1 000 000
divided by the rep's weight.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Final

import orjson

from hotlead.topics.journal.reps import RepRegistered, ShiftChanged

TURN: Final = 1_000_000
LEDGERS: Final = ("all", "top")
# By pool and ledger, the start of the latest turn that any rep of the tenant had there.
VirtualTimes = dict[str, float]
# By pool and ledger, what leads asked for by the virtual time at the newest turn of such a lead,
# the newest last.
Turns = dict[str, dict[str, float]]
# Written whatever they are: KPIs read them.
_ALWAYS: Final = {"id", "tenant", "pools", "weight", "on_shift"}


def ledger_key(pool: str, ledger: str) -> str:
    """How a pool's ledger is named in `tags`."""
    return f"{pool}.{ledger}"


def names(text: str) -> tuple[str, ...]:
    """The parts of a list as the journal writes it."""
    return tuple(part for part in text.split(",") if part)


@dataclass(slots=True)
class Rep:
    """A rep. `live` holds the rep's leads not yet acknowledged, each with pool and ledger;
    `uncontacted` those acknowledged without a contact; both take room. `contacted` are the other
    open ones; of all three there are `open_most` at most, by what was last said.

    `tags` says by pool and ledger how far the rep's turns have come. `present` and `free` are as
    when the rep was last looked at: there, and with room. `wrap_until` stands in wrap-up alone.
    `beside` is what else stood when the change was decided that made this state: see team.py.
    `floors` are set where a decision is looked at: by pool and ledger, where the pool stood at the
    newest turn that did not fit the rep.
    """

    id: str
    tenant: str
    name: str = ""
    pools: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tier: int = 0
    weight: float = 1.0
    capacity: int = 0
    daily_cap: int | None = None
    presence: str = "away"
    presence_why: str = ""
    reachable: bool = True
    offline_at: int = 0
    on_shift: bool = False
    shift_at: int = 0
    shift_next: int | None = None
    day: str = ""
    today: int = 0
    missed: int = 0
    paced: int = 0
    paced_until: int = 0
    wrap_until: int | None = None
    present: bool = False
    free: bool = False
    idle_since: int = 0
    live: dict[str, tuple[str, str]] = field(default_factory=dict)
    uncontacted: list[str] = field(default_factory=list)
    contacted: list[str] = field(default_factory=list)
    open_most: int | None = None
    tags: dict[str, float] = field(default_factory=dict)
    beside: dict[str, Any] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """How many more leads may be given; below 0 after a capacity was lowered."""
        return self.capacity - len(self.live) - len(self.uncontacted)

    @property
    def charge(self) -> int:
        """What one turn costs."""
        return int(TURN / self.weight + 0.5)

    @property
    def open_leads(self) -> int:
        """How many leads ring at the rep, or are taken and not closed."""
        return len(self.live) + len(self.uncontacted) + len(self.contacted)

    @property
    def too_many_open(self) -> bool:
        """Whether there are as many as there may be."""
        return self.open_most is not None and self.open_leads >= self.open_most

    @property
    def may_have_another(self) -> bool:
        """Whether a lead may still come, today and at all, once what rings is given back."""
        taken = len(self.uncontacted) + len(self.contacted)
        return not self.capped and (self.open_most is None or taken < self.open_most)

    @property
    def capped(self) -> bool:
        """Whether the day's cap is reached."""
        return self.daily_cap is not None and self.today >= self.daily_cap

    def tag(self, pool: str, ledger: str) -> float:
        """How far the rep's turns have come."""
        return self.tags.get(ledger_key(pool, ledger), 0)

    def start(self, pool: str, ledger: str) -> float:
        """Where the rep's next turn begins: what fitted them not is not saved up."""
        return max(self.tag(pool, ledger), self.floors.get(ledger_key(pool, ledger), 0))

    def turn(self, pool: str, ledger: str) -> tuple[float, float, str]:
        """Who has the smallest is next: by where it begins, then by the tag, then by who is idle
        longest, then by name."""
        idle = f"{self.idle_since:014d}:{self.id}"
        return self.start(pool, ledger), self.tag(pool, ledger), idle

    def look(self, at: int, virtual: VirtualTimes) -> None:
        """Settles whether the rep is free, after any change of theirs.

        On return from absence a tag is the larger of its own and the pool's virtual time; who is
        paced, in wrap-up, has reached the daily cap or has as many open leads as they may is as
        absent as who is not there.
        """
        there = (
            self.presence == "idle"
            and self.reachable
            and self.on_shift
            and at >= self.paced_until
            and self.wrap_until is None
            and not self.capped
            and not self.too_many_open
        )
        if there and not self.present:
            for pool in self.pools:
                for ledger in LEDGERS:
                    key = ledger_key(pool, ledger)
                    self.tags[key] = max(self.tags.get(key, 0), virtual.get(key, 0))
        self.present = there
        if not (there and self.room > 0):
            self.free = False
            return
        if not self.free and not self.live and not self.uncontacted:
            self.idle_since = at
        self.free = True

    def register(self, change: RepRegistered, at: int, *, new: bool) -> None:
        """What a supervisor said of the rep, whole."""
        if new:
            self.idle_since = self.shift_at = at
        on = change.on_shift == 1
        if on and not self.on_shift:
            self.shift_at, self.paced, self.paced_until = at, 0, 0
        if change.day != self.day:
            self.today = 0
        self.tenant, self.name = change.tenant, change.name
        self.pools, self.skills = names(change.pools), names(change.skills)
        self.regions, self.tier = names(change.regions), change.tier
        self.weight, self.capacity = change.weight, change.capacity
        self.daily_cap, self.day = change.daily_cap, change.day
        self.open_most = change.open_leads_max
        self.on_shift, self.shift_next = on, change.shift_next
        # Listed under a new kind, so idle anew when empty-handed.
        self.present = self.free = False

    def change_shift(self, change: ShiftChanged, at: int) -> None:
        """A shift began or ended, or the day turned."""
        on = change.on == 1
        if change.day != self.day:
            self.today = 0
        if on and not self.on_shift:
            self.shift_at, self.paced, self.paced_until = at, 0, 0
        self.on_shift, self.day, self.shift_next = on, change.day, change.next

    def to_json(self) -> str:
        """All of it, to be read by `from_json`; what is as in a rep unheard of is left out."""
        unheard = Rep(self.id, self.tenant)
        told = {name: getattr(self, name) for name in _NAMES}
        return orjson.dumps(
            {
                name: value
                for name, value in told.items()
                if name in _ALWAYS or value != getattr(unheard, name)
            }
        ).decode()

    @classmethod
    def from_json(cls, text: str) -> "Rep":
        """The state that `to_json` wrote."""
        raw: dict[str, Any] = orjson.loads(text)
        for name in ("pools", "skills", "regions"):
            raw[name] = tuple(raw.get(name, ()))
        raw["live"] = {lead: (place[0], place[1]) for lead, place in raw.get("live", {}).items()}
        return cls(**raw)


_NAMES: Final = tuple(one.name for one in fields(Rep))
