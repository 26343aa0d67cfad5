"""What the metrics' names begin with, and the values that their labels may take."""

from typing import Final, get_args

from hotlead.router.metrics.children import OTHER
from hotlead.topics.dead_letters import REASONS
from hotlead.topics.inbox import NoticeResult

PREFIX: Final = "hotlead_"

STAGES: Final = ("captures", "signals", "inbox", "assignments", "notices", "journal")
OUTCOMES: Final = (
    *("applied", "refused", "duplicate", "skipped", "dropped", "early"),
    "dead_lettered",
)
INTAKE_RESULTS: Final = ("accepted", "dead_lettered")
REJECTIONS: Final = ("malformed", "invalid", "too_large", "unknown_channel", "token", "unavailable")
DEAD_LETTER_REASONS: Final = tuple(REASONS)
DUPLICATE_STAGES: Final = ("captures", "signals")
SIGNAL_KINDS: Final = ("page_dwell", "video_complete", "repeat_visit", "inbound_call", OTHER)
ASSIGNMENT_OUTCOMES: Final = (
    *("assigned", "acknowledged", "declined", "expired", "reassigned", "offline", "claimed"),
    *("handed_over", "replaced", OTHER),
)
CONFLICTS: Final = (
    *("too_late", "taken", "closed", "not_open", "no_room", "not_idle", "contacted"),
    *("other_pool", "has_it_already", "away", "offline", "off_shift", "nothing_rings"),
    *("undo_over", "moved_on", "not_closed", "wrap_up", "no_wrap_up", "too_many_open"),
    OTHER,
)
RUNGS: Final = ("reminder", "reassign", "supervisors", "duty-manager", OTHER)
RUNG_RESULTS: Final = ("fired", "moved", "met")
VERDICTS: Final = ("valid", "twice", "void", "opened", "poison")
REDIS_CALLS: Final = ("batch", "due", "trim", "open", "fold", OTHER)
OPENED: Final = ("kept", "from_snapshot", "from_start")
SNAPSHOT_OUTCOMES: Final = ("written", "abandoned", "failed")
REDIS_ERRORS: Final = ("stale", "gap", "failed", "unreachable", "restarted", OTHER)
LEAD_STATES: Final = ("waiting", "assigned", "acknowledged", "closed")
PRESENCES: Final = ("idle", "wrap_up", "busy", "away", "offline")
PRODUCED: Final = ("capture", "signals", "inbox", "journal", "contacts", "assignments", OTHER)
CONSUMED: Final = ("capture", "signals", "inbox", "journal", OTHER)
VIAS: Final = ("web-push", "webhook", "dingtalk", "feishu", "lark", "wechat", "wecombot", OTHER)
NOTICE_RESULTS: Final = get_args(NoticeResult)
CONNECTIONS_REFUSED: Final = (
    *("full", "address", "strangers"),
    *("silent", "late_head", "late_body", "unread"),
    *("head", "body", "framing", "pipeline", "malformed"),
)
CONNECTIONS: Final = ("strangers", "known")
