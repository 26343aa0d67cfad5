-- A supervisor reopens a closed lead, with a reason; to a rep by hand, or to its pool.
-- From: closed -> waiting, or assigned (to the rep named), in a new episode
-- Returns: applied; refused; stale, gap, skipped
-- Uses: shard, pools, transition, answers, reps, leads, ladder, dispatch, actions, by_hand
local lead, rep = leads.of(r.lead), r.rep and reps.of(r.rep)
if not lead or lead.tenant ~= r.tenant then return actions.reply(r, 404, 'unknown_lead') end
if r.rep and (not rep or rep.tenant ~= r.tenant) then return actions.reply(r, 404, 'unknown_rep') end
local before = answers.answered(r)
if before then
  r.epoch = before.epoch
  return actions.reply(r, before.status, before.reason, lead)
end
if lead.state ~= 'closed' then return actions.reply(r, 409, 'not_closed', lead) end
local way, against
if rep then
  way, against = by_hand.way_to(rep, r.without_room)
  if against then return actions.reply(r, 409, against, lead) end
end
transition.change({ kind = 'reopened', lead = r.lead, tenant = r.tenant, reason = 'supervisor', by = r.by,
  note = r.reason, episode = lead.episode + 1, since = shard.now })
if rep then
  by_hand.give(lead, rep, r, way)
  return 'applied'
end
transition.change({ kind = 'queued', lead = r.lead, tenant = r.tenant, reason = 'supervisor',
  since = shard.now, relax_at = ladder.first_relax_at(pools.of(lead.pool)) })
ladder.check_hot(r.lead)
actions.accept(r)
dispatch.lead(r.lead)
return 'applied'
