-- A lead scored anew under the policy that rules now.
-- From: lead in any state
-- Returns: applied; dropped (no such lead); stale, gap
-- Uses: shard, held, pools, transition, leads, ladder, dispatch, scores
local lead = leads.of(r.lead)
shard.call('SREM', shard.key('rescore'), r.lead)
if not lead then return 'dropped' end
local pool = pools.of(lead.pool)
-- What another calendar moves: the instant of a timer that is not due yet. By now it may be: the clock
-- has run since the policy came.
local function moved(name)
  local at = lead[name .. '_clock'] and tonumber(held.deadline_of(name .. '|' .. lead.id) or nil)
  if not at or at <= shard.now then return nil end
  local due = leads.due(lead, name)
  return due ~= at and due or nil
end
-- A lead on the ladder climbs the one that rules now; one that waits relaxes by its steps.
local rung_at, expires_at, climbed = nil, moved('expire'), nil
if lead.hot_at and (lead.state == 'waiting' or lead.state == 'assigned') then
  rung_at = ladder.due(lead, pool, lead.rung + 1)
  climbed = not rung_at or nil
  if climbed and lead.state == 'assigned' then expires_at = leads.after(lead, 'expiry') end
end
local relaxes_at
if lead.state == 'waiting' then relaxes_at = ladder.relax_at(leads.since(lead), pool, lead.relaxed) end
local change = { kind = 'rescored', lead = lead.id, tenant = lead.tenant,
  policy = shard.policy, points = r.points, heats = r.heats, needs = r.needs, rung_at = rung_at,
  expires_at = expires_at, climbed = climbed, relax_at = relaxes_at, reopen_at = moved('reopen'),
  retry_at = moved('refusals'),
  relaxed_all = lead.state == 'waiting' and not relaxes_at or nil }
transition.change(scores.told(change, pool, r.profile, r.heat, lead.captured_at))
ladder.check_hot(r.lead)
dispatch.lead(r.lead)
return 'applied'
