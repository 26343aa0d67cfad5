"""Who may speak of what: a row for each call, with what each caller is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

CALLERS: Final = (
    "nobody",
    "source",
    "their rep",
    "their viewer",
    "their supervisor",
    "other rep",
    "viewer",
    "supervisor",
    "rep",
)
"""Those of another tenant of the same shard first, and who may do most last."""


@dataclass(frozen=True)
class Row:
    """What a call names, what it sends, and the status of each caller's answer.

    `of` is a way to make what is named (`Town.MADE`), `{…}` in the body are its fields.
    """

    of: str
    told: Mapping[str, int]
    body: Mapping[str, Any] | None = field(default_factory=lambda: MappingProxyType({}))
    query: str = ""


def _told(others: int, **told: int) -> dict[str, int]:
    """`others` to all with a session who are not named, 401 to who has none."""
    named = {name.replace("_", " "): status for name, status in told.items()}
    return dict.fromkeys(CALLERS, others) | {"nobody": 401, "source": 401} | named


ALL: Final = dict.fromkeys(CALLERS, 200)
SOURCES: Final = dict.fromkeys(CALLERS, 401) | {"source": 202}
SESSIONS: Final = _told(200)
ONCE: Final = dict.fromkeys(CALLERS, 401) | {CALLERS[0]: 200}
#: Of the rep, by the rep; nobody else is told whether there is such a rep.
REP: Final = _told(404, rep=200)
REP_SEEN: Final = _told(404, rep=200, supervisor=200, viewer=200)
REP_BY_BOTH: Final = _told(404, rep=200, supervisor=200)
REPS: Final = _told(403, rep=200, other_rep=200, their_rep=200)
#: The board's own, each of their own tenant.
BOARD: Final = _told(403, supervisor=200, viewer=200, their_supervisor=200, their_viewer=200)
SUPERVISORS: Final = _told(403, supervisor=200, their_supervisor=200)
#: The board's, of something of the tenant's.
BOARD_OF: Final = _told(403, supervisor=200, viewer=200, their_supervisor=404, their_viewer=404)
SUPERVISOR_OF: Final = _told(403, supervisor=200, their_supervisor=404)
LEAD_SEEN: Final = REP_SEEN
#: Who has the lead acts; another of the tenant is told why not, one of another tenant nothing.
LEAD_HELD: Final = _told(403, rep=200, other_rep=409, their_rep=404)
CAPTURE: Final = BOARD_OF | {"source": 200}

_REP: Final = "/v1/reps/{rep}"
_LEAD: Final = "/v1/leads/{lead}"
_STAFF: Final = "/v1/staff/{staff}"
_EPOCH: Final = {"epoch": "{epoch}"}
_WHY: Final = {"reason": "asked for"}
_REGISTERED: Final = {"pools": ["main", "open"], "capacity": 30}
_KEYS: Final = {"p256dh": "A" * 87, "auth": "A" * 22}

ROWS: Final[Mapping[str, Row]] = {
    "POST /v1/captures/{channel}": Row("event", SOURCES, {"{event}": None}),
    "GET /v1/captures/{channel}/{event_id}": Row("capture", CAPTURE, query="?tenant={tenant}"),
    "POST /v1/signals": Row("signal", SOURCES, {"{event}": None}),
    # A code opens one session, to whoever brings it first.
    "POST /v1/sessions": Row("rep", ONCE, {"code": "{code}"}),
    "GET /v1/sessions": Row("rep", SESSIONS),
    "DELETE /v1/sessions": Row("rep", dict.fromkeys(CALLERS, 204)),
    "GET /v1/reps": Row("rep", BOARD),
    f"GET {_REP}": Row("rep", REP_SEEN),
    # A rep's id is one's own in a shard: who registers another is told that it is taken.
    f"PUT {_REP}": Row("rep", SUPERVISOR_OF | {"their supervisor": 409}, _REGISTERED),
    f"PUT {_REP}/presence": Row("rep", REP, {"presence": "idle"}),
    f"POST {_REP}/ready": Row("rep", REP | {"rep": 409}, {}),
    f"POST {_REP}/heartbeat": Row("rep", REP | {"rep": 204}),
    f"GET {_REP}/assignments": Row("rep", REP_SEEN),
    f"POST {_REP}/login-code": Row("rep", SUPERVISOR_OF),
    f"DELETE {_REP}/sessions": Row("leaver", REP_BY_BOTH | {"rep": 404}),
    "GET /v1/push-key": Row("rep", REPS),
    f"POST {_REP}/push-subscriptions": Row(
        "rep", REP, {"endpoint": "http://127.0.0.1:9/own", "keys": _KEYS}
    ),
    f"DELETE {_REP}/push-subscriptions/{{subscription}}": Row("phone", REP),
    f"POST {_REP}/push-subscriptions/{{subscription}}/trial": Row("phone", REP),
    "POST /v1/notices/{notice}/receipt": Row(
        "notice", _told(403, rep=204, other_rep=422, their_rep=422), {"lead": "{lead}"}
    ),
    f"GET {_REP}/leads": Row("rep", REP_SEEN),
    f"GET {_REP}/events": Row("rep", REP),
    "POST /v1/assignments/{assignment}/acknowledge": Row("assigned", LEAD_HELD),
    "POST /v1/assignments/{assignment}/decline": Row("assigned", LEAD_HELD),
    f"GET {_LEAD}": Row("assigned", LEAD_SEEN),
    f"GET {_LEAD}/explain": Row("assigned", LEAD_SEEN),
    f"GET {_LEAD}/history": Row("assigned", LEAD_SEEN),
    f"POST {_LEAD}/claim": Row("opened", LEAD_HELD),
    f"POST {_LEAD}/release": Row("acknowledged", LEAD_HELD, _EPOCH),
    f"POST {_LEAD}/activities": Row("acknowledged", LEAD_HELD, _EPOCH),
    f"POST {_LEAD}/undo": Row("closed", LEAD_HELD, _EPOCH),
    f"POST {_LEAD}/hand-over": Row(
        "assigned", SUPERVISOR_OF, _WHY | {"rep": "{other}", "without_room": "over"}
    ),
    f"POST {_LEAD}/reopen": Row("closed", SUPERVISOR_OF, _WHY),
    "GET /v1/queue": Row("rep", BOARD),
    "GET /v1/pools": Row("rep", BOARD),
    "GET /v1/stats": Row("rep", BOARD),
    "GET /v1/escalations": Row("rep", BOARD),
    "GET /v1/events": Row("rep", BOARD),
    "GET /v1/kpis": Row("rep", BOARD),
    "GET /v1/kpis/heatmap": Row("rep", BOARD),
    "GET /v1/kpis/over-time": Row("rep", BOARD),
    "GET /v1/kpis/escalations": Row("rep", BOARD),
    f"GET {_LEAD}/curve": Row("assigned", BOARD_OF),
    f"GET {_LEAD}/decisions": Row("assigned", BOARD_OF),
    f"POST {_LEAD}/reveal": Row("assigned", SUPERVISOR_OF, _WHY),
    "GET /v1/staff": Row("staff", SUPERVISORS),
    # Staff are each tenant's own: the same id elsewhere is somebody else.
    f"PUT {_STAFF}": Row("staff", SUPERVISORS, {"role": "viewer"}),
    f"POST {_STAFF}/login-code": Row("staff", SUPERVISOR_OF),
    f"DELETE {_STAFF}/sessions": Row("staff", SUPERVISOR_OF),
    "GET /healthz": Row("rep", ALL),
    "GET /readyz": Row("rep", ALL),
    "GET /metrics": Row("rep", ALL),
    "GET /openapi.json": Row("rep", ALL),
    "GET /asyncapi.json": Row("rep", ALL),
}
