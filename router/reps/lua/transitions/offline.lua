-- Nothing has reached a rep for too long (real seconds): live assignments go back.
-- From: rep reachable -> offline; their assigned leads -> waiting
-- Returns: applied; early (a heartbeat came in time); stale, gap
-- Uses: shard, hooks, transition, reps
local rep = reps.of(r.rep)
local seen = tonumber(shard.call('ZSCORE', shard.key('heartbeats'), r.rep) or '0')
if not rep or rep.reachable == 0 or seen >= r.silent_before then return 'early' end
transition.change({ kind = 'offline', rep = rep.id, tenant = rep.tenant, seen = seen })
shard.call('ZREM', shard.key('heartbeats'), rep.id) -- else the oldest would hide who falls silent next
hooks.tell('gone', rep.id)
return 'applied'
