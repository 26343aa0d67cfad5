-- A supervisor is shown a contact in full: who, and why.
-- From: lead in any state
-- Returns: applied; refused (unknown lead); stale, gap, skipped
-- Uses: transition, answers, leads
local lead = leads.of(r.lead)
if not lead or lead.tenant ~= r.tenant then
  answers.answer({ action = r.action, status = 404, reason = 'unknown_lead', tenant = r.tenant })
  return 'refused'
end
if not answers.acted(r) then
  transition.change({ kind = 'revealed', lead = r.lead, tenant = r.tenant, by = r.by, reason = r.reason })
end
answers.answer({ action = r.action, status = 200, lead = r.lead, tenant = r.tenant })
return 'applied'
