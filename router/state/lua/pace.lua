-- The paced start of a rep's shift is over.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: rep in any presence
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
if not rep_of(r.id) then return drop_timer(r.member) end
change({ kind = 'unpaced', rep = r.id })
dispatch_rep(r.id)
return finish('applied')
