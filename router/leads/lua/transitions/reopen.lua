-- An acknowledged lead with no contact recorded in time: a new episode, a new clock.
-- From: acknowledged -> waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: shard, pools, transition, timers, leads, ladder, dispatch
if not timers.is_due(r.member, r.horizon) then return 'early' end
local lead = leads.of(r.id)
if not lead or lead.state ~= 'acknowledged' or lead.contacted_at then return timers.drop(r.member) end
if timers.put_off(r, leads.due(lead, 'reopen')) then return 'early' end
local pool, rep = pools.of(lead.pool), lead.rep
transition.change({ kind = 'left', lead = lead.id, rep = rep, tenant = lead.tenant, epoch = lead.epoch,
  reason = 'no_contact', episode = lead.episode })
transition.change({ kind = 'reopened', lead = lead.id, tenant = lead.tenant, reason = 'no_contact',
  episode = lead.episode + 1, refused = rep, retry_at = leads.after(lead, 'clear_refusals') })
transition.change({ kind = 'queued', lead = lead.id, tenant = lead.tenant, reason = 'no_contact',
  since = shard.now, relax_at = ladder.first_relax_at(pool) })
ladder.check_hot(r.id)
dispatch.lead(r.id)
dispatch.rep(rep)
return 'applied'
