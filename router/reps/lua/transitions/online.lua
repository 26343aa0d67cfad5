-- A heartbeat came from a rep who was offline.
-- From: rep offline -> reachable
-- Returns: applied; early (not offline); stale, gap
-- Uses: shard, hooks, transition, reps
shard.call('SREM', shard.key('back'), r.rep)
local rep = reps.of(r.rep)
if not rep or rep.reachable == 1 then return 'early' end
transition.change({ kind = 'online', rep = rep.id, tenant = rep.tenant })
hooks.tell('freed', rep.id)
return 'applied'
