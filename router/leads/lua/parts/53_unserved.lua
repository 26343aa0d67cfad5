-- Places in which leads wait and nobody may serve them. `doubted` has since when it is so, of those of
-- which nobody was told yet: volatile, for who begins to look begins to count.
-- Uses: shard, held, pools
local unserved = {}

local function is_served(place)
  return shard.call('EXISTS', shard.key('duty', place)) == 1
end

-- What is to be done about a place now, or nil: `doubt` it, `trust` it again, tell that it is `unserved`,
-- tell that this is `over`; and since when it is so.
function unserved.look(place)
  local pool = pools.of(string.match(place, '/(.*)$'))
  local told = held.field_of(shard.key('unserved'), place)
  local doubted = shard.call('HGET', shard.key('doubted'), place)
  local waits = pool.unserved_after and shard.call('EXISTS', shard.key('classes', place)) == 1
  local closed = pool.is_open == 0 -- then nobody is told of it, of either
  if told then
    if not closed and (not waits or is_served(place)) then return 'over', tonumber(told) end
    return nil
  end
  if not waits or closed or is_served(place) then return doubted and 'trust' or nil end
  if not doubted then return 'doubt' end
  if shard.now >= tonumber(doubted) + pool.unserved_after then return 'unserved', tonumber(doubted) end
  return nil
end

return unserved
