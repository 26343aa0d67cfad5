-- A rep's shift starts or ends, or their day turns.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: rep in any presence
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
local rep = rep_of(r.id)
if not rep then return drop_timer(r.member) end
change({ kind = 'shift_changed', rep = rep.id, tenant = rep.tenant, on = r.on, day = r.day,
  next = r.next })
dispatch_rep(r.id)
return finish('applied')
