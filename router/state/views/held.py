"""The leads that a rep has, or may have, with what a rep must know before the first word."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from hotlead.router.privacy.masking import mask_name
from hotlead.router.state.views.contacts import Asked, contacts_for, customers
from hotlead.router.state.views.leads import lead_views
from hotlead.router.state.views.models import FullContact, HeldLead, LeadView
from hotlead.router.state.views.place import Place

#: So many of the newest things that happened are looked through for notes and former holders.
STORY_TAIL: Final = 50
_OFFERS: Final = frozenset({"assigned", "handed_over", "rung"})


async def held_by(place: Place, rep: str, *, acknowledged: bool, contacts: bool) -> list[HeldLead]:
    """A rep's live assignments, or the leads that they acknowledged; the oldest first.

    `contacts` adds the contact in full to acknowledged ones: for the rep alone.
    """
    ids = await place.members("open" if acknowledged else "live", rep)
    views = await lead_views(place, ids, (await place.moment()).now_ms)
    views.sort(key=lambda one: (one.assigned_at_ms or 0, one.lead))
    full: list[FullContact | None] = [None] * len(views)
    if acknowledged and contacts:
        full = await contacts_for(place, [Asked(view.lead, rep) for view in views])
    else:
        views = await covered(place, views)
    stories = await _stories(place, [view.lead for view in views])
    former = {one["rep"] for story in stories for one in story if _took(one) and one["rep"] != rep}
    names = await place.hashes("rep", sorted(former))
    return [
        HeldLead(
            **view.model_dump(),
            contact=contact,
            note=next((one["note"] for one in reversed(story) if one.get("note")), None),
            had_by=[
                names.get(other, {}).get("name") or other
                for other in dict.fromkeys(one["rep"] for one in story if _took(one))
                if other != rep
            ],
        )
        for view, contact, story in zip(views, full, stories, strict=True)
    ]


async def was_offered(place: Place, lead: str, rep: str) -> bool:
    """Whether the tenant's lead is the rep's, or was theirs as far back as its story goes."""
    row = (await place.hashes("lead", [lead])).get(lead)
    if row is None:
        return False
    if row.get("rep") == rep:
        return True
    stored = await place.redis.lrange(place.keys.key("story", lead), 0, -1)
    story = [orjson.loads(one) for one in stored]
    return any(rep in (one.get("rep"), one.get("to")) for one in story if one["kind"] in _OFFERS)


async def covered(place: Place, views: Sequence[LeadView]) -> list[LeadView]:
    """The same with the people's names, of which only the first sign is shown."""
    named = await customers(place, [view.lead for view in views])
    return [
        view.model_copy(update={"customer": mask_name(named[view.lead])})
        if view.lead in named
        else view
        for view in views
    ]


async def _stories(place: Place, leads: Sequence[str]) -> list[list[dict[str, Any]]]:
    pipe = place.redis.pipeline(transaction=False)
    for lead in leads:
        pipe.lrange(place.keys.key("story", lead), -STORY_TAIL, -1)
    found: list[list[bytes]] = await pipe.execute() if leads else []
    return [[orjson.loads(one) for one in story] for story in found]


def _took(one: dict[str, Any]) -> bool:
    return one["kind"] == "acknowledged" and "rep" in one
