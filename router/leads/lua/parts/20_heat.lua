-- Heat: what signals earn, each kind up to its cap. Pure.
local heat = {}

-- The points of a kind when one more of its signals comes; `sum` is nil as long as it has none.
function heat.with(sum, signal)
  if not signal.points then return tonumber(sum) end
  return math.min(signal.cap, tonumber(sum or 0) + signal.points)
end

-- All of a lead's points when these signals come.
function heat.sum(lead, signals)
  local kinds, total = {}, 0
  for field, points in pairs(lead) do
    if string.sub(field, 1, 2) == 'h.' then kinds[field] = tonumber(points) end
  end
  for _, signal in ipairs(signals) do
    local field = 'h.' .. signal.signal
    kinds[field] = heat.with(kinds[field], signal)
  end
  for _, points in pairs(kinds) do total = total + points end
  return total
end

return heat
