-- Places of which something is to be told, or noted, of so many that leads have waited in.
-- Uses: shard, unserved
local found = {}
for _, place in ipairs(shard.call('SRANDMEMBER', shard.key('watched'), limit)) do
  if unserved.look(place) then found[#found + 1] = place end
end
return found
