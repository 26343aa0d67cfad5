-- A supervisor gives a lead to a rep by hand, with a reason.
-- From: waiting, assigned, acknowledged -> assigned (to the rep named)
-- Returns: applied; refused; stale, gap, skipped
-- Uses: shard, pools, transition, answers, ladder, actions, by_hand
local lead, rep, unknown = actions.named(r)
if unknown then return actions.reply(r, 404, unknown) end
local before = answers.answered(r)
if before then
  r.epoch = before.epoch
  return actions.reply(r, before.status, before.reason, lead)
end
if lead.state == 'closed' then return actions.reply(r, 409, 'closed', lead) end
if r.epoch and r.epoch ~= (lead.epoch or '') then return actions.reply(r, 409, 'too_late', lead) end
if lead.rep == r.rep then return actions.reply(r, 409, 'has_it_already', lead) end
local way, against = by_hand.way_to(rep, r.without_room)
if against then return actions.reply(r, 409, against, lead) end
local former = lead.rep
if lead.state == 'assigned' then
  transition.change({ kind = 'withdrawn', lead = lead.id, rep = former, tenant = lead.tenant,
    epoch = lead.epoch, reason = 'handed_over', episode = lead.episode,
    refund = lead.charge })
elseif lead.state == 'acknowledged' then
  local contacted, rung_at = lead.contacted_at, nil
  if lead.hot_at and not contacted then
    rung_at = ladder.due(lead, pools.of(lead.pool), lead.rung + 1)
  end
  transition.change({ kind = 'left', lead = lead.id, rep = former, tenant = lead.tenant, epoch = lead.epoch,
    reason = 'handed_over', rung_at = rung_at, episode = lead.episode,
    open = not contacted and ladder.was_opened(lead, pools.of(lead.pool)) or nil })
  if contacted then
    transition.change({ kind = 'reopened', lead = lead.id, tenant = lead.tenant, reason = 'handed_over',
      episode = lead.episode + 1, since = shard.now })
  end
end
by_hand.give(lead, rep, r, way, former)
return 'applied'
