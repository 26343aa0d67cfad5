-- A timer whose script fails again and again is set to a later instant, so that the others go on.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: any
-- Returns: dropped; early (not due before the horizon); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
change({ kind = 'timer_dropped', member = r.member, again_at = r.again_at })
return finish('dropped')
