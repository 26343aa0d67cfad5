-- A supervisor is shown a contact in full: who, and why.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: lead in any state
-- Returns: applied; refused (unknown lead); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead = lead_of(r.lead)
if not lead or lead.tenant ~= r.tenant then
  answer({ action = r.action, status = 404, reason = 'unknown_lead', tenant = r.tenant })
  return finish('refused')
end
if not acted(r) then
  change({ kind = 'revealed', lead = r.lead, tenant = r.tenant, by = r.by, reason = r.reason })
end
answer({ action = r.action, status = 200, lead = r.lead, tenant = r.tenant })
return finish('applied')
