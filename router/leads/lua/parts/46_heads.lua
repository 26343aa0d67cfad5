-- The heads of queues: which lead is the first of a class, and of two.
-- Uses: shard, pools, transition, decay, queues
local STEP = 200 -- the most members that one step moves
local heads = { STEP = STEP }

-- The first lead of a class at an instant: { lead, value, since, overdue }, or nil.
function heads.of(class, longest_wait, at)
  queues.flush()
  local oldest = shard.call('ZRANGE', queues.key(class, 'waiting'), 0, 0, 'WITHSCORES')
  if #oldest == 0 then return nil end
  local since = tonumber(oldest[2])
  if at - since > longest_wait then
    return { lead = queues.lead_in(oldest[1]), value = 0, since = since, overdue = true }
  end
  local law, best = queues.class(class), nil
  for _, set in ipairs({ 'decaying', 'still' }) do
    local first = shard.call('ZRANGE', queues.key(class, set), 0, 0, 'WITHSCORES')
    if #first > 0 then
      local head = { lead = queues.lead_in(first[1]), value = decay.value_of(first[2], law, at, set == 'decaying'),
        since = tonumber(string.sub(first[1], 1, 14)), overdue = false }
      if not best or head.value > best.value
        or (head.value == best.value and head.since < best.since) then best = head end
    end
  end
  return best
end

-- True when head a comes before head b: overdue first, oldest first; then the higher value.
function heads.before(a, b)
  if not b then return true end
  if a.overdue ~= b.overdue then return a.overdue end
  if not a.overdue and a.value ~= b.value then return a.value > b.value end
  if a.since ~= b.since then return a.since < b.since end
  return a.lead < b.lead
end

-- Where one lead stands now, in the form that before() compares.
function heads.place_in_order(lead)
  local overdue = shard.now - lead.since > pools.of(lead.pool).longest_wait
  return { lead = lead.id, since = lead.since, overdue = overdue, value = decay.value(lead, shard.now) }
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
