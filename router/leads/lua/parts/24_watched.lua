-- Places in which leads have waited: at these alone somebody looks whether they are served.
-- Uses: shard, held, pools
local watched = {}

local added = {}
function watched.add(lead)
  local place = pools.place(lead.tenant, lead.pool)
  if added[place] or not pools.of(lead.pool).unserved_after then return end
  added[place] = true
  held.join(shard.key('watched'), place)
end

return watched
