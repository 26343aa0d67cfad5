"""What falls due for leads: their assignments, their ladders, what they ask for, their scores."""

from collections.abc import Sequence
from typing import Any, Final

from hotlead.router.leads.rescoring import rescored
from hotlead.router.policy.document import Policy
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Look, Timer, as_due, plain

#: At so many places, taken by chance, one look sees whether they are served.
_PLACES: Final = 4


async def _rungs(look: Look[Policy], members: Sequence[str]) -> list[Call]:
    """While the inbox is unread a rung takes nothing from a rep."""
    unread: dict[str, Any] = {"notify_only": True} if look.unread else {}
    return [as_due(look, member, **unread) for member in members]


async def _rescore(look: Look[Policy], leads: Sequence[str]) -> list[Call]:
    """Leads that an older policy scored, scored anew under the one in force."""
    pipe = look.redis.pipeline(transaction=False)
    for lead in leads:
        pipe.hgetall(look.keys.key("lead", lead))
        pipe.lrange(look.keys.key("signals", lead), 0, -1)
    replies = await pipe.execute()
    return [
        Call("rescore", rescored(lead, replies[2 * i], replies[2 * i + 1], look.policy))
        for i, lead in enumerate(leads)
    ]


async def _unserved(_: Look[Policy], places: Sequence[str]) -> list[Call]:
    return [Call("unserved", {"place": place}) for place in places]


TIMERS: Final[tuple[Timer[Policy], ...]] = (
    Timer("expire", plain),
    Timer("rung", _rungs, while_unread=True, overdue=lambda told: told.escalation_overdue),
    Timer("reopen", plain),
    Timer("refusals", plain),
    Timer("relax", plain),
    Timer("freeze", plain),
    Timer("slower", plain, while_unread=True),
    Timer("unserved", _unserved, given=lambda _: 0, limit=_PLACES),
    Timer("rescore", _rescore, given=lambda _: 0, once=True),
)
