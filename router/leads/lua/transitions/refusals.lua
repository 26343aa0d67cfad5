-- Refusals are cleared after a pause, unless a rep who has not refused is on duty and may have another.
-- From: waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: transition, timers, leads, willing, dispatch, slower
if not timers.is_due(r.member, r.horizon) then return 'early' end
local lead = leads.of(r.id)
if not lead or lead.state ~= 'waiting' then return timers.drop(r.member) end
if timers.put_off(r, leads.due(lead, 'refusals')) then return 'early' end
if willing.anybody(lead) then
  transition.change({ kind = 'refusals_kept', lead = lead.id, tenant = lead.tenant,
    again_at = leads.after(lead, 'clear_refusals') })
  return 'applied'
end
slower.look(r.id)
transition.change({ kind = 'refusals_cleared', lead = lead.id, tenant = lead.tenant })
dispatch.lead(r.id)
return 'applied'
