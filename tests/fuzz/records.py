"""Records of every kind of wrong, from one seed: bytes, and all else that a record has.

Most begin as a valid record of the topic and have a part changed, so that they come as far into
the product as they can; the rest are bytes.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from hotlead.topics.streams import (
    ASSIGNMENTS,
    CHANNELS,
    CONTACTS,
    DEAD_LETTERS,
    INBOX,
    JOURNAL,
    POLICIES,
    SIGNALS,
    SNAPSHOTS,
    capture_topic,
)

INPUTS: Final = (*map(capture_topic, CHANNELS), SIGNALS)
OURS: Final = (INBOX, JOURNAL, CONTACTS, POLICIES, SNAPSHOTS, ASSIGNMENTS, DEAD_LETTERS)
CODECS: Final = (None, "gzip", "snappy", "lz4", "zstd")
LARGE: Final = 200_000

_LEAD: Final = {"tenant": "main", "lead": "L", "epoch": "1-1", "rep": "kim", "action_id": "a"}
_CAPTURE: Final = {
    "event_id": "e",
    "occurred_at": "2026-01-05T09:30:00+08:00",
    "contact": {"phone": "138 0013 8000", "email": "a@example.org", "name": "李雷"},
    "attributes": {"region": "shanghai", "budget": 260000, "urgent": True},
    "visitor_id": "v",
    "tenant": "main",
    "pool": "main",
}
INBOX_EVENTS: Final[tuple[dict[str, Any], ...]] = (
    {
        "kind": "capture",
        "tenant": "main",
        "channel": "web-form",
        "event_id": "e",
        # No `contact_id`, so none is valid: intake alone keeps a contact, the audit would miss it.
        "at_ms": 1_767_576_600_000,
        "received_ms": 1_767_576_600_000,
        "contact": {"email": "a@example.org"},
        "masked": "****",
        "identities": ["i"],
        "attributes": {"grade": "5"},
    },
    {
        "kind": "signal",
        "tenant": "main",
        "event_id": "e",
        "at_ms": 1_767_576_600_000,
        "visitor": "v",
        "signal": "visit",
        "value": 1.0,
    },
    {
        "kind": "rep",
        "action_id": "a",
        "by": "sup",
        "tenant": "main",
        "rep": "kim",
        "pools": ["main"],
        "tier": 1,
        "weight": 1.0,
        "capacity": 1,
        "daily_cap": 9,
        "hours": {"days": {"0": ["09:00-18:00"]}},
    },
    {"kind": "presence", "action_id": "a", "tenant": "main", "rep": "kim", "presence": "idle"},
    {"kind": "acknowledge", **_LEAD, "done_at_ms": 1_767_576_600_000},
    {"kind": "decline", **_LEAD, "reason": "busy"},
    {"kind": "activity", **_LEAD, "note": "called", "outcome": "open", "next_at_ms": 1},
    {
        "kind": "notice_sent",
        "tenant": "main",
        "to": "kim",
        "via": "web-push",
        "result": "accepted",
        "attempts": 1,
        "notices": [{"notice": "n", "lead": "L"}],
    },
    {"kind": "policy", "action_id": "a", "version": "default"},
    {"kind": "marker", "at_ms": 1, "real_ms": 1, "sender": "s"},
)
_JOURNAL: Final[tuple[dict[str, Any], ...]] = (
    {
        # No `worker`, so none is valid: one that is takes the shard over, as it should.
        "type": "opened",
        "id": "o",
        "origin_ms": 0,
        "origin_real_ms": 0,
        "speed": 1.0,
    },
    {
        "type": "entry",
        "seq": 1,
        "stamp": "s",
        "prev": "",
        "generation": 0,
        "next": 1,
        "at": 1,
        "policy": "default",
        "changes": [{"kind": "position"}],
    },
)
_LETTER: Final = {
    "tenant": "_",
    "reason": "bad_json",
    "topic": "t",
    "partition": 0,
    "offset": 0,
    "at_ms": 1,
    "value": "e30=",
}
_VALID: Final[dict[str, Sequence[dict[str, Any]]]] = {
    SIGNALS: ({"event_id": "e", "visitor_id": "v", "kind": "page_dwell", "value": 150},),
    INBOX: INBOX_EVENTS,
    JOURNAL: _JOURNAL,
    CONTACTS: ({"email": "a@example.org"},),
    POLICIES: ({"version": "fuzz", "hot": 72},),
    SNAPSHOTS: ({"shard": 0, "entry": 1, "chunks": 1},),
    ASSIGNMENTS: ({"id": "0-1-1", "kind": "assigned", "rep": "kim"},),
    DEAD_LETTERS: (_LETTER, {"mark": "taken", "letter": 0, "run": "r", "at_ms": 1}),
}
_ODD: Final[tuple[Callable[[random.Random], bytes], ...]] = (
    lambda _: b"null",
    lambda _: b"{}",
    lambda _: b"-1",
    lambda dice: str(dice.choice((-1, 1)) * 10 ** dice.choice((18, 19, 20, 30, 400))).encode(),
    lambda _: b"NaN",
    lambda _: b"1e999",
    lambda _: b"1.5",
    lambda _: b"true",
    lambda dice: b'"' + b"x" * dice.choice((0, 129, 5_000, LARGE)) + b'"',
    lambda dice: orjson.dumps(dice.choice(("²", "\u202e", "\x00", "\ufeff", "𐀀", "|", "1" * 400))),
    lambda _: b'"\\ud800"',
    lambda _: b'"\xff"',
    lambda dice: b"[" * (depth := dice.choice((1, 90, 5_000))) + b"]" * depth,
    lambda dice: b'{"a":' * (depth := dice.choice((1, 90, 5_000))) + b"1" + b"}" * depth,
    lambda _: b"[" + b"0," * 20_000 + b"0]",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One record. `timestamp_ms` None is now; `codec` is what it is compressed with."""

    topic: str
    value: bytes | None
    key: bytes | None
    timestamp_ms: int | None
    headers: tuple[tuple[str, bytes], ...]
    codec: str | None


