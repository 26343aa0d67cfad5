"""Contacts in full: for the rep who holds the acknowledged lead, or by a journalled reveal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from hotlead.router.state.views.models import FullContact
from hotlead.router.state.views.place import Place, text

CAPTURES_MAX: Final = 100
_HELD: Final = ("tenant", "state", "rep", "epoch")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose contact is asked for, and by which rep; with an epoch it must be held under that."""

    lead: str
    rep: str
    epoch: str | None = None


async def contacts_for(place: Place, asked: Sequence[Asked]) -> list[FullContact | None]:
    """For each, the contact in full, or None when the rep does not hold the lead acknowledged.

    Of several captures the newest value of each field holds. Two round trips, however many.
    """
    pipe = place.redis.pipeline(transaction=False)
    for one in asked:
        pipe.hmget(place.keys.key("lead", one.lead), _HELD)
        pipe.lrange(place.keys.key("captures", one.lead), -CAPTURES_MAX, -1)
    found = await pipe.execute() if asked else []
    captures: list[list[bytes]] = [
        kept if _holds(place, one, held) else []
        for one, held, kept in zip(asked, found[::2], found[1::2], strict=True)
    ]
    wanted = [capture for kept in captures for capture in kept]
    key = place.keys.key("contacts")
    stored = iter(await place.redis.hmget(key, wanted) if wanted else [])
    return [
        _newest([next(stored) for _ in kept]) if _holds(place, one, held) else None
        for one, held, kept in zip(asked, found[::2], captures, strict=True)
    ]


async def full_contact(place: Place, lead: str) -> FullContact:
    """The contact of a lead of the tenant's, whoever has it; only behind a journalled reveal."""
    captures = await place.redis.lrange(place.keys.key("captures", lead), -CAPTURES_MAX, -1)
    key = place.keys.key("contacts")
    return _newest(await place.redis.hmget(key, captures) if captures else [])


async def customers(place: Place, leads: Sequence[str]) -> dict[str, str]:
    """What the people behind these leads of the tenant's are called; who gave no name is not in it.

    Two round trips, however many.
    """
    pipe = place.redis.pipeline(transaction=False)
    for lead in leads:
        pipe.lrange(place.keys.key("captures", lead), -CAPTURES_MAX, -1)
    captures: list[list[bytes]] = await pipe.execute() if leads else []
    wanted = [capture for kept in captures for capture in kept]
    stored = iter(await place.redis.hmget(place.keys.key("contacts"), wanted) if wanted else [])
    found = {
        lead: _newest([next(stored) for _ in kept]).name
        for lead, kept in zip(leads, captures, strict=True)
    }
    return {lead: name for lead, name in found.items() if name}


def _holds(place: Place, asked: Asked, held: Sequence[bytes | str | None]) -> bool:
    tenant, state, rep, epoch = (text(value) if value else "" for value in held)
    mine = (tenant, state, rep) == (place.tenant, "acknowledged", asked.rep)
    return mine and asked.epoch in (None, epoch)


def _newest(stored: Sequence[bytes | str | None]) -> FullContact:
    known: dict[str, str] = {}
    for contact in stored:
        if contact is not None:
            known |= orjson.loads(contact)
    return FullContact(**known)
