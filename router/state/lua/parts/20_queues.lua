-- Queues: one a class, each four ordered sets (see router/state/keys.py). A class is
-- "tenant/pool|law|needs|refused"; a law is "slope:wait" in micropoints an hour and a minute.
-- Pools are the policy's, so a queue and the reps it meets are those of one tenant's place in one.
-- Keys are stored negated, so that rank 0 is the best and, on a tie, the one waiting longest.

local pools = {}
local function pool_of(name)
  if not pools[name] then
    local p = hash(key('pool', name))
    for field, value in pairs(p) do
      if field ~= 'ladder' and field ~= 'relax' then p[field] = tonumber(value) end
    end
    p.name = name
    pools[name] = p
  end
  return pools[name]
end

local function place_of(tenant, pool)
  return tenant .. '/' .. pool
end

local function lead_of(id)
  local lead = hash(key('lead', id))
  if not lead.state then return nil end
  lead.id = id
  for _, field in ipairs({ 'episode', 'captured_at', 'freezes_at', 'profile', 'heat', 'base',
    'start', 'slope', 'wait', 'since', 'hot_at', 'rung', 'assigned_at', 'relaxed', 'created_at',
    'charge' }) do
    lead[field] = tonumber(lead[field])
  end
  return lead
end

local function set_lead(lead, fields)
  put(key('lead', lead.id), fields)
  for field, value in pairs(fields) do lead[field] = value end
end

local function drop_fields(lead, ...)
  call('HDEL', key('lead', lead.id), ...)
  for _, field in ipairs({ ... }) do lead[field] = nil end
end

local function score_at(lead, at)
  local fresh = lead.start - lead.slope * math.max(0, at - lead.captured_at) / HOUR
  return math.floor(lead.base + math.max(0, fresh) + 0.5)
end

local function member_of(lead)
  return string.format('%014d:%s', lead.since, lead.id)
end

local function lead_in(member)
  return string.sub(member, 16)
end

local function queue(class, set)
  return key('queue', set, class)
end

-- What the lead asks of a rep now: its attributes' needs less those that waiting has relaxed.
local function class_of(lead)
  local needs, have = {}, {}
  for field, tokens in pairs(lead) do
    if string.sub(field, 1, 2) == 'n.' and not within(lead.dropped, string.sub(field, 3)) then
      for _, token in ipairs(split(tokens, ',')) do
        if not have[token] then needs[#needs + 1], have[token] = token, true end
      end
    end
  end
  table.sort(needs)
  return table.concat({ place_of(lead.tenant, lead.pool), string.format('%.14g:%.14g', lead.slope, lead.wait),
    table.concat(needs, ','), lead.refused or '' }, '|')
end

local function class_parts(class)
  local place, law, needs, refused = string.match(class, '^([^|]*)|([^|]*)|([^|]*)|(.*)$')
  local slope, wait = string.match(law, '^(.*):(.*)$')
  return { place = place, pool = string.match(place, '/(.*)$'), needs = split(needs, ','), refused = refused,
    slope = tonumber(slope), wait = tonumber(wait) }
end

local function waited(lead)
  return lead.wait * (lead.since - EPOCH0) / MINUTE
end

local function still_key(lead)
  return math.floor(lead.base - waited(lead) + 0.5)
end

local function decaying_key(lead)
  return math.floor(lead.base + lead.start + lead.slope * (lead.captured_at - EPOCH0) / HOUR
    - waited(lead) + 0.5)
end

local function queue_add(lead, at)
  local class, member = class_of(lead), member_of(lead)
  if lead.freezes_at > at then
    call('ZADD', queue(class, 'decaying'), -decaying_key(lead), member)
    call('ZADD', queue(class, 'freezing'), lead.freezes_at, member)
    call('ZADD', key('deadlines'), 'LT', lead.freezes_at, 'freeze|' .. class)
  else
    call('ZADD', queue(class, 'still'), -still_key(lead), member)
  end
  call('ZADD', queue(class, 'waiting'), lead.since, member)
  call('SADD', key('classes', place_of(lead.tenant, lead.pool)), class)
  set_lead(lead, { class = class })
end

local function queue_remove(lead)
  local class, member = lead.class, member_of(lead)
  if not class then return end
  if call('ZREM', queue(class, 'decaying'), member) == 1 then
    call('ZREM', queue(class, 'freezing'), member)
  else
    call('ZREM', queue(class, 'still'), member)
  end
  call('ZREM', queue(class, 'waiting'), member)
  if call('EXISTS', queue(class, 'waiting')) == 0 then
    call('SREM', key('classes', place_of(lead.tenant, lead.pool)), class)
    call('ZREM', key('deadlines'), 'freeze|' .. class)
  end
  drop_fields(lead, 'class')
end

-- A value of a head at an instant, waiting points included.
local function value_at(stored, law, at, decaying)
  local value = -tonumber(stored) + law.wait * (at - EPOCH0) / MINUTE
  if decaying then value = value - law.slope * (at - EPOCH0) / HOUR end
  return value
end

-- The first lead of a class at an instant: { lead, value, since, overdue }, or nil.
local function head_of(class, longest_wait, at)
  local oldest = call('ZRANGE', queue(class, 'waiting'), 0, 0, 'WITHSCORES')
  if #oldest == 0 then return nil end
  local since = tonumber(oldest[2])
  if at - since > longest_wait then
    return { lead = lead_in(oldest[1]), value = 0, since = since, overdue = true }
  end
  local law, best = class_parts(class), nil
  for _, set in ipairs({ 'decaying', 'still' }) do
    local first = call('ZRANGE', queue(class, set), 0, 0, 'WITHSCORES')
    if #first > 0 then
      local head = { lead = lead_in(first[1]), value = value_at(first[2], law, at, set == 'decaying'),
        since = tonumber(string.sub(first[1], 1, 14)), overdue = false }
      if not best or head.value > best.value
        or (head.value == best.value and head.since < best.since) then best = head end
    end
  end
  return best
end

-- True when head a comes before head b: overdue first, oldest first; then the higher value.
local function before(a, b)
  if not b then return true end
  if a.overdue ~= b.overdue then return a.overdue end
  if not a.overdue and a.value ~= b.value then return a.value > b.value end
  if a.since ~= b.since then return a.since < b.since end
  return a.lead < b.lead
end

-- Where one lead stands now, in the form that before() compares.
local function place_in_order(lead)
  local waits = shard.now - lead.since
  return { lead = lead.id, since = lead.since, overdue = waits > pool_of(lead.pool).longest_wait,
    value = score_at(lead, shard.now) + lead.wait * waits / MINUTE }
end

-- Moves leads whose freshness has reached 0; true when none that is due is left.
local function settle(class)
  local due = call('ZRANGEBYSCORE', queue(class, 'freezing'), '-inf', shard.now, 'LIMIT', 0, STEP)
  if #due > 0 then change({ kind = 'froze', class = class, members = due }) end
  return #due < STEP
end
