-- A heartbeat came from a rep who was offline.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: rep offline -> reachable
-- Returns: applied; early (not offline); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
call('SREM', key('back'), r.rep)
local rep = rep_of(r.rep)
if not rep or rep.reachable == 1 then return finish('early') end
change({ kind = 'online', rep = rep.id, tenant = rep.tenant })
dispatch_rep(rep.id)
return finish('applied')
