-- A reminder falls due.
-- From: open -> due
-- Returns: applied; early (not due before the horizon); stale, gap
-- Uses: shard, transition, timers
if not timers.is_due(r.member, r.horizon) then return 'early' end
local tenant = shard.call('HGET', shard.key('reminder', r.id), 'tenant')
transition.change({ kind = 'reminder_fell_due', reminder = r.id, tenant = tenant })
return 'applied'
