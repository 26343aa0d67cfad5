-- Pools, as the policy in force has them; and places: a tenant's part of a pool.
-- Uses: shard, held
local pools = {}

local known = {}
function pools.of(name)
  if not known[name] then
    local p = held.hash(shard.key('pool', name))
    for field, value in pairs(p) do
      if field ~= 'ladder' and field ~= 'relax' then p[field] = tonumber(value) end
    end
    p.name = name
    known[name] = p
  end
  return known[name]
end

function pools.place(tenant, pool)
  return tenant .. '/' .. pool
end

-- A pool is another from here on.
function pools.forget(name)
  known[name] = nil
end

return pools