class Records:
    """The same records again from the same seed; `topic` has no prefix."""

    def __init__(self, seed: int, tenants: Sequence[str], now_ms: Callable[[], int]) -> None:
        self._dice, self._tenants, self._now_ms = random.Random(seed), tenants, now_ms
        self._number = 0

    def next(self) -> Made:
        """One more."""
        dice = self._dice
        self._number += 1
        topic = dice.choice((*INPUTS, *INPUTS, INBOX, INBOX, *OURS))
        value, keys = self._value(topic), (b"", b"\xff\x00", b"fuzz", dice.randbytes(300))
        return Made(
            topic,
            value,
            # aiokafka sends no record that has neither.
            dice.choice(keys if value is None else (None, *keys)),
            self._timestamp(),
            dice.choice(((), (("", b""),), (("hotlead-dead-letter", b"\xff"),) * 40)),
            dice.choice(CODECS),
        )

    def _timestamp(self) -> int | None:
        now = self._now_ms()
        return self._dice.choice((None, None, -1, 0, 1, now - 10**9, now + 3_000_000))

    def _value(self, topic: str) -> bytes | None:
        dice = self._dice
        kind = dice.random()
        if kind < 0.03:
            return None
        if kind < 0.15:
            return dice.randbytes(dice.choice((0, 1, 40, 3_000, LARGE)))
        raw = self._changed(dice.choice(_VALID.get(topic, (_CAPTURE,))))
        if kind < 0.3:
            raw = self._torn(raw)
        return raw

    def _changed(self, valid: dict[str, Any]) -> bytes:
        """The object with one to three of its fields changed, gone, or more."""
        dice = self._dice
        body = dict(valid)
        for name in ("event_id", "action_id", "lead"):
            if name in body:
                body[name] = f"fuzz-{self._number}"
        if "tenant" in body:
            body["tenant"] = dice.choice(self._tenants)
        fields = [(orjson.dumps(name), orjson.dumps(value)) for name, value in body.items()]
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(fields))
            what = dice.random()
            if what < 0.6:
                fields[at] = fields[at][0], dice.choice(_ODD)(dice)
            elif what < 0.75:
                fields.append((fields[at][0], dice.choice(_ODD)(dice)))
            elif what < 0.9:
                fields.append((orjson.dumps(f"more{at}"), dice.choice(_ODD)(dice)))
            elif len(fields) > 1:
                del fields[at]
        return b"{" + b",".join(name + b":" + value for name, value in fields) + b"}"

    def _torn(self, raw: bytes) -> bytes:
        dice = self._dice
        at = dice.randrange(len(raw))
        return dice.choice(
            (
                raw[:at],
                raw[:at] + dice.randbytes(1) + raw[at + 1 :],
                raw[at:] + raw[:at],
                raw + raw,
                b"\xef\xbb\xbf" + raw,
                orjson.dumps(raw.decode("latin-1")),
            )
        )
