"""A record of the inbox that is none of ours: the dead letter says where, and no phone number."""

from types import SimpleNamespace
from typing import Any

import orjson

from hotlead.agents.batches import Record
from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.owner import Owner


async def test_the_field_at_fault_is_named_without_a_number() -> None:
    details: list[str] = []

    async def write(_record: Record, reason: str, detail: str, *, stage: str) -> None:
        details.append(detail)

    owner: Any = Owner.__new__(Owner)
    owner._failures = Failures()
    owner._tools = SimpleNamespace(dead_letters=SimpleNamespace(write=write))
    body = {
        "kind": "capture",
        "tenant": "main",
        "channel": "web-form",
        "event_id": "e",
        "lead": "L",
        "at_ms": 1,
        "received_ms": 1,
        "contact": {},
        "masked": "****",
        "identities": [],
        "attributes": {"13800138000": [1]},
    }
    value = orjson.dumps(body)
    record: Record = Record("inbox", 0, 0, 1, 0, None, value, None, -1, len(value), ())
    assert await owner._decode(record) is None
    assert details[0].startswith("$.capture.attributes.********: ")
