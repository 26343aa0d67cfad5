-- Reminders: how one stands.
-- Uses: shard
local reminders = {}

-- open, due or done; nil when there is none of the tenant's.
function reminders.state(id, tenant)
  local f = shard.call('HMGET', shard.key('reminder', id), 'tenant', 'state')
  return f[1] == tenant and f[2] or nil
end

return reminders
