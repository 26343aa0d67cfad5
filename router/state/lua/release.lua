-- The rep gives back a mis-tap before any contact; the episode and its clock go on.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: acknowledged (by this rep, under this epoch, no contact yet) -> waiting
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep = lead_of(r.lead), rep_of(r.rep)
local function refuse(status, reason)
  answer({ action = r.action, status = status, reason = reason, lead = r.lead, rep = r.rep,
    epoch = r.epoch, tenant = r.tenant, holder = lead and lead.rep, state = lead and lead.state })
  dispatch_rep(r.rep)
  return finish('refused')
end
if not lead or lead.tenant ~= r.tenant then return refuse(404, 'unknown_lead') end
if not rep or rep.tenant ~= r.tenant then return refuse(404, 'unknown_rep') end
seen_acting(rep)
local before_ = call('HGET', key('seen'), 'a|' .. r.action)
if before_ then
  local first = cjson.decode(before_)
  return refuse(first.status, first.reason)
end
if lead.state ~= 'acknowledged' or lead.rep ~= r.rep or lead.epoch ~= r.epoch then
  return refuse(409, 'too_late')
end
if lead.contacted_at then return refuse(409, 'contacted') end
local pool = pool_of(lead.pool)
local rung_at
if lead.hot_at then rung_at = rung_due(lead, pool, lead.rung + 1) end
change({ kind = 'left', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
  reason = 'released', refused = true, retry_at = shard.now + pool.clear_refusals,
  rung_at = rung_at, open = was_opened(lead, pool), episode = lead.episode })
change({ kind = 'queued', lead = r.lead, tenant = r.tenant, reason = 'released' })
check_hot(r.lead)
answer({ action = r.action, status = 200, lead = r.lead, rep = r.rep, epoch = r.epoch,
  tenant = r.tenant })
dispatch_lead(r.lead)
dispatch_rep(r.rep)
return finish('applied')
