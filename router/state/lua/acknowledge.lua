-- The rep takes the lead that was assigned to them under an epoch.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: assigned (to this rep, under this epoch) -> acknowledged
-- Returns: applied; refused (the answer says why and who has it); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep, unknown = named(r)
if unknown then return reply(r, 404, unknown) end
seen_acting(rep)
local mine = lead.rep == r.rep and lead.epoch == r.epoch
if mine and lead.state == 'assigned' and not answered(r) then
  change(done({ kind = 'acknowledged', lead = r.lead, rep = r.rep, tenant = r.tenant,
    epoch = r.epoch, reopen_at = shard.now + pool_of(lead.pool).reopen_after,
    hot_at = lead.hot_at, episode = lead.episode, via = 'acknowledge' },
    done_at(r, had_since(lead))))
  lead = lead_of(r.lead)
end
if mine and lead.state == 'acknowledged' then
  accept(r)
  dispatch_rep(r.rep)
  return finish('applied')
end
local reason = 'too_late'
if lead.state == 'closed' then reason = 'closed'
elseif lead.state == 'acknowledged' then reason = 'taken' end
return reply(r, 409, reason, lead)
