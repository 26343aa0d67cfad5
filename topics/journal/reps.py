"""What changes of reps: who they are, whether they are there, when they work.

Instants are UTC milliseconds; lists of names are one text with `,` between them.
"""

from typing import Literal

from hotlead.topics.journal.change import Change, change, part


@part
class OfRep(Change):
    """A change of one rep."""

    rep: str
    tenant: str


@change("rep_registered")
class RepRegistered(OfRep):
    """A rep, whole.

    `hours` is JSON (topics/hours.py); `on_shift` is 1 or 0, on the local `day` (2026-02-17), until
    `shift_next`; `rep_kind` is tier, skills and regions with `|` between them.
    `open_leads_max` is the policy's.
    """

    by: str
    name: str
    pools: str
    skills: str
    regions: str
    tier: int
    weight: float
    capacity: int
    hours: str
    on_shift: int
    day: str
    shift_next: int
    rep_kind: str
    daily_cap: int | None = None
    open_leads_max: int | None = None


@change("presence_changed")
class PresenceChanged(OfRep):
    """Idle, busy or away, by the rep or for missing too much."""

    presence: Literal["idle", "busy", "away"]
    why: Literal["set", "missed"]


@change("offline")
class Offline(OfRep):
    """Nothing reached the rep for too long; `seen` is the last sign of life (real UTC ms)."""

    seen: int


@change("online")
class Online(OfRep):
    """The rep is reachable again."""


@change("signed_out")
class SignedOut(OfRep):
    """All sessions and login codes of the rep made until `before` (real UTC ms) are void."""

    by: str
    before: int


@change("shift_changed")
class ShiftChanged(OfRep):
    """A shift began (`on` is 1) or ended (0), or the day turned."""

    on: int
    day: str
    next: int


@change("unpaced")
class Unpaced(Change):
    """The paced start of a shift is over."""

    rep: str


@change("push_subscribed")
class PushSubscribed(OfRep):
    """A phone of the rep's takes pushes, with its endpoint and keys."""

    subscription: str
    endpoint: str
    p256dh: str
    auth: str


@change("push_unsubscribed")
class PushUnsubscribed(OfRep):
    """A phone takes no more, and why."""

    subscription: str
    why: Literal["asked", "gone", "signed_out", "too_many", "moved"]


@change("wrap_up_began")
class WrapUpBegan(OfRep):
    """A contact of this lead was recorded: no other rings at the rep until then, or until it is
    ended before."""

    lead: str
    until_at: int


@change("wrap_up_ended")
class WrapUpEnded(OfRep):
    """The wrap-up is over: by its instant, by the rep's tap, or as the rep claimed a lead."""

    why: Literal["time", "tap", "claim"]


@change("open_leads_bounded")
class OpenLeadsBounded(OfRep):
    """The rep may have `most` leads open, by the policy in force; any number, when it has none."""

    most: int | None = None
