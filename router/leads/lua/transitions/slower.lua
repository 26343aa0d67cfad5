-- A lead that is not hot has waited long enough, and nobody has acknowledged it: that is told once.
-- From: waiting or assigned, not hot
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: held, pools, timers, leads, slower_clock, slower
if not timers.is_due(r.member, r.horizon) then return 'early' end
local lead = leads.of(r.id)
local pool = lead and pools.of(lead.pool)
if not lead or not slower_clock.runs(lead) or not pool.slower_waited then return timers.drop(r.member) end
if pools.open_ms(pool, r.horizon) < lead.slower_from + pool.slower_waited then -- it was closed meanwhile
  timers.put_off(r, slower_clock.due(lead, pool, r.horizon))
  return 'early'
end
slower.tell(lead, 'waited', tonumber(held.deadline_of(r.member)))
return 'applied'
