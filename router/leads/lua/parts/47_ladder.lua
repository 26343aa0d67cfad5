-- The ladder of a pool: its rungs in order, each with the time after the hot clock and what it does; the
-- start of that clock; and what else falls due by the pool's clock.
-- Uses: shard, lists, pools, transition, decay, leads
local ladder = {}

function ladder.rungs(pool)
  if not pool.rungs then
    pool.rungs = {}
    for i, text in ipairs(lists.split(pool.ladder, ',')) do
      local name, after, does = string.match(text, '^(.-):(%d+):(.*)$')
      pool.rungs[i] = { name = name, after = tonumber(after), does = does }
    end
  end
  return pool.rungs
end

-- When rung n of a hot lead falls due, or nil when the ladder has no such rung.
function ladder.due(lead, pool, n)
  local rung = ladder.rungs(pool)[n]
  return rung and pools.when(pool, leads.hot_since(lead) + rung.after) or nil
end

-- True when a rung that has fired opened the lead to any idle rep.
function ladder.was_opened(lead, pool)
  for i = 1, lead.hot_at and lead.rung or 0 do
    local rung = ladder.rungs(pool)[i]
    if rung and string.find(rung.does, 'open', 1, true) then return true end
  end
  return nil
end

-- An assignment's own deadline: none when the ladder rules by then, else the pool's expiry.
function ladder.expiry_of(lead, pool)
  local total = pools.clock(pool, shard.now) + pool.expiry
  local rules = lead.hot_at and leads.hot_since(lead) <= total and ladder.due(lead, pool, lead.rung + 1)
  if rules then return nil end
  return pools.when(pool, total)
end

-- The pool's relaxations: after how long of waiting which attributes ask nothing any more.
function ladder.relaxation(pool, n)
  if not pool.relaxations then
    pool.relaxations = {}
    for i, text in ipairs(lists.split(pool.relax, ',')) do
      local after, drop = string.match(text, '^(%d+):(.*)$')
      pool.relaxations[i] = { after = tonumber(after), drop = drop }
    end
  end
  return pool.relaxations[n]
end

-- When a lead relaxes next that waits since a total of the pool's clock; nil when it has by all steps.
function ladder.relax_at(since, pool, done)
  local step = ladder.relaxation(pool, done + 1)
  return step and pools.when(pool, since + step.after) or nil
end

-- The same of a wait that begins now.
function ladder.first_relax_at(pool)
  return ladder.relax_at(pools.clock(pool, shard.now), pool, 0)
end

-- The hot clock starts when a score first passes the threshold in an episode.
function ladder.check_hot(id)
  local lead = leads.of(id)
  if lead.hot_at or (lead.state ~= 'waiting' and lead.state ~= 'assigned') then return end
  local pool, score = pools.of(lead.pool), decay.score(lead, shard.now)
  if score > pool.hot then
    local clock_at = shard.now
    if pool.clock_waits == 1 and pool.is_open == 0 then
      clock_at = math.max(clock_at, pool.opens_at)
    end
    transition.change({ kind = 'hot', lead = id, tenant = lead.tenant, pool = lead.pool, score = score,
      clock_at = clock_at, due = pools.when(pool, pools.clock(pool, clock_at) + pool.first_rung),
      episode = lead.episode })
  end
end

return ladder
