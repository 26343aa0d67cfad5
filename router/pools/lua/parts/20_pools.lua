-- Pools, as the policy in force has them; and places: a tenant's part of a pool.
-- Uses: shard, held
local pools = {}

local known = {}
function pools.of(name)
  if not known[name] then
    local p = held.hash(shard.key('pool', name))
    for field, value in pairs(p) do p[field] = tonumber(value) or value end
    p.name = name
    known[name] = p
  end
  return known[name]
end

function pools.place(tenant, pool)
  return tenant .. '/' .. pool
end

-- For how long the pool was open in all up to an instant, in ms, since a policy first counted it. What
-- lies beyond its next turn is not known before that.
function pools.open_ms(pool, at)
  if not pool.open_ms then return 0 end
  if pool.is_open == 0 then return pool.open_ms end
  if pool.next and pool.next > 0 then at = math.min(at, pool.next) end
  return pool.open_ms + math.max(0, at - pool.turned_at)
end

-- When it will have been open for so long in all, as far as that is known at an instant.
function pools.open_for(pool, open_ms, at)
  local from = pool.is_open == 1 and at or math.max(at, pool.opens_at)
  return from + math.max(0, open_ms - pools.open_ms(pool, at))
end

-- A pool is another from here on.
function pools.forget(name)
  known[name] = nil
end

return pools
