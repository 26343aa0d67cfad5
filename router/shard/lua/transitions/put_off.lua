-- A timer whose script fails again and again is set to a later instant, so that the others go on.
-- From: any
-- Returns: dropped; early (not due before the horizon); stale, gap
-- Uses: transition, timers
if not timers.is_due(r.member, r.horizon) then return 'early' end
transition.change({ kind = 'timer_dropped', member = r.member, again_at = r.again_at })
return 'dropped'
