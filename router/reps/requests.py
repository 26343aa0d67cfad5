"""From an event of a rep to its transition. Pure."""

from hotlead.router.policy.document import Policy
from hotlead.router.privacy.masking import mask_text
from hotlead.router.rules.hours import shift_at
from hotlead.router.shard.call import Call, Request
from hotlead.router.shard.requests import Given
from hotlead.topics.inbox import RepRegistered


def registered(event: RepRegistered, given: Given[Policy]) -> Call:
    """A rep whole, with the state of their shift now."""
    shift = shift_at(event.hours, given.now_ms)
    request: Request = {
        "by": event.by,
        "tenant": event.tenant,
        "rep": event.rep,
        "name": mask_text(event.name),
        "pools": ",".join(sorted(event.pools)),
        "skills": ",".join(sorted(event.skills)),
        "regions": ",".join(sorted(event.regions)),
        "tier": event.tier,
        "weight": event.weight,
        "capacity": event.capacity,
        "hours": event.hours.model_dump_json(),
        "on_shift": int(shift.on),
        "day": shift.day,
        "shift_next": shift.changes_at_ms,
    }
    if event.daily_cap is not None:
        request["daily_cap"] = event.daily_cap
    if given.policy.open_leads_max is not None:
        request["open_leads_max"] = given.policy.open_leads_max
    return Call("rep", request)
