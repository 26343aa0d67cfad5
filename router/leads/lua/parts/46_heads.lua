-- The heads of queues: which lead is the first of a class, and of two.
-- Uses: shard, pools, transition, decay, queues
local STEP = 200 -- the most members that one step moves
local heads = { STEP = STEP }

-- The best lead of a class at an instant: { lead, value, since }, or nil.
function heads.of(class, at)
  queues.flush()
  local law, best = queues.class(class), nil
  local clock = pools.clock(pools.of(law.pool), at)
  for _, set in ipairs({ 'decaying', 'still' }) do
    local first = shard.call('ZRANGE', queues.key(class, set), 0, 0, 'WITHSCORES')
    if #first > 0 then
      local head = { lead = queues.lead_in(first[1]), since = queues.since_in(first[1]),
        value = decay.value_of(first[2], law, at, clock, set == 'decaying') }
      if not best or head.value > best.value
        or (head.value == best.value and head.since < best.since) then best = head end
    end
  end
  return best
end

-- The lead of a class that waits longest, or the next one behind so many: { lead, since, waited }, the
-- last by its pool's clock; or nil.
function heads.oldest(class, behind)
  queues.flush()
  local found = shard.call('ZRANGE', queues.key(class, 'waiting'), behind or 0, behind or 0, 'WITHSCORES')
  if #found == 0 then return nil end
  return { lead = queues.lead_in(found[1]), since = queues.since_in(found[1]),
    waited = pools.clock(pools.of(queues.class(class).pool), shard.now) - tonumber(found[2]) }
end

-- True when a waits longer than b.
function heads.older(a, b)
  if not b then return true end
  if a.since ~= b.since then return a.since < b.since end
  return a.lead < b.lead
end

-- True when head a comes before head b: the hot first; then those whose pool owes a turn to who waits
-- too long (`owed`), the oldest first; then the higher value.
function heads.before(a, b)
  if not b then return true end
  if a.hot ~= b.hot then return a.hot end
  if a.owed ~= b.owed then return a.owed end
  if not a.owed and a.value ~= b.value then return a.value > b.value end
  return heads.older(a, b)
end

function heads.freezes_due(class, limit)
  queues.flush()
  return shard.call('ZRANGEBYSCORE', queues.key(class, 'freezing'), '-inf', shard.now, 'LIMIT', 0, limit)
end

-- Moves leads whose freshness has reached 0; true when none that is due is left. One transition moves
-- some steps' worth in all, so that its entry fits into a record.
function heads.settle(class)
  if transition.steps_left == 0 then return #heads.freezes_due(class, 1) == 0 end
  local due = heads.freezes_due(class, STEP)
  if #due > 0 then
    transition.steps_left = transition.steps_left - 1
    transition.change({ kind = 'froze', class = class, members = due })
  end
  return #due < STEP
end

return heads
