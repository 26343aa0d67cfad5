-- A lead that has waited long enough asks less, and joins a wider class.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
local lead = lead_of(r.id)
if not lead or lead.state ~= 'waiting' then return drop_timer(r.member) end
local pool = pool_of(lead.pool)
local step = relaxation(pool, lead.relaxed + 1)
if not step then return drop_timer(r.member) end
local due = relax_at(lead.since, pool, lead.relaxed)
if due > r.horizon then -- a new policy's step is later than the one this was set by
  change({ kind = 'timer_dropped', member = r.member, again_at = due })
  return finish('early')
end
change({ kind = 'relaxed', lead = lead.id, tenant = lead.tenant, step = lead.relaxed + 1,
  drop = step.drop, relax_at = relax_at(lead.since, pool, lead.relaxed + 1) })
dispatch_lead(r.id)
return finish('applied')
