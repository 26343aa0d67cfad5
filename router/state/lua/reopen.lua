-- An acknowledged lead with no contact recorded in time: a new episode, a new clock.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: acknowledged -> waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
local lead = lead_of(r.id)
if not lead or lead.state ~= 'acknowledged' or lead.contacted_at then return drop_timer(r.member) end
local pool, rep = pool_of(lead.pool), lead.rep
change({ kind = 'left', lead = lead.id, rep = rep, tenant = lead.tenant, epoch = lead.epoch,
  reason = 'no_contact', episode = lead.episode })
change({ kind = 'reopened', lead = lead.id, tenant = lead.tenant, reason = 'no_contact',
  episode = lead.episode + 1, refused = rep, retry_at = shard.now + pool.clear_refusals })
change({ kind = 'queued', lead = lead.id, tenant = lead.tenant, reason = 'no_contact',
  since = shard.now, relax_at = relax_at(shard.now, pool, 0) })
check_hot(r.id)
dispatch_lead(r.id)
dispatch_rep(rep)
return finish('applied')
