-- The clock of the slower ladder: the open time for which a lead that is not hot was not acknowledged.
-- Uses: held, pools, leads
local slower_clock = {}

-- True when the lead may still be told of: once an episode, and the hot have a ladder of their own.
function slower_clock.runs(lead)
  return (lead.state == 'waiting' or lead.state == 'assigned') and not lead.hot_at and not lead.slower
end

-- When the lead will have waited long enough, as far as that is known at an instant.
function slower_clock.due(lead, pool, at)
  return pools.open_for(pool, lead.slower_from + pool.slower_waited, at)
end

-- Sets the timer, or takes it away where there is nothing to tell.
function slower_clock.set(lead, at)
  local pool = pools.of(lead.pool)
  if not pool.slower_waited or not slower_clock.runs(lead) then return leads.clear_timers(lead, 'slower') end
  if not lead.slower_from then leads.set(lead, { slower_from = pools.open_ms(pool, at) }) end
  held.set_deadline('slower|' .. lead.id, slower_clock.due(lead, pool, at))
end

return slower_clock
