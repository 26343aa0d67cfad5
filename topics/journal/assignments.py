"""What changes between a lead and a rep: pushed, taken, worked on, given back.

Instants are UTC milliseconds. Where an act was done before it was told, `done_at` says when, and
`entered_after` by how many ms if that is long.
"""

from collections.abc import Mapping
from typing import Literal

from hotlead.topics.journal.change import change, part
from hotlead.topics.journal.leads import OfLead

Outcome = Literal["open", "won", "lost", "invalid"]


@part
class OfBoth(OfLead):
    """A change of a lead and a rep."""

    rep: str


@change("assigned")
class Assigned(OfBoth):
    """The lead went to a rep, with epoch, deadline and why.

    Without `expires_at` the ladder rules; `rung_at` is when it goes on, where `hot_at` alone does
    not tell, for the pool's clock may stand still. `start` and `finish` are the rep's tags on the
    `ledger` that was charged; `paced` counts the leads of a paced start, which `paced_until` ends.
    `credits` holds, of the tenant's pools whose credit it changed, what they owe those who wait too
    long now, in millionths of a turn.
    """

    pool: str
    epoch: str
    ledger: Literal["all", "top"]
    start: int
    finish: int
    why: str
    score: int
    profile: int
    heat: int
    since: int
    masked: str
    channel: str
    episode: int
    class_: str | None = None
    expires_at: int | None = None
    hot_at: int | None = None
    rung_at: int | None = None
    paced: int | None = None
    paced_until: int | None = None
    test: bool = False
    credits: Mapping[str, int] | None = None


@change("withdrawn")
class Withdrawn(OfBoth):
    """A live assignment ended without acknowledgement, with the reason.

    `refused` keeps the lead from the rep until `retry_at`; `missed` is how many in a row the rep
    has missed now, of `missed_most` before they are away; `refund` is the charge given back.
    """

    epoch: str
    reason: Literal[
        "declined", "expired", "offline", "reassigned", "handed_over", "claimed", "replaced"
    ]
    episode: int
    refused: bool = False
    missed: int | None = None
    missed_most: int | None = None
    set_away: bool = False
    retry_at: int | None = None
    refund: int | None = None


@change("declined")
class Declined(OfBoth):
    """The rep's reason for not taking it."""

    epoch: str
    reason: str
    done_at: int | None = None
    entered_after: int | None = None


@change("acknowledged")
class Acknowledged(OfBoth):
    """The rep took the lead; without a contact it is reopened at `reopen_at`."""

    epoch: str
    reopen_at: int
    episode: int
    via: Literal["acknowledge", "claim", "late_contact"]
    hot_at: int | None = None
    done_at: int | None = None
    entered_after: int | None = None


@change("left")
class Left(OfBoth):
    """An acknowledged lead left its rep, with the reason.

    `refused` keeps it from the rep until `retry_at`; `rung_at` is when its ladder goes on; `open`
    says that any idle rep may claim it.
    """

    epoch: str
    reason: Literal["released", "no_contact", "handed_over", "closed"]
    episode: int
    refused: bool = False
    retry_at: int | None = None
    rung_at: int | None = None
    open: bool = False
    done_at: int | None = None
    entered_after: int | None = None


@change("handed_over")
class HandedOver(OfBoth):
    """A supervisor's choice, with who and why, and what was overruled.

    `former` is who had the lead; `over` names what stood against it, with `+` between; `replaced`
    are the leads that made way.
    """

    by: str
    reason: str
    former: str | None = None
    over: str | None = None
    replaced: tuple[str, ...] = ()


@part
class OfActivity(OfBoth):
    """What a rep did: whether they reached or tried the person, outcome and next promise."""

    contacted: bool
    note: str
    outcome: Outcome
    episode: int
    next_at: int | None = None
    done_at: int | None = None
    entered_after: int | None = None


@change("activity")
class Activity(OfActivity):
    """What the rep did, outcome and next promise."""


@change("late_activity")
class LateActivity(OfActivity):
    """What a former holder did while they had the lead, told after they lost it."""


@change("contacted")
class Contacted(OfBoth):
    """The first touch of this holder."""

    episode: int
    done_at: int | None = None
    entered_after: int | None = None


@change("outcome_undone")
class OutcomeUndone(OfBoth):
    """The rep took the outcome back: the lead is as it was before it."""

    epoch: str
    outcome: Literal["won", "lost", "invalid"]
    contacted: bool
    episode: int
    reopen_at: int | None = None
    done_at: int | None = None
    entered_after: int | None = None
