"""What a view returns, as the HTTP interface shows it.

Instants are UTC milliseconds of the shard's clock; points are 0..100. A contact is masked
everywhere but in `FullContact`.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hotlead.topics.hours import WorkingHours

LeadState = Literal["new", "waiting", "assigned", "acknowledged", "closed"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class ScoreParts(_View):
    """The three parts of a score, each in 0..100, and the score they give."""

    score: float
    profile: float
    heat: float
    freshness: float


class FullContact(_View):
    """How to reach the person: in full, and only for the rep who acknowledged the lead."""

    phone: str | None = None
    wechat: str | None = None
    open_id: str | None = None
    email: str | None = None
    name: str | None = None


class LeadView(_View):
    """One lead as it stands.

    `assignment` and `epoch` are there while a rep has it; `hot_at_ms` once it is hot, `high` while
    its score is high intent by its pool's policy, `rung` how many rungs have fired since; `open`
    tells that any idle rep may claim it, `reminded` that a rung asked for the strong reminder, so
    the holder's phone rings until they act. `customer` is the name, for those at the board: a
    viewer is shown its first sign alone. Of a closed lead `closed_by` recorded the outcome, and
    until `undo_until_ms` they may take it back under `epoch`.
    """

    lead: str
    tenant: str
    pool: str
    channel: str
    state: LeadState
    masked: str
    customer: str | None = None
    parts: ScoreParts
    attributes: dict[str, str]
    episode: int
    test: bool
    created_at_ms: int
    captured_at_ms: int
    waiting_since_ms: int
    hot_at_ms: int | None = None
    high: bool = False
    rung: int = 0
    open: bool = False
    reminded: bool = False
    holder: str | None = None
    assignment: str | None = None
    epoch: str | None = None
    assigned_at_ms: int | None = None
    expires_at_ms: int | None = None
    next_rung_at_ms: int | None = None
    acknowledged_at_ms: int | None = None
    contacted_at_ms: int | None = None
    reopens_at_ms: int | None = None
    next_at_ms: int | None = None
    outcome: str | None = None
    closed_at_ms: int | None = None
    closed_by: str | None = None
    undo_until_ms: int | None = None


class HeldLead(LeadView):
    """A lead that a rep has, with its contact in full once they acknowledged it.

    Before that `customer` is the first sign of the name. `note` is the newest one, as journalled;
    `had_by` are the names of the reps who took the lead before, in order.
    """

    contact: FullContact | None = None
    note: str | None = None
    had_by: list[str] = []


class SignalView(_View):
    """One signal behind a lead's heat; `points` is null when the policy gave nothing."""

    signal: str
    value: float
    at_ms: int
    points: float | None


class Sentence(_View):
    """The same sentence in two languages."""

    en: str
    zh: str


class Explanation(_View):
    """Why a lead has its score.

    `points` are the profile points by attribute, `heat` those by kind of signal; `why` compares
    the score with that at the last event.
    """

    lead: LeadView
    policy: str
    weights: dict[str, float]
    points: dict[str, float]
    heat: dict[str, float]
    signals: list[SignalView]
    at_last_event: ScoreParts
    last_event: str
    last_event_at_ms: int
    why: Sentence


class QueueRow(_View):
    """One waiting lead; `place` 1 is the next to be assigned to a rep who may serve it.

    `customer` is the name, of which a viewer is shown the first sign alone.
    """

    place: int
    lead: str
    pool: str
    channel: str
    masked: str
    customer: str | None = None
    attributes: dict[str, str]
    score: float
    waited_s: float
    age_s: float
    overdue: bool
    hot_at_ms: int | None
    rung: int
    asks: list[str]
    refused_by: list[str]


class RungView(_View):
    """One rung that fired: what it did then, and how its lead stands now.

    `rep` had the lead then, `holder` has it now, under `epoch`. `answered` tells that a rep took
    the lead since, or that it was closed; what returns by a release is open again. `customer` is
    the person's name, of which a viewer is shown the first sign alone. `n` is 0 for the step of the
    slower ladder, which leads that are not hot have. `does` is what it was to do by the ladder;
    `en` and `zh` tell what it did.
    """

    at_ms: int
    lead: str
    pool: str
    masked: str
    customer: str | None = None
    episode: int
    n: int
    name: str
    does: list[str]
    en: str
    zh: str
    score: float
    rep: str | None
    state: LeadState
    holder: str | None
    epoch: str | None
    answered: bool


class RepView(_View):
    """One rep: what they may serve, whether they are there, and how much they have. `open_leads`
    counts what rings at them and what they took and have not closed.

    `presence_why` is `missed` when the system set them away for missing too many assignments.
    `offline_at_ms` and `online_at_ms` are when they were last found unreachable, and reachable
    again; `pushes` is on how many phones they take pushes. Who wraps up a contact does so until
    `wrap_until_ms`: no other lead rings before that.
    """

    rep: str
    name: str
    pools: list[str]
    skills: list[str]
    regions: list[str]
    tier: int
    weight: float
    capacity: int
    presence: Literal["idle", "busy", "away", "offline"]
    presence_set: Literal["idle", "busy", "away"]
    presence_why: str
    on_shift: bool
    free: bool
    room: int
    live: int
    uncontacted: int
    open_leads: int = 0
    open_leads_max: int | None = None
    today: int
    missed_in_a_row: int
    offline_at_ms: int | None = None
    online_at_ms: int | None = None
    wrap_until_ms: int | None = None
    assigned_at_ms: int | None = None
    pushes: int = 0
    daily_cap: int | None = None
    hours: WorkingHours = WorkingHours()


class StaffView(_View):
    """Somebody at the board. A supervisor may act, a viewer look; who is not active is out."""

    id: str
    name: str
    role: Literal["supervisor", "viewer"]
    active: bool


class PoolView(_View):
    """One pool of the tenant: what waits in it, and who may serve it.

    `hot` counts waiting leads whose hot clock runs, `hot_ringing` those that ring at a rep. Of
    both, `hottest` is the one whose clock has run longest, from `hot_at_ms` on. The lead that has
    waited longest does so since `oldest_since_ms`. `idle` counts reps
    who are idle and reachable, `free` those of them who can take a lead now. Nobody serves the pool
    since `unserved_since_ms`, where that was told.
    """

    pool: str
    waiting: int
    hot: int
    hot_ringing: int
    hottest: str | None
    hot_at_ms: int | None
    oldest_wait_s: float
    oldest_since_ms: int | None
    reps: int
    idle: int
    free: int
    unserved_since_ms: int | None = None


class Stats(_View):
    """The counts of one tenant; `imbalance` is 0 at any quiet moment.

    The lead that has waited longest does so since `oldest_since_ms`.
    `rungs_overdue` counts those of the tenant's whole shard, 1,000 at most.
    """

    captured: int
    merged: int
    waiting: int
    assigned: int
    acknowledged: int
    closed: int
    imbalance: int
    oldest_wait_s: float
    oldest_since_ms: int | None
    rungs_overdue: int
    reps: dict[str, int]
    reps_free: int
    policy: str
    at_ms: int
