-- A phone of the rep's has shown a push. What that is worth as a sign of life is told by `receipt`.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: any
-- Returns: applied; dropped (nobody here knows the lead or the rep); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not named(r) then return finish('dropped') end
change({ kind = 'notice_seen', lead = r.lead, tenant = r.tenant, notice = r.notice, rep = r.rep })
return finish('applied')
