-- Leads wait in a place and nobody may serve them, for long enough; or that is over: each is told once.
-- From: any
-- Returns: applied; early (nothing to tell now); stale, gap
-- Uses: shard, pools, transition, queues, unserved
queues.flush()
local what, since = unserved.look(r.place)
if what == 'doubt' then shard.call('HSET', shard.key('doubted'), r.place, shard.now)
elseif what then shard.call('HDEL', shard.key('doubted'), r.place) end
local tenant, name = string.match(r.place, '^([^/]*)/(.*)$')
local c = { tenant = tenant, pool = name, since = since, notify = pools.of(name).unserved_notify or 'supervisors' }
if what == 'unserved' then c.kind = 'unserved'
elseif what == 'over' then c.kind = 'served_again'
else return 'early' end
transition.change(c)
return 'applied'
