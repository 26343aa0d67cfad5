-- A supervisor reopens a closed lead, with a reason; to a rep by hand, or to its pool.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: closed -> waiting, or assigned (to the rep named), in a new episode
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep = lead_of(r.lead), r.rep and rep_of(r.rep)
if not lead or lead.tenant ~= r.tenant then return reply(r, 404, 'unknown_lead') end
if r.rep and (not rep or rep.tenant ~= r.tenant) then return reply(r, 404, 'unknown_rep') end
local before_ = answered(r)
if before_ then
  r.epoch = before_.epoch
  return reply(r, before_.status, before_.reason, lead)
end
if lead.state ~= 'closed' then return reply(r, 409, 'not_closed', lead) end
local way, against
if rep then
  way, against = way_to(rep, r.without_room)
  if against then return reply(r, 409, against, lead) end
end
change({ kind = 'reopened', lead = r.lead, tenant = r.tenant, reason = 'supervisor', by = r.by,
  note = r.reason, episode = lead.episode + 1, since = shard.now })
if rep then
  give(lead, rep, r, way)
  return finish('applied')
end
change({ kind = 'queued', lead = r.lead, tenant = r.tenant, reason = 'supervisor',
  since = shard.now, relax_at = relax_at(shard.now, pool_of(lead.pool), 0) })
check_hot(r.lead)
accept(r)
dispatch_lead(r.lead)
return finish('applied')
