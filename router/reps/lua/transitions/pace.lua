-- The paced start of a rep's shift is over.
-- From: rep in any presence
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: hooks, transition, timers, reps
if not timers.is_due(r.member, r.horizon) then return 'early' end
if not reps.of(r.id) then return timers.drop(r.member) end
transition.change({ kind = 'unpaced', rep = r.id })
hooks.tell('freed', r.id)
return 'applied'
