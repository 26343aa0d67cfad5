-- A lead that has waited long enough asks less, and joins a wider class.
-- From: waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: pools, transition, timers, leads, ladder, dispatch
if not timers.is_due(r.member, r.horizon) then return 'early' end
local lead = leads.of(r.id)
if not lead or lead.state ~= 'waiting' then return timers.drop(r.member) end
local pool = pools.of(lead.pool)
local step = ladder.relaxation(pool, lead.relaxed + 1)
if not step then return timers.drop(r.member) end
if timers.put_off(r, ladder.relax_at(leads.since(lead), pool, lead.relaxed)) then return 'early' end
transition.change({ kind = 'relaxed', lead = lead.id, tenant = lead.tenant, step = lead.relaxed + 1,
  drop = step.drop, relax_at = ladder.relax_at(leads.since(lead), pool, lead.relaxed + 1) })
dispatch.lead(r.id)
return 'applied'
