-- The rep gives back a mis-tap before any contact; the episode and its clock go on.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: acknowledged (by this rep, under this epoch, no contact yet) -> waiting
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep, unknown = named(r)
if unknown then return reply(r, 404, unknown) end
seen_acting(rep)
local before_ = answered(r)
if before_ then return reply(r, before_.status, before_.reason, lead) end
if lead.state ~= 'acknowledged' or lead.rep ~= r.rep or lead.epoch ~= r.epoch then
  return reply(r, 409, 'too_late', lead)
end
if lead.contacted_at then return reply(r, 409, 'contacted', lead) end
local pool = pool_of(lead.pool)
local rung_at
if lead.hot_at then rung_at = rung_due(lead, pool, lead.rung + 1) end
change(done({ kind = 'left', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
  reason = 'released', refused = true, retry_at = shard.now + pool.clear_refusals,
  rung_at = rung_at, open = was_opened(lead, pool), episode = lead.episode },
  done_at(r, had_since(lead))))
change({ kind = 'queued', lead = r.lead, tenant = r.tenant, reason = 'released',
  relax_at = relax_at(lead.since, pool, lead.relaxed) })
check_hot(r.lead)
accept(r)
dispatch_lead(r.lead)
dispatch_rep(r.rep)
return finish('applied')
