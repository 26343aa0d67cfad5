"""What changes of leads: who they are, what they score, what they wait for, how they end.

Points are micropoints (a millionth), instants UTC milliseconds.
"""

from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict

from hotlead.topics.journal.change import Change, change, part

QueuedReason = Literal[
    "captured",
    "returned",
    "supervisor",
    "no_contact",
    "released",
    "declined",
    "expired",
    "offline",
    "reassigned",
    "replaced",
]


class JoinedSignal(TypedDict):
    """One signal. `points` and `cap` are there when the policy of its time gave any."""

    signal: str
    value: float
    at: int
    points: NotRequired[int]
    cap: NotRequired[int]


@part
class OfLead(Change):
    """A change of one lead."""

    lead: str
    tenant: str


@part
class Scored(OfLead):
    """The score from now on.

    `base` is what stands still, `start` what freshness gives at `captured_at`, `slope` what it
    loses an hour until `freezes_at`, `wait` what the lead gains a minute while it waits.
    """

    profile: int
    heat: int
    base: int
    start: int
    slope: int
    wait: int
    captured_at: int
    freezes_at: int


@part
class OfCapture(Scored):
    """A capture of the lead's person.

    `capture` is how its source knows it, `contact_id` how its contact is kept. `at` is the source's
    instant, `received` the real one at which Kafka took it; `pulled_back` says that the source's
    lay in the future. `points` and `needs` are by attribute.
    """

    capture: str
    contact_id: str
    channel: str
    event_id: str
    pool: str
    masked: str
    identities: tuple[str, ...]
    attributes: Mapping[str, str]
    points: Mapping[str, int]
    at: int
    received: int
    needs: Mapping[str, str] | None = None
    visitor: str | None = None
    pulled_back: bool = False
    test: bool = False


@change("captured")
class Captured(OfCapture):
    """A new lead."""


@change("merged")
class Merged(OfCapture):
    """A capture of a person who is known."""


@change("identity_conflict")
class IdentityConflict(OfLead):
    """A capture named two known leads; it went to the phone's. `other` is the other lead."""

    other: str
    capture: str


@change("held")
class Held(Change):
    """A signal kept for a visitor not yet known, unless it was `dropped`. `event` is its id."""

    tenant: str
    visitor: str
    signal: JoinedSignal
    event: str
    dropped: bool = False


@change("joined")
class Joined(Scored):
    """Signals that a lead took over, and its heat with them.

    They are those `held` for a visitor, or the one that came as `event`.
    """

    signals: tuple[JoinedSignal, ...]
    held: str | None = None
    event: str | None = None


@change("hot")
class Hot(OfLead):
    """The score first passed the threshold in this episode: the hot clock starts at `clock_at`.

    `due` is the instant of the first rung.
    """

    pool: str
    score: int
    clock_at: int
    due: int
    episode: int


@change("queued")
class Queued(OfLead):
    """The lead waits, at first or again, with the reason; `since` then if the wait begins anew."""

    reason: QueuedReason
    since: int | None = None
    relax_at: int | None = None


@change("froze")
class Froze(Change):
    """Leads of a class whose freshness reached 0, as members of its queue."""

    class_: str
    members: tuple[str, ...]


@change("relaxed")
class Relaxed(OfLead):
    """The lead waited and asks less of a rep: `drop` names attributes, with `+` between them."""

    step: int
    drop: str
    relax_at: int | None = None


@change("refusals_kept")
class RefusalsKept(OfLead):
    """Another rep on duty may still take the lead."""

    again_at: int


@change("refusals_cleared")
class RefusalsCleared(OfLead):
    """All refused; the list is cleared after the pause."""


@change("reopened")
class Reopened(OfLead):
    """A new episode of the lead, with the reason, and who if a supervisor did.

    `refused` is a rep who does not get it at once again, until `retry_at`.
    """

    reason: Literal["returned", "no_contact", "handed_over", "supervisor"]
    episode: int
    refused: str | None = None
    retry_at: int | None = None
    since: int | None = None
    by: str | None = None
    note: str | None = None


@change("closed")
class Closed(OfLead):
    """The lead ended, with its outcome."""

    rep: str
    outcome: Literal["won", "lost", "invalid"]
    episode: int


@change("rescored")
class Rescored(Scored):
    """The score under a new policy.

    `points` and `needs` are by attribute, `heats` by kind of signal. `climbed` says that the new
    ladder has no rung left for it, `relaxed_all` that the pool has no step left. Where the pool's
    clock runs otherwise than it did, `expires_at`, `reopen_at` and `retry_at` are what moved.
    """

    policy: str
    points: Mapping[str, int]
    heats: Mapping[str, int]
    needs: Mapping[str, str]
    rung_at: int | None = None
    expires_at: int | None = None
    climbed: bool = False
    relax_at: int | None = None
    relaxed_all: bool = False
    reopen_at: int | None = None
    retry_at: int | None = None


@change("rung")
class RungFired(OfLead):
    """One step of escalation fired: rung `n`, `due` then, `late` by so many ms.

    `does` has its deeds with `+` between them. Of a reassigning one `met` says that the holder had
    changed just before, `moved` and `to` that the lead moved and to whom, `behind` that nothing was
    taken from a rep as the inbox was unread. `open` lets any idle rep claim it. `after` is how much
    of the hot clock it comes at, where that counts open time.
    """

    pool: str
    n: int
    name: str
    due: int
    does: str
    episode: int
    hot_at: int
    late: int
    score: int
    rep: str | None = None
    epoch: str | None = None
    met: bool | None = None
    moved: bool = False
    to: str | None = None
    behind: bool = False
    open: bool = False
    next_due: int | None = None
    expires_at: int | None = None
    after: int | None = None
    test: bool = False


@change("slower_rung")
class SlowerRung(OfLead):
    """A lead that is not hot was not acknowledged, and those of `notify` are told, once an episode.

    `why`: everybody who could take it refused or missed it; or it waited so long, which fell due at
    `due`. It waits since `since`; `rep` is whom it rings at now.
    """

    pool: str
    why: Literal["all_refused", "waited"]
    notify: Literal["supervisors", "duty-managers"]
    episode: int
    since: int
    score: int
    due: int | None = None
    rep: str | None = None
    test: bool = False


@change("unserved")
class Unserved(Change):
    """In a tenant's part of a pool leads wait, and since `since` nobody may serve them."""

    tenant: str
    pool: str
    since: int
    notify: Literal["supervisors", "duty-managers"]


@change("served_again")
class ServedAgain(Change):
    """What was told as `unserved`, at `since`, is over: somebody may serve, or nothing waits."""

    tenant: str
    pool: str
    since: int
    notify: Literal["supervisors", "duty-managers"]


@change("revealed")
class Revealed(OfLead):
    """A supervisor was shown the contact in full, with who and why."""

    by: str
    reason: str
