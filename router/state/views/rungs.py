"""Rungs that fired: what each did, and how its lead stands now."""

from collections.abc import Mapping, Sequence
from typing import Any

from hotlead.router.policy.document import Policy
from hotlead.router.rules.scoring import MICRO
from hotlead.router.state.views.history import names_in
from hotlead.router.state.views.leads import lead_views
from hotlead.router.state.views.models import LeadView, RungView
from hotlead.router.state.views.place import Place
from hotlead.router.telling.events import rung_did, told
from hotlead.router.telling.names import Names


async def rung_views(
    place: Place, fired: Sequence[dict[str, Any]], policy: Policy
) -> list[RungView]:
    """Rungs as the journal told them, in the same order, with their leads as they stand."""
    now_ms = (await place.moment()).now_ms
    ids = sorted({rung["lead"] for rung in fired})
    leads = {view.lead: view for view in await lead_views(place, ids, now_ms)}
    names = await names_in(place, list(fired), policy)
    return [_rung(rung, leads[rung["lead"]], names) for rung in fired if rung["lead"] in leads]


def _rung(rung: Mapping[str, Any], lead: LeadView, names: Names) -> RungView:
    hot = "n" in rung
    did = rung_did(rung, names) if hot else told({**rung, "at": rung["at_ms"]}, names)
    # A later episode began only because this one had ended.
    ended = lead.episode > rung["episode"] or lead.state in ("acknowledged", "closed")
    return RungView(
        at_ms=rung["at_ms"],
        lead=lead.lead,
        pool=lead.pool,
        masked=lead.masked,
        episode=rung["episode"],
        n=rung["n"] if hot else 0,
        name=rung["name"] if hot else rung["why"].replace("_", "-"),
        does=[part for part in rung["does"].split("+") if part] if hot else [rung["notify"]],
        en=did.en,
        zh=did.zh,
        score=rung["score"] / MICRO,
        rep=rung.get("rep"),
        state=lead.state,
        holder=lead.holder,
        epoch=lead.epoch,
        answered=ended,
    )
