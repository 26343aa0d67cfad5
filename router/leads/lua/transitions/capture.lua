-- A valid capture: a new lead, a merge into a known one, or a closed one that returns.
-- From: lead unknown, waiting, assigned, acknowledged, closed
-- Returns: applied; duplicate (this event was seen, nothing changed); stale, gap, skipped
-- Uses: shard, held, pools, transition, heat, leads, ladder, dispatch, scores
local capture = r.capture
if held.recalled('c|' .. capture) then return 'duplicate' end

local known, conflict
for _, identity in ipairs(r.identities) do
  local lead = held.field_of(shard.key('identities'), identity)
  if lead and not known then known = lead end
  if lead and lead ~= known then conflict = lead end
end

local lead = known and leads.of(known)
local id = lead and lead.id or r.lead
local pool = pools.of(lead and lead.pool or r.pool)
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
local captured_at = lead and math.max(lead.captured_at, at) or at
local function scored(c, points)
  return scores.told(c, pool, profile, points, captured_at)
end

local c = scored({ kind = lead and 'merged' or 'captured', lead = id, capture = capture,
  tenant = r.tenant, channel = r.channel, event_id = r.event_id, pool = pool.name, test = r.test,
  masked = r.masked, identities = r.identities, visitor = r.visitor, attributes = r.attributes,
  contact_id = r.contact_id, points = r.points, needs = r.needs[pool.name], at = at, received = r.received,
  pulled_back = (r.pulled_back or r.at > shard.now) and true or nil },
  lead and lead.heat or 0)
held.hold(shard.key('contacts'), capture .. '|' .. r.contact_id, r.contact)
transition.change(c)
if conflict then
  transition.change({ kind = 'identity_conflict', lead = id, tenant = r.tenant, other = conflict,
    capture = capture })
end

if r.visitor then
  local kept = shard.call('LRANGE', shard.key('held', r.visitor), 0, -1)
  if #kept > 0 then
    local signals = {}
    for i, text in ipairs(kept) do signals[i] = cjson.decode(text) end
    transition.change(scored({ kind = 'joined', lead = id, tenant = r.tenant, held = r.visitor,
      signals = signals }, heat.sum(leads.of(id), signals)))
  end
end

if not lead then
  transition.change({ kind = 'queued', lead = id, tenant = r.tenant, reason = 'captured', since = shard.now,
    relax_at = ladder.first_relax_at(pool) })
elseif lead.state == 'closed' then
  transition.change({ kind = 'reopened', lead = id, tenant = r.tenant, reason = 'returned',
    episode = lead.episode + 1 })
  transition.change({ kind = 'queued', lead = id, tenant = r.tenant, reason = 'returned', since = shard.now,
    relax_at = ladder.first_relax_at(pool) })
end
ladder.check_hot(id)
dispatch.lead(id)
return 'applied'
