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

return heartbeats
