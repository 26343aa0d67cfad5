"""What changes of pools: the policy in force, its numbers, which pools are open.

Instants are UTC milliseconds.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from hotlead.topics.journal.change import Change, change


class PoolNumbers(TypedDict):
    """A pool as the scripts read it: times in ms, points in micropoints, flags 1 or 0, the share in
    millionths.

    `clock_ms` is the total of the pool's clock at `clock_at`; without one it is the instant itself.
    `spans` are the pool's open spans ahead, `start-end,start-end`, in which alone the clock runs;
    without them it always does.
    """

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
    overdue_share: NotRequired[int]
    reopen_after: int
    undo: NotRequired[int]
    wrap_up: NotRequired[int]
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
    slower_notify: NotRequired[str]
    slower_refused: NotRequired[int]
    slower_waited: NotRequired[int]
    unserved_notify: NotRequired[str]
    unserved_after: NotRequired[int]
    open_ms: NotRequired[int]
    turned_at: NotRequired[int]
    clock_ms: NotRequired[int]
    clock_at: NotRequired[int]
    spans: NotRequired[str]
    pace: NotRequired[int]
    pace_window: NotRequired[int]


@change("policy_activated")
class PolicyActivated(Change):
    """A version of the policy came into force, with its numbers; with `rescore` leads follow it.

    `open_leads_max` is how many leads a rep may have open; any number, when there is none.
    """

    version: str
    pools: Mapping[str, PoolNumbers]
    rescore: bool = False
    open_leads_max: int | None = None


@change("pool_hours")
class PoolHours(Change):
    """A pool opened (`is_open` is 1) or closed (0) at `at`, until `next`; nothing of one that is
    gone. Where an older record has no `at`, it is the entry's instant. `open_ms` is for how long it
    was open in all up to then, since a policy first counted it. `clock_ms` is the total of its
    clock then, which runs on within `spans`; always where there are none, as when it is gone.
    """

    pool: str
    at: int | None = None
    is_open: int | None = None
    opens_at: int | None = None
    next: int | None = None
    open_ms: int | None = None
    clock_ms: int | None = None
    spans: str | None = None
