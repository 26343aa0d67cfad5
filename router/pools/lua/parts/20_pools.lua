-- Pools, as the policy in force has them; and places: a tenant's part of a pool.
-- Uses: shard, lists, held
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

-- A pool's clock counts the time that its durations are told in. Its total is the instant itself
-- until a policy makes the pool wait outside its hours; from then on it is journalled at each turn of
-- the pool and with each policy, and goes on from there: in the open spans that are known ahead, or
-- always where there are none. Nothing that it counted is counted again.
local function spans_of(pool)
  if not pool.ahead then
    pool.ahead = {}
    for i, text in ipairs(lists.split(pool.spans, ',')) do
      local start, stop = string.match(text, '^(%d+)-(%d+)$')
      pool.ahead[i] = { start = tonumber(start), stop = tonumber(stop) }
    end
  end
  return pool.ahead
end

-- The total at an instant, and how much of it lies beyond what is known.
local function counted(pool, at)
  local total, from = pool.clock_ms, pool.clock_at
  for _, span in ipairs(spans_of(pool)) do
    if span.start >= at then return total, 0 end
    local start, stop = math.max(span.start, from), math.min(span.stop, at)
    if stop > start then total, from = total + stop - start, stop end
    if span.stop >= at then return total, 0 end
    from = math.max(from, span.stop)
  end
  return total, math.max(0, at - from)
end

-- The clock's total at an instant. Beyond the last span that is known it stands still.
function pools.clock(pool, at)
  if not pool.clock_ms then return at end
  local total, beyond = counted(pool, at)
  return #spans_of(pool) > 0 and total or total + beyond
end

-- The instant at which it reaches a total. What it had reached at its newest turn counts as of then, so
-- that nothing falls due backwards; beyond the last span it is taken to run, for sooner it can't be.
function pools.when(pool, total)
  if not pool.clock_ms then return total end
  local left, at = total - pool.clock_ms, pool.clock_at
  if left <= 0 then return at end
  for _, span in ipairs(spans_of(pool)) do
    local start = math.max(span.start, at)
    if left <= span.stop - start then return start + left end
    left, at = left - math.max(0, span.stop - start), math.max(at, span.stop)
  end
  return at + left
end

-- The total that an instant stands for which pools.when gave.
function pools.meant(pool, at)
  if not pool.clock_ms then return at end
  local total, beyond = counted(pool, at)
  return total + beyond
end

-- The total from which a clock goes on. Before there were clocks, what became hot in a pool that waited,
-- closed, was timed from its opening: so such a pool's begins with that.
function pools.clock_from(pool, at)
  if not pool.clock_ms and pool.clock_waits == 1 and pool.is_open == 0 then return math.max(at, pool.opens_at) end
  return pools.clock(pool, at)
end

-- Under a policy's numbers the clock goes on from where it stands; it begins where it may stand still.
function pools.carry_clock(pool, numbers, at)
  if not pool.clock_ms and not numbers.spans then return end
  numbers.clock_ms, numbers.clock_at = pools.clock_from(pool, at), at
end

-- A pool is another from here on.
function pools.forget(name)
  known[name] = nil
end

return pools
