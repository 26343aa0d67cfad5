-- Leads of a class whose freshness reached 0 stand still from here on; what waited for that goes on.
-- From: waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: transition, timers, heads, dispatch
if not timers.is_due(r.member, r.horizon) then return 'early' end
-- The lead that this was set for may have gone: the timer moves on to the next, or goes.
if #heads.freezes_due(r.id, 1) == 0 then
  transition.change({ kind = 'froze', class = r.id, members = {} })
end
if heads.settle(r.id) then dispatch.waiting(string.match(r.id, '^([^/]*)/')) end
return 'applied'
