-- A pool opens or closes; outside its hours a new hot clock may wait for the opening.
-- From: a pool, open or closed
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: transition, timers
if not timers.is_due(r.member, r.horizon) then return 'early' end
transition.change({ kind = 'pool_hours', pool = r.id, at = r.at, is_open = r.is_open,
  opens_at = r.opens_at, next = r.next })
return 'applied'
