-- A person's behaviour: joined to the lead of its visitor, or held until there is one.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: lead in any state, or none
-- Returns: applied; duplicate; dropped (the store of held signals is full); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local event = 's|' .. r.tenant .. '|' .. r.event_id
if recalled(event) then return finish('duplicate') end
local signal = { signal = r.signal, value = r.value, at = math.min(r.at, shard.now),
  points = r.points, cap = r.cap }
local id = field_of(key('visitors'), r.visitor)
if not id then
  local held = tonumber(call('HGET', key('ledger'), '_|held') or '0')
  local full = held >= r.held_max or nil
  change({ kind = 'held', visitor = r.visitor, signal = signal, event = event, tenant = r.tenant,
    dropped = full })
  return finish(full and 'dropped' or 'applied')
end

local lead = lead_of(id)
local pool = pool_of(lead.pool)
local heat = 0
for field, value in pairs(lead) do
  if string.sub(field, 1, 2) == 'h.' and field ~= 'h.' .. r.signal then
    heat = heat + tonumber(value)
  end
end
local own = tonumber(lead['h.' .. r.signal] or '0')
if r.points then own = math.min(r.cap, own + r.points) end
heat = math.min(100000000, heat + own)
change({ kind = 'joined', lead = id, tenant = r.tenant, signals = { signal }, event = event,
  profile = lead.profile, heat = heat,
  base = math.floor(pool.weight_profile * lead.profile + pool.weight_heat * heat + 0.5),
  start = pool.start, slope = pool.slope, wait = pool.wait, captured_at = lead.captured_at,
  freezes_at = lead.captured_at + pool.lasts })
check_hot(id)
dispatch_lead(id)
return finish('applied')
