-- A rep's shift starts or ends, or their day turns.
-- From: rep in any presence
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: hooks, transition, timers, reps
if not timers.is_due(r.member, r.horizon) then return 'early' end
local rep = reps.of(r.id)
if not rep then return timers.drop(r.member) end
transition.change({ kind = 'shift_changed', rep = rep.id, tenant = rep.tenant, on = r.on, day = r.day,
  next = r.next })
hooks.tell('freed', r.id)
return 'applied'
