-- Timers: whether one is due, and the end of one that fits no state.
-- Uses: held, transition
local timers = {}

-- True when the timer's deadline is there and fell due at or before the horizon.
function timers.is_due(member, horizon)
  local at = held.deadline_of(member)
  return at and tonumber(at) <= horizon
end

-- A deadline that fits no state any more; only a defect leaves one behind.
function timers.drop(member)
  transition.change({ kind = 'timer_dropped', member = member })
  return 'dropped'
end

-- Puts the timer off, and is true, where it is due later than it was set to: a clock stood still, or
-- another policy has longer spans.
function timers.put_off(r, due)
  if due <= r.horizon then return false end
  transition.change({ kind = 'timer_dropped', member = r.member, again_at = due })
  return true
end

return timers
