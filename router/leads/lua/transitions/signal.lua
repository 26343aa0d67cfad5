-- A person's behaviour: joined to the lead of its visitor, or held until there is one.
-- From: lead in any state, or none
-- Returns: applied; duplicate; dropped (the store of held signals is full); stale, gap, skipped
-- Uses: shard, held, pools, transition, heat, leads, ladder, dispatch, scores
local event = 's|' .. r.tenant .. '|' .. r.event_id
if held.recalled(event) then return 'duplicate' end
local signal = { signal = r.signal, value = r.value, at = math.min(r.at, shard.now),
  points = r.points, cap = r.cap }
local id = held.field_of(shard.key('visitors'), r.visitor)
if not id then
  local many = tonumber(shard.call('HGET', shard.key('ledger'), '_|held') or '0')
  local full = many >= r.held_max or nil
  transition.change({ kind = 'held', visitor = r.visitor, signal = signal, event = event, tenant = r.tenant,
    dropped = full })
  return full and 'dropped' or 'applied'
end

local lead = leads.of(id)
local pool = pools.of(lead.pool)
local change = { kind = 'joined', lead = id, tenant = r.tenant, signals = { signal }, event = event }
local points = heat.sum(lead, change.signals)
transition.change(scores.told(change, pool, lead.profile, points, lead.captured_at))
ladder.check_hot(id)
dispatch.lead(id)
return 'applied'
