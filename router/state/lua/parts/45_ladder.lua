-- The ladder of a pool: its rungs in order, each with the time after the hot clock and what it does.

local function ladder_of(pool)
  if not pool.rungs then
    pool.rungs = {}
    for i, text in ipairs(split(pool.ladder, ',')) do
      local name, after, does = string.match(text, '^(.-):(%d+):(.*)$')
      pool.rungs[i] = { name = name, after = tonumber(after), does = does }
    end
  end
  return pool.rungs
end

-- When rung n of a hot lead falls due, or nil when the ladder has no such rung.
local function rung_due(lead, pool, n)
  local rung = ladder_of(pool)[n]
  return rung and lead.hot_at + rung.after or nil
end

-- True when a rung that has fired opened the lead to any idle rep.
local function was_opened(lead, pool)
  for i = 1, lead.hot_at and lead.rung or 0 do
    local rung = ladder_of(pool)[i]
    if rung and string.find(rung.does, 'open', 1, true) then return true end
  end
  return nil
end

-- An assignment's own deadline: none when the ladder rules by then, else the pool's expiry.
local function expiry_of(lead, pool)
  local at = shard.now + pool.expiry
  local rules = lead.hot_at and lead.hot_at <= at and rung_due(lead, pool, lead.rung + 1)
  if rules then return nil end
  return at
end

-- The pool's relaxations: after how long of waiting which attributes ask nothing any more.
local function relaxation(pool, n)
  if not pool.relaxations then
    pool.relaxations = {}
    for i, text in ipairs(split(pool.relax, ',')) do
      local after, drop = string.match(text, '^(%d+):(.*)$')
      pool.relaxations[i] = { after = tonumber(after), drop = drop }
    end
  end
  return pool.relaxations[n]
end

local function relax_at(since, pool, done)
  local step = relaxation(pool, done + 1)
  return step and since + step.after or nil
end

-- True when the timer's deadline is there and fell due at or before the horizon.
local function is_due(member, horizon)
  local at = deadline_of(member)
  return at and tonumber(at) <= horizon
end

-- A deadline that fits no state any more; only a defect leaves one behind.
local function drop_timer(member)
  change({ kind = 'timer_dropped', member = member })
  return finish('dropped')
end
