-- A lead scored anew under the policy that rules now.
-- From: lead in any state
-- Returns: applied; dropped (no such lead); stale, gap
-- Uses: shard, pools, transition, leads, ladder, dispatch, scores
local lead = leads.of(r.lead)
shard.call('SREM', shard.key('rescore'), r.lead)
if not lead then return 'dropped' end
local pool = pools.of(lead.pool)
-- A lead on the ladder climbs the one that rules now; one that waits relaxes by its steps.
local rung_at, expires_at, climbed
if lead.hot_at and (lead.state == 'waiting' or lead.state == 'assigned') then
  rung_at = ladder.due(lead, pool, lead.rung + 1)
  climbed = not rung_at or nil
  if climbed and lead.state == 'assigned' then expires_at = shard.now + pool.expiry end
end
local relaxes_at
if lead.state == 'waiting' then relaxes_at = ladder.relax_at(lead.since, pool, lead.relaxed) end
local change = { kind = 'rescored', lead = lead.id, tenant = lead.tenant,
  policy = shard.policy, points = r.points, heats = r.heats, needs = r.needs, rung_at = rung_at,
  expires_at = expires_at, climbed = climbed, relax_at = relaxes_at,
  relaxed_all = lead.state == 'waiting' and not relaxes_at or nil }
transition.change(scores.told(change, pool, r.profile, r.heat, lead.captured_at))
ladder.check_hot(r.lead)
dispatch.lead(r.lead)
return 'applied'
