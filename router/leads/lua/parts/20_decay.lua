-- Decay: what a score is worth at an instant, and the key by which a queue keeps it. Pure.
-- A law has `slope` and `wait`, what freshness loses an hour and waiting earns a minute, in
-- micropoints; a line, which a lead is, has `base`, `start` and `captured_at` beside them. `falls` says
-- that freshness is above 0. Waiting is counted by the pool's clock (20_pools.lua): `since` and `clock`
-- are its totals when the wait began and now. A key is the value by a law put back to one instant and
-- one total, so that keys of one law and pool stand in the values' order at any other: what they lose
-- and earn from there on is the same for all. Negated, so that rank 0 is the best.
-- Uses: shard
local EPOCH0 = 1577836800000 -- 2020-01-01, the common instant that keys are put back to
local decay = {}

local function lost(law, from, to)
  return law.slope * (to - from) / shard.HOUR
end

local function earned(law, from, to)
  return law.wait * (to - from) / shard.MINUTE
end

-- The score at an instant; one before the capture counts as that.
function decay.score(line, at)
  local fresh = line.start - lost(line, line.captured_at, math.max(line.captured_at, at))
  return math.floor(line.base + math.max(0, fresh) + 0.5)
end

-- The score and the waiting points.
function decay.value(line, at, since, clock)
  return decay.score(line, at) + earned(line, since, clock)
end

function decay.key(line, law, since, falls)
  local value = line.base
  if falls then value = value + line.start + lost(law, EPOCH0, line.captured_at) end
  return -math.floor(value - earned(law, EPOCH0, since) + 0.5)
end

-- The value at an instant of a key, a number or its text.
function decay.value_of(key, law, at, clock, falls)
  local value = -tonumber(key) + earned(law, EPOCH0, clock)
  if falls then value = value - lost(law, EPOCH0, at) end
  return value
end

return decay
