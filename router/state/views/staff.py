"""Who is at the board: supervisors and viewers, as they were registered."""

from typing import Any

import orjson

from hotlead.router.state.views.models import StaffView
from hotlead.router.state.views.place import Place, fields


async def staff(place: Place) -> list[StaffView]:
    """All of the tenant, by id, those who are not active any more among them."""
    found = fields(await place.redis.hgetall(place.keys.key("staff")))
    views = []
    for name, value in sorted(found.items()):
        tenant, _, id_ = name.partition("|")
        kept = orjson.loads(value)
        if tenant == place.tenant and "role" in kept:
            views.append(_view(id_, kept))
    return views


async def staff_member(place: Place, id_: str) -> tuple[StaffView | None, int]:
    """One of them, if registered, and until when what was made for them is void (real ms)."""
    found = await place.redis.hget(place.keys.key("staff"), f"{place.tenant}|{id_}")
    if found is None:
        return None, 0
    kept = orjson.loads(found)
    view = _view(id_, kept) if "role" in kept else None
    return view, int(kept.get("signed_out", 0))


def _view(id_: str, kept: dict[str, Any]) -> StaffView:
    return StaffView(id=id_, name=kept["name"], role=kept["role"], active=kept["active"])
