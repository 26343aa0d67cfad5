-- A supervisor gives a lead to a rep by hand, with a reason.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: waiting, assigned, acknowledged -> assigned (to the rep named)
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep, unknown = named(r)
if unknown then return reply(r, 404, unknown) end
local before_ = answered(r)
if before_ then
  r.epoch = before_.epoch
  return reply(r, before_.status, before_.reason, lead)
end
if lead.state == 'closed' then return reply(r, 409, 'closed', lead) end
if r.epoch and r.epoch ~= (lead.epoch or '') then return reply(r, 409, 'too_late', lead) end
if lead.rep == r.rep then return reply(r, 409, 'has_it_already', lead) end
local way, against = way_to(rep, r.without_room)
if against then return reply(r, 409, against, lead) end
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
give(lead, rep, r, way, former)
return finish('applied')
