"""What falls due for leads."""

from dataclasses import replace
from typing import Any, cast

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Policy
from hotlead.router.shard.call import Call
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.timers import Look

LOOK = Look(cast("Any", None), ShardKeys(0), Policy(), 7, 0, 0, 9)
UNREAD = replace(LOOK, unread=True)


async def call(member: str, look: Look[Policy] = LOOK) -> Call:
    (duty,) = await AGGREGATES.duties(look, [member], {})
    assert duty.kind == duty.call.script
    return duty.call


@pytest.mark.parametrize(
    "kind", ["expire", "rung", "reopen", "relax", "refusals", "freeze", "slower", "pace"]
)
async def test_a_timer_has_the_script_of_its_kind(kind: str) -> None:
    found = await call(f"{kind}|L1")
    assert (found.script, found.request) == (
        kind,
        {"member": f"{kind}|L1", "id": "L1", "horizon": 7},
    )


async def test_a_class_is_named_whole() -> None:
    found = await call("freeze|main/main|400000:0|region:x|ann,bob")
    assert (found.script, found.request["id"]) == ("freeze", "main/main|400000:0|region:x|ann,bob")


async def test_while_the_inbox_is_unread_rungs_alone_fire_and_take_nothing() -> None:
    assert (await call("rung|L1", UNREAD)).request["notify_only"] is True
    members = [f"{timer.kind}|x" for timer in AGGREGATES.timers]
    duties = await AGGREGATES.duties(UNREAD, members, {})
    assert [duty.kind for duty in duties] == ["rung", "slower"]
