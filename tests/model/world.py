"""What there is in a shard: leads, reps, pools, counts and timers, as plain values.

Times are milliseconds, points are micropoints. Nothing here decides.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from hotlead.router.policy.document import Policy, Pool
from hotlead.topics.hours import WorkingHours

HOUR, MINUTE = 3_600_000, 60_000
SEEN_FOR, HELD_FOR = 72 * HOUR, 30 * 24 * HOUR

Need = tuple[str, str]
Told = tuple[object, ...]

TOLD = {
    "assigned": ("lead", "rep", "ledger", "expires_at", "episode"),
    "withdrawn": ("lead", "rep", "reason", "missed", "missed_most", "set_away"),
    "declined": ("lead", "rep", "done_at"),
    "acknowledged": ("lead", "rep", "via", "reopen_at", "done_at"),
    "left": ("lead", "rep", "reason", "done_at"),
    "reopened": ("lead", "reason", "episode", "by"),
    "handed_over": ("lead", "rep", "former", "over", "replaced"),
    "activity": ("lead", "rep", "outcome", "contacted", "episode", "done_at", "entered_after"),
    "late_activity": ("lead", "rep", "outcome", "contacted", "episode", "done_at"),
    "closed": ("lead", "rep", "outcome"),
    "outcome_undone": ("lead", "rep", "outcome", "contacted", "reopen_at", "done_at"),
    "contacted": ("lead", "rep", "done_at"),
    "hot": ("lead", "clock_at", "due"),
    "rung": ("lead", "rep", "n", "name", "due", "episode", "met", "to", "behind", "late"),
    "slower_rung": ("lead", "pool", "why", "notify", "episode", "since", "due", "rep"),
    "unserved": ("tenant", "pool", "since"),
    "served_again": ("tenant", "pool", "since"),
    "answered": ("action", "status", "reason", "lead", "rep", "holder", "state"),
    "open_leads_bounded": ("rep", "most"),
    "wrap_up_began": ("rep", "lead", "until_at"),
    "wrap_up_ended": ("rep", "why"),
    "presence_changed": ("rep", "presence", "why"),
    "offline": ("rep",),
    "online": ("rep",),
    "identity_conflict": ("lead", "other"),
    "push_subscribed": ("rep", "subscription"),
    "push_unsubscribed": ("rep", "subscription", "why"),
    "signed_out": ("rep", "by", "before"),
    "notice_sent": ("lead", "notice", "to", "via", "result"),
    "notice_seen": ("lead", "rep", "notice"),
}
"""What is compared of the changes that people are told or that are counted, by kind."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal, with what it earned under the policy of its day (None: nothing)."""

    kind: str
    value: float
    points: int | None
    cap: int | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A rep's acknowledged lead, as it was before its outcome."""

    epoch: str
    assigned_at: int | None
    acknowledged_at: int | None
    contacted_at: int | None
    next_at: int | None
    reopen_clock: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """A hold that was taken from a rep: between which instants, why, and in which episode."""

    rep: str
    pushed: int
    ended: int
    reason: str
    episode: int


@dataclass(slots=True)
class Lead:
    """One person in one tenant. `scored_by` is the policy that its score follows."""

    id: str
    tenant: str
    pool: str
    since: int
    captured_at: int
    scored_by: Policy
    since_clock: int = 0
    state: str = "waiting"
    episode: int = 1
    attributes: dict[str, str] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    needs: dict[str, set[Need]] = field(default_factory=dict)
    signals: list[Signal] = field(default_factory=list)
    heats: dict[str, int] = field(default_factory=dict)
    profile: int = 0
    heat: int = 0
    hot_at: int | None = None
    hot_clock: int = 0
    rung: int = 0
    slower: str | None = None
    slower_from: int | None = None
    turned_down: bool = False
    open: bool = False
    rep: str | None = None
    epoch: str | None = None
    assigned_at: int | None = None
    acknowledged_at: int | None = None
    contacted_at: int | None = None
    ledger: str | None = None
    charge: int = 0
    owner: str | None = None
    refused: set[str] = field(default_factory=set)
    relaxed: int = 0
    dropped: set[str] = field(default_factory=set)
    outcome: str | None = None
    next_at: int | None = None
    closed_at: int | None = None
    closed_by: str | None = None
    was: Hold | None = None
    past: dict[str, Past] = field(default_factory=dict)


