-- Reachable reps whose last sign of life lies before `given`, a real instant, of so many looked at.
-- Uses: shard
local silent = {}
local found = shard.call('ZRANGEBYSCORE', shard.key('heartbeats'), '-inf', '(' .. given, 'LIMIT',
  0, limit)
for _, id in ipairs(found) do
  if shard.call('HGET', shard.key('rep', id), 'reachable') == '1' then silent[#silent + 1] = id end
end
return silent
