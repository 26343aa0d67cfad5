-- A pool opens or closes; outside its hours a new hot clock may wait for the opening.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: a pool, open or closed
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
change({ kind = 'pool_hours', pool = r.id, is_open = r.is_open, opens_at = r.opens_at,
  next = r.next })
return finish('applied')
