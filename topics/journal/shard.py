"""What changes of the shard itself: the policy in force, its pools, answers, and its inbox.

Instants are UTC milliseconds.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from hotlead.topics.journal.change import Change, change


class PoolNumbers(TypedDict):
    """A pool as the scripts read it: times in ms, points in micropoints, flags 1 or 0."""

    weight_profile: float
    weight_heat: float
    start: int
    slope: int
    lasts: int
    wait: int
    hot: int
    high_intent: int
    expiry: int
    longest_wait: int
    reopen_after: int
    undo: NotRequired[int]
    clear_refusals: int
    misses_before_away: int
    reassign_hold: int
    top_tier: int
    ladder: str
    first_rung: int
    clock_waits: int
    is_open: int
    opens_at: int
    next: int
    relax: NotRequired[str]
    pace: NotRequired[int]
    pace_window: NotRequired[int]


@change("policy_activated")
class PolicyActivated(Change):
    """A version of the policy came into force, with its numbers; with `rescore` leads follow it."""

    version: str
    pools: Mapping[str, PoolNumbers]
    rescore: bool = False


@change("pool_hours")
class PoolHours(Change):
    """A pool opened (`is_open` is 1) or closed (0), until `next`; nothing of one that is gone."""

    pool: str
    is_open: int | None = None
    opens_at: int | None = None
    next: int | None = None


@change("answered")
class Answered(Change):
    """The answer to an action: its status as in HTTP, and what is true now.

    `asked` is a keyed word for what was asked under the id. Of a refusal `holder` and `state` say
    who has the lead and where it stands.
    """

    action: str
    status: int
    asked: str | None = None
    tenant: str | None = None
    reason: str | None = None
    lead: str | None = None
    rep: str | None = None
    epoch: str | None = None
    holder: str | None = None
    state: str | None = None
    presence: str | None = None


@change("timer_dropped")
class TimerDropped(Change):
    """A deadline that fitted no state, or with `again_at` one that is put off."""

    member: str
    again_at: int | None = None


@change("unreadable")
class Unreadable(Change):
    """An inbox record put with the dead letters."""

    reason: str


@change("position")
class Position(Change):
    """Inbox records without effect were passed."""

    at_least: int
