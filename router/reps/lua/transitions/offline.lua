-- Nothing has reached a rep for too long (real seconds): live assignments go back.
-- From: rep reachable -> offline; their assigned leads -> waiting
-- Returns: applied; early (a heartbeat came in time); stale, gap
-- Uses: shard, transition, reps, leads, dispatch
local rep = reps.of(r.rep)
local seen = tonumber(shard.call('ZSCORE', shard.key('heartbeats'), r.rep) or '0')
if not rep or rep.reachable == 0 or seen >= r.silent_before then return 'early' end
transition.change({ kind = 'offline', rep = rep.id, tenant = rep.tenant, seen = seen })
shard.call('ZREM', shard.key('heartbeats'), rep.id) -- else the oldest would hide who falls silent next
local back = {}
for i, id in ipairs(shard.call('SMEMBERS', shard.key('live', rep.id))) do
  back[i] = leads.of(id)
  dispatch.put_back(back[i], 'offline', true, false)
end
dispatch.leads(back)
return 'applied'
