-- An assignment's time is up: the lead goes back, not to the same rep; a miss for the rep.
-- From: assigned -> waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: timers, leads, dispatch, slower
if not timers.is_due(r.member, r.horizon) then return 'early' end
local lead = leads.of(r.id)
if not lead or lead.state ~= 'assigned' then return timers.drop(r.member) end
if timers.put_off(r, leads.due(lead, 'expire')) then return 'early' end
local rep = lead.rep
dispatch.put_back(lead, 'expired', true, true)
dispatch.lead(r.id)
dispatch.rep(rep)
slower.look(r.id)
return 'applied'
