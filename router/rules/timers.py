"""From a deadline that fell due to the script that acts on it."""

from hotlead.router.policy.document import Policy
from hotlead.router.rules.hours import shift_at
from hotlead.router.shard.call import Call, Request
from hotlead.topics.hours import WorkingHours


def call_for_timer(
    member: str,
    *,
    horizon_ms: int,
    now_ms: int,
    policy: Policy,
    hours: WorkingHours | None,
    notify_only: bool = False,
) -> Call:
    """The script for a member of `deadlines`, which is "kind|id".

    `hours` are the rep's, for a shift.
    """
    kind, _, subject = member.partition("|")
    request: Request = {"member": member, "id": subject, "horizon": horizon_ms}
    if kind == "rung" and notify_only:
        request["notify_only"] = True
    if kind == "shift":
        shift = shift_at(hours or WorkingHours(), now_ms)
        request |= {"on": int(shift.on), "day": shift.day, "next": shift.changes_at_ms}
    if kind == "hours" and subject in policy.pools:
        shift = shift_at(policy.pools[subject].hours, now_ms)
        request |= {
            "is_open": int(shift.on),
            "opens_at": shift.opens_at_ms or now_ms,
            "next": shift.changes_at_ms,
        }
    return Call(kind, request)
