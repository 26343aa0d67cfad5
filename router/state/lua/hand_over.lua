-- A supervisor gives a lead to a rep by hand, with a reason.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: waiting, assigned, acknowledged -> assigned (to the rep named)
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep = lead_of(r.lead), rep_of(r.rep)
local function refuse(status, reason)
  answer({ action = r.action, status = status, reason = reason, lead = r.lead, rep = r.rep,
    tenant = r.tenant, holder = lead and lead.rep, state = lead and lead.state })
  return finish('refused')
end
if not lead or lead.tenant ~= r.tenant then return refuse(404, 'unknown_lead') end
if not rep or rep.tenant ~= r.tenant then return refuse(404, 'unknown_rep') end
local before_ = call('HGET', key('seen'), 'a|' .. r.action)
if before_ then
  local first = cjson.decode(before_)
  return refuse(first.status, first.reason)
end
if lead.state == 'closed' then return refuse(409, 'closed') end
if lead.rep == r.rep then return refuse(409, 'has_it_already') end
if rep.presence == 'away' or rep.reachable ~= 1 or rep.on_shift ~= 1 then
  return refuse(409, 'not_there')
end
if room(rep) < 1 then return refuse(409, 'no_room') end
local former = lead.rep
if lead.state == 'assigned' then
  change({ kind = 'withdrawn', lead = lead.id, rep = former, tenant = lead.tenant,
    epoch = lead.epoch, reason = 'handed_over', episode = lead.episode,
    refund = lead.charge })
elseif lead.state == 'acknowledged' then
  local contacted, rung_at = lead.contacted_at, nil
  if lead.hot_at and not contacted then
    rung_at = rung_due(lead, pool_of(lead.pool), lead.rung + 1)
  end
  change({ kind = 'left', lead = lead.id, rep = former, tenant = lead.tenant, epoch = lead.epoch,
    reason = 'handed_over', rung_at = rung_at, episode = lead.episode,
    open = not contacted and was_opened(lead, pool_of(lead.pool)) or nil })
  if contacted then
    change({ kind = 'reopened', lead = lead.id, tenant = lead.tenant, reason = 'handed_over',
      episode = lead.episode + 1, since = shard.now })
  end
end
change({ kind = 'handed_over', lead = r.lead, rep = r.rep, tenant = r.tenant, by = r.by,
  reason = r.reason, former = former })
assign(lead_of(r.lead), { rep = r.rep, tag = tag_of(rep, lead.pool, 'all'), ledger = 'all',
  why = 'handed over' })
check_hot(r.lead)
answer({ action = r.action, status = 200, lead = r.lead, rep = r.rep,
  epoch = lead_of(r.lead).epoch, tenant = r.tenant })
if former then dispatch_rep(former) end
return finish('applied')
