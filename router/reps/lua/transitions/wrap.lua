-- A rep's wrap-up is over by its instant.
-- From: rep in any presence, in wrap-up
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: hooks, timers, reps, wrap_up
if not timers.is_due(r.member, r.horizon) then return 'early' end
local rep = reps.of(r.id)
if not rep or not wrap_up.finish(rep, 'time') then return timers.drop(r.member) end
hooks.tell('freed', r.id)
return 'applied'