@dataclass(slots=True)
class Rep:
    """A salesperson. `present` is whether they were there, and `free` whether they had room too,
    when they were last looked at."""

    id: str
    tenant: str
    idle_since: int
    shift_at: int
    pools: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tier: int = 0
    weight: float = 1.0
    capacity: int = 1
    daily_cap: int | None = None
    hours: WorkingHours = field(default_factory=WorkingHours)
    presence: str = "away"
    reachable: bool = True
    on_shift: bool = False
    day: str = ""
    today: int = 0
    missed: int = 0
    paced: int = 0
    paced_until: int = 0
    wraps_until: int | None = None
    open_most: int | None = None
    present: bool = False
    free: bool = False
    tags: Counter[tuple[str, str]] = field(default_factory=Counter)
    offline_at: int | None = None
    online_at: int | None = None
    signed_out: int = 0
    phones: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turned:
    """A turn that was taken: of a lead that asked for this, and where the pool stood then."""

    place: tuple[str, str, str]
    asked: frozenset[Need]
    virtual: int


@dataclass(slots=True)
class PoolHours:
    """Whether a pool is open, when it opens next, since when and until when it is so, for how long
    it was open before, and what its clock showed at which instant; no clock shows the instant."""

    is_open: bool
    opens_at: int
    turned_at: int
    turns_at: int
    open_before: int
    clock: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action was answered, as far as it is kept."""

    status: int
    reason: str | None


@dataclass(slots=True)
class World:
    """One shard. `clock` is the time it is told, `now` never falls below the last it acted at.
    `meant` has what pools' clocks show when timers that go by them fall due."""

    policy: Policy
    clock: int
    last: int = 0
    generation: int = 0
    counter: int = 0
    next: int = 0
    seq: int = 0
    leads: dict[str, Lead] = field(default_factory=dict)
    reps: dict[str, Rep] = field(default_factory=dict)
    pools: dict[str, PoolHours] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    visitors: dict[str, str] = field(default_factory=dict)
    held: dict[str, list[Signal]] = field(default_factory=dict)
    held_at: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: dict[str, object] = field(default_factory=dict)
    captured: Counter[str] = field(default_factory=Counter)
    merged: Counter[str] = field(default_factory=Counter)
    rescore: set[str] = field(default_factory=set)
    bounds: set[str] = field(default_factory=set)
    virtual: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    turns: list[Turned] = field(default_factory=list)
    credits: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    timers: dict[str, int] = field(default_factory=dict)
    meant: dict[str, int] = field(default_factory=dict)
    came_back: list[Lead] = field(default_factory=list)
    doubted: dict[tuple[str, str], int] = field(default_factory=dict)
    unserved: dict[tuple[str, str], int] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    @property
    def now(self) -> int:
        """The shard's time."""
        return max(self.clock, self.last)

    def pool(self, name: str) -> Pool:
        """A pool as the policy in force has it."""
        return self.policy.pools[name]

    def open_ms(self, name: str, at: int) -> int:
        """For how long the pool was open up to an instant; what lies beyond its turn is unknown."""
        hours = self.pools.get(name)
        if hours is None:
            return 0
        now = max(0, min(at, hours.turns_at) - hours.turned_at) if hours.is_open else 0
        return hours.open_before + now

    def tell(self, kind: str, **fields: object) -> None:
        """Notes a change that is compared with the journal's."""
        self.told.append((kind, *(fields.get(name) for name in TOLD[kind])))

    def issue_epoch(self) -> str:
        """An epoch that nobody had before."""
        self.counter += 1
        return f"{self.generation}-{self.counter}"

    def set_timer(self, kind: str, subject: str, at: int | None) -> None:
        """Sets a timer, or takes it away."""
        if at is None:
            self.timers.pop(f"{kind}|{subject}", None)
        else:
            self.timers[f"{kind}|{subject}"] = at

    def stop_timers(self, subject: str, *kinds: str) -> None:
        """Takes timers away."""
        for kind in kinds:
            self.set_timer(kind, subject, None)

    def answer(self, action: str, status: int, reason: str | None = None, **fields: object) -> None:
        """Answers an action, and keeps what it was told."""
        self.remember(f"a|{action}")
        self.answers[f"a|{action}"] = Answer(status, reason)
        self.tell("answered", action=action, status=status, reason=reason, **fields)

    def answer_to(self, action: str) -> Answer | None:
        """What the action was told before, if it is known."""
        seen = f"a|{action}"
        return self.answers[seen] if self.recalls(seen) else None

    def acted(self, action: str) -> bool:
        """Whether the action was done before."""
        before = self.answer_to(action)
        return before is not None and before.status == 200

    def recalls(self, seen: str) -> bool:
        """Whether it came within 72 h, to the millisecond."""
        return seen in self.seen and self.now - self.seen[seen] < SEEN_FOR

    def remember(self, seen: str) -> None:
        """Knows an event or action for 72 h; of those that are older a few are forgotten."""
        self.seen[seen] = self.now
        old = sorted((at, i) for i, at in self.seen.items() if at <= self.now - SEEN_FOR)
        for _, forgotten in old[:4]:
            del self.seen[forgotten]
            self.answers.pop(forgotten, None)
            self.asked.pop(forgotten, None)
