-- Nothing has reached a rep for too long (real seconds): live assignments go back.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: rep reachable -> offline; their assigned leads -> waiting
-- Returns: applied; early (a heartbeat came in time); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
local rep = rep_of(r.rep)
local seen = tonumber(call('ZSCORE', key('heartbeats'), r.rep) or '0')
if not rep or rep.reachable == 0 or seen >= r.silent_before then return finish('early') end
change({ kind = 'offline', rep = rep.id, tenant = rep.tenant, seen = seen })
call('ZREM', key('heartbeats'), rep.id) -- else the oldest would hide who falls silent next
local leads = {}
for i, id in ipairs(call('SMEMBERS', key('live', rep.id))) do
  leads[i] = lead_of(id)
  put_back(leads[i], 'offline', true, false)
end
dispatch_leads(leads)
return finish('applied')
