"""The journal: each shard's changes of state, as a chain.

A record is either `opened`, by which a worker takes a shard over (its offset is the generation),
or an entry. An entry holds all changes of one transition, so that a transition is published whole
or not at all. It is valid when `prev` is the stamp of the last valid entry; the first to do so in
the log wins and all others are void.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

Change = dict[str, Any]

SPEED_MAX: Final = 100_000

VERSION: Final = 1
"""Of the entries that this hotlead writes and reads; raised with each new kind or field of a change
(router/state/lua/parts/11_transition.lua writes it). Entries without one are of the first."""

CHANGES: dict[str, str] = {
    "captured": "a new lead",
    "merged": "a capture of a person who is known",
    "identity_conflict": "a capture named two known leads; it went to the phone's",
    "held": "a signal kept for a visitor not yet known",
    "joined": "signals that a lead took over, and its heat with them",
    "hot": "the score first passed the threshold in this episode: the hot clock starts",
    "queued": "the lead waits, at first or again, with the reason",
    "froze": "leads whose freshness reached 0",
    "relaxed": "the lead waited and asks less of a rep",
    "refusals_kept": "another rep on duty may still take the lead",
    "refusals_cleared": "all refused; the list is cleared after the pause",
    "assigned": "the lead went to a rep, with epoch, deadline and why",
    "withdrawn": "a live assignment ended without acknowledgement, with the reason",
    "declined": "the rep's reason for not taking it",
    "acknowledged": "the rep took the lead",
    "left": "an acknowledged lead left its rep, with the reason",
    "reopened": "a new episode of the lead, with the reason, and who if a supervisor did",
    "handed_over": "a supervisor's choice, with who and why, and what was overruled",
    "activity": "what the rep did, outcome and next promise",
    "late_activity": "what a former holder did while they had the lead, told after they lost it",
    "contacted": "the first touch of this holder",
    "closed": "the lead ended, with its outcome",
    "outcome_undone": "the rep took the outcome back: the lead is as it was before it",
    "rung": "one step of escalation fired",
    "rescored": "the score under a new policy",
    "rep_registered": "a rep, whole",
    "presence_changed": "idle, busy or away, by the rep or for missing too much",
    "offline": "nothing reached the rep for too long",
    "online": "the rep is reachable again",
    "push_subscribed": "a phone of the rep's takes pushes, with its endpoint and keys",
    "push_unsubscribed": "a phone takes no more: asked, gone, signed_out, too_many or moved",
    "signed_out": "all sessions and login codes of the rep made until then are void, with who",
    "notice_sent": "what came of telling somebody outside; accepted is the service's word",
    "notice_seen": "a phone of the rep's has shown a push",
    "shift_changed": "a shift began or ended, or the day turned",
    "unpaced": "the paced start of a shift is over",
    "pool_hours": "a pool opened or closed",
    "staff_registered": "somebody at the board, whole: supervisor or viewer, active or not",
    "staff_signed_out": "sessions and codes of somebody at the board are void",
    "revealed": "a supervisor was shown the contact in full, with who and why",
    "policy_activated": "a version of the policy came into force, with its numbers",
    "answered": "the answer to an action",
    "timer_dropped": "a deadline that fitted no state",
    "unreadable": "an inbox record put with the dead letters",
    "position": "inbox records without effect were passed",
}
"""Every kind of change, with its meaning."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A worker took the shard over. Instants in ms; `speed` is 1 but in demo, replay and tests."""

    id: str
    worker: str
    origin_ms: int
    origin_real_ms: int
    speed: float
    type: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class Entry:
    """One transition's changes. `next` is the inbox position after it, `at` the shard's time."""

    seq: int
    stamp: str
    prev: str
    generation: int
    next: int
    at: int
    policy: str
    changes: tuple[Change, ...]
    version: int = 1


def encode_opened(opened: Opened) -> bytes:
    """The bytes of one `opened` record."""
    return orjson.dumps(opened)


def decode_journal(value: bytes) -> Opened | Entry:
    """The record; raises ValueError when it is neither.

    Of an entry of a later version its place in the chain is read, and no changes.
    """
    try:
        raw = orjson.loads(value)
        if raw["type"] == "opened":
            return Opened(
                id=_text(raw["id"]),
                worker=_text(raw["worker"]),
                origin_ms=_whole(raw["origin_ms"]),
                origin_real_ms=_whole(raw["origin_real_ms"]),
                speed=_speed(raw["speed"]),
            )
        version = _whole(raw.get("version", 1))
        return Entry(
            seq=_whole(raw["seq"]),
            stamp=_text(raw["stamp"]),
            prev=_text(raw["prev"]),
            generation=_whole(raw["generation"]),
            next=_whole(raw["next"]),
            at=_whole(raw["at"]),
            policy=_text(raw["policy"]),
            changes=_changes(raw["changes"]) if version <= VERSION else (),
            version=version,
        )
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"not a journal record: {type(error).__name__}") from None


def _changes(value: object) -> tuple[Change, ...]:
    if type(value) is not list or not all(type(change) is dict for change in value):
        raise TypeError("not a list of changes")
    return tuple(value)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _speed(value: object) -> float:
    if not isinstance(value, int | float) or not 0 < value <= SPEED_MAX:
        raise TypeError("not a speed")
    return float(value)


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError("not text")
    return value
