-- The rep does not take the lead; it goes back at once, not to the same rep.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: assigned (to this rep, under this epoch) -> waiting
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep = lead_of(r.lead), rep_of(r.rep)
if not lead or not rep or lead.tenant ~= r.tenant or rep.tenant ~= r.tenant then
  answer({ action = r.action, status = 404, reason = lead and 'unknown_rep' or 'unknown_lead',
    lead = r.lead, rep = r.rep, tenant = r.tenant })
  return finish('refused')
end
seen_acting(rep)
local before_ = call('HGET', key('seen'), 'a|' .. r.action)
if before_ then
  local first = cjson.decode(before_)
  answer({ action = r.action, status = first.status, reason = first.reason, lead = r.lead,
    rep = r.rep, epoch = r.epoch, tenant = r.tenant, holder = lead.rep, state = lead.state })
  dispatch_rep(r.rep)
  return finish('refused')
end
if lead.state ~= 'assigned' or lead.rep ~= r.rep or lead.epoch ~= r.epoch then
  answer({ action = r.action, status = 409, reason = 'too_late', lead = r.lead, rep = r.rep,
    epoch = r.epoch, tenant = r.tenant, holder = lead.rep, state = lead.state })
  dispatch_rep(r.rep)
  return finish('refused')
end
change({ kind = 'declined', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
  reason = r.reason })
put_back(lead, 'declined', true, false)
answer({ action = r.action, status = 200, lead = r.lead, rep = r.rep, epoch = r.epoch,
  tenant = r.tenant })
dispatch_lead(r.lead)
dispatch_rep(r.rep)
return finish('applied')
