-- A valid capture: a new lead, a merge into a known one, or a closed one that returns.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position, 4 stamp, 5 the request (router/rules/requests.py)
-- From: lead unknown, waiting, assigned, acknowledged, closed
-- Returns: applied; duplicate (this event was seen, nothing changed); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local capture = r.capture
if recalled('c|' .. capture) then return finish('duplicate') end

local known, conflict
for _, identity in ipairs(r.identities) do
  local lead = field_of(key('identities'), identity)
  if lead and not known then known = lead end
  if lead and lead ~= known then conflict = lead end
end

local lead = known and lead_of(known)
local id = lead and lead.id or r.lead
local pool = pool_of(lead and lead.pool or r.pool)
local at = math.min(r.at, shard.now)

-- Points by attribute and by kind of signal, with what this capture and its visitor bring.
local points = {}
if lead then
  for field, value in pairs(lead) do
    if string.sub(field, 1, 2) == 'p.' then points[string.sub(field, 3)] = tonumber(value) end
  end
end
for name, value in pairs(r.points or {}) do points[name] = value end
local profile = 0
for _, value in pairs(points) do profile = profile + value end
profile = math.min(100000000, profile)

local captured_at = lead and math.max(lead.captured_at, at) or at
local function scored(c, heat)
  c.profile, c.heat = profile, heat
  c.base = math.floor(pool.weight_profile * profile + pool.weight_heat * heat + 0.5)
  c.start, c.slope, c.wait = pool.start, pool.slope, pool.wait
  c.captured_at, c.freezes_at = captured_at, captured_at + pool.lasts
  return c
end

local c = scored({ kind = lead and 'merged' or 'captured', lead = id, capture = capture,
  tenant = r.tenant, channel = r.channel, event_id = r.event_id, pool = pool.name, test = r.test,
  masked = r.masked, identities = r.identities, visitor = r.visitor, attributes = r.attributes,
  contact_id = r.contact_id, points = r.points, needs = r.needs[pool.name], at = at, received = r.received,
  pulled_back = (r.pulled_back or r.at > shard.now) and true or nil },
  lead and lead.heat or 0)
hold(key('contacts'), capture .. '|' .. r.contact_id, r.contact)
change(c)
if conflict then
  change({ kind = 'identity_conflict', lead = id, tenant = r.tenant, other = conflict,
    capture = capture })
end

if r.visitor then
  local held = call('LRANGE', key('held', r.visitor), 0, -1)
  if #held > 0 then
    local signals, heats = {}, {}
    local current = lead_of(id)
    for field, value in pairs(current) do
      if string.sub(field, 1, 2) == 'h.' then heats[string.sub(field, 3)] = tonumber(value) end
    end
    for i, text in ipairs(held) do
      local s = cjson.decode(text)
      signals[i] = s
      if s.points then heats[s.signal] = math.min(s.cap, (heats[s.signal] or 0) + s.points) end
    end
    local heat = 0
    for _, value in pairs(heats) do heat = heat + value end
    change(scored({ kind = 'joined', lead = id, tenant = r.tenant, held = r.visitor,
      signals = signals }, math.min(100000000, heat)))
  end
end

if not lead then
  change({ kind = 'queued', lead = id, tenant = r.tenant, reason = 'captured', since = shard.now,
    relax_at = relax_at(shard.now, pool, 0) })
elseif lead.state == 'closed' then
  change({ kind = 'reopened', lead = id, tenant = r.tenant, reason = 'returned',
    episode = lead.episode + 1 })
  change({ kind = 'queued', lead = id, tenant = r.tenant, reason = 'returned', since = shard.now,
    relax_at = relax_at(shard.now, pool, 0) })
end
check_hot(id)
dispatch_lead(id)
return finish('applied')
