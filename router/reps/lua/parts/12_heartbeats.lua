-- Signs of life of reps: volatile, in real time.
-- Uses: shard
local heartbeats = {}

-- A rep showed one, worth one that lies `extra` ms in the future; an earlier one never counts for
-- less.
function heartbeats.note(rep, extra)
  shard.call('ZADD', shard.key('heartbeats'), 'GT', shard.real_now() + extra, rep)
  if shard.call('HGET', shard.key('rep', rep), 'reachable') == '0' then
    shard.call('SADD', shard.key('back'), rep)
  end
end

-- Reachable reps whose last sign of life lies before a real instant, of so many that are looked at.
function heartbeats.silent(before, limit)
  local silent = {}
  local found = shard.call('ZRANGEBYSCORE', shard.key('heartbeats'), '-inf', '(' .. before, 'LIMIT',
    0, limit)
  for _, id in ipairs(found) do
    if shard.call('HGET', shard.key('rep', id), 'reachable') == '1' then silent[#silent + 1] = id end
  end
  return silent
end

local BACK_EACH = 100 -- so many are told at once

-- Reps who were offline and from whom a sign of life came.
function heartbeats.back()
  return shard.call('SRANDMEMBER', shard.key('back'), BACK_EACH)
end

return heartbeats
