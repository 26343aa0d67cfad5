-- What the rep did with the lead: first touch, follow-up, outcome.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: acknowledged (by this rep) -> acknowledged, or closed by an outcome
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep = lead_of(r.lead), rep_of(r.rep)
local function answer_with(status, reason)
  answer({ action = r.action, status = status, reason = reason, lead = r.lead, rep = r.rep,
    epoch = r.epoch, tenant = r.tenant, holder = lead and lead.rep, state = lead and lead.state })
  dispatch_rep(r.rep)
  return finish(status == 200 and 'applied' or 'refused')
end
if not lead or lead.tenant ~= r.tenant then return answer_with(404, 'unknown_lead') end
if not rep or rep.tenant ~= r.tenant then return answer_with(404, 'unknown_rep') end
seen_acting(rep)
local before_ = call('HGET', key('seen'), 'a|' .. r.action)
if before_ then
  local first = cjson.decode(before_)
  return answer_with(first.status, first.reason)
end
if lead.state ~= 'acknowledged' or lead.rep ~= r.rep or lead.epoch ~= r.epoch then
  return answer_with(409, 'too_late')
end
change({ kind = 'activity', lead = r.lead, rep = r.rep, tenant = r.tenant, contacted = r.contacted,
  note = r.note, outcome = r.outcome, next_at = r.next_at, episode = lead.episode })
if r.contacted and not lead.contacted_at then
  change({ kind = 'contacted', lead = r.lead, rep = r.rep, tenant = r.tenant,
    episode = lead.episode })
end
if r.outcome ~= 'open' then
  change({ kind = 'left', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
    reason = 'closed', episode = lead.episode })
  change({ kind = 'closed', lead = r.lead, tenant = r.tenant, outcome = r.outcome, rep = r.rep,
    episode = lead.episode })
end
answer({ action = r.action, status = 200, lead = r.lead, rep = r.rep, epoch = r.epoch,
  tenant = r.tenant })
dispatch_rep(r.rep)
return finish('applied')
