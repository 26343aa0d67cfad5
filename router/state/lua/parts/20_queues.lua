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

local function names(...)
  local out = {}
  for _, name in ipairs({ ... }) do out[name] = true end
  return out
end

local LEAD_NUMBERS = names('episode', 'captured_at', 'freezes_at', 'profile', 'heat', 'base', 'start',
  'slope', 'wait', 'since', 'hot_at', 'rung', 'assigned_at', 'relaxed', 'created_at', 'charge',
  'closed_at', 'was.assigned_at', 'was.charge', 'was.reopen_at')
local leads = {}

-- The lead as it is now, in this script the same table each time; nil when there is none.
local function lead_of(id)
  if leads[id] then return leads[id] end
  local lead = hash(key('lead', id))
  if not lead.state then return nil end
  lead.id = id
  for field in pairs(LEAD_NUMBERS) do lead[field] = tonumber(lead[field]) end
  leads[id] = lead
  return lead
end

local function new_lead(id)
  leads[id] = new_row(key('lead', id), id)
  new_leads[#new_leads + 1] = id
  return leads[id]
end

local function set_lead(lead, fields)
  set_row(key('lead', lead.id), lead, fields, LEAD_NUMBERS)
end

local function drop_fields(lead, ...)
  drop_from(key('lead', lead.id), lead, ...)
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

local classes = {}
local function class_parts(class)
  if not classes[class] then
    local place, law, needs, refused = string.match(class, '^([^|]*)|([^|]*)|([^|]*)|(.*)$')
    local slope, wait = string.match(law, '^(.*):(.*)$')
    classes[class] = { name = class, place = place, pool = string.match(place, '/(.*)$'),
      needs = split(needs, ','), serving = {}, refused = refused,
      slope = tonumber(slope), wait = tonumber(wait) }
  end
  return classes[class]
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

-- Where leads join and leave queues is held too: who comes and goes within one script was never
-- there. By lead: the place in Redis that it left, and the one that it takes.
local left, taken = {}, {}

local function queue_add(lead, at)
  local class, decays = class_of(lead), lead.freezes_at > at
  taken[lead.id] = { class = class, member = member_of(lead), since = lead.since,
    freezes_at = decays and lead.freezes_at, key = -(decays and decaying_key(lead) or still_key(lead)) }
  set_lead(lead, { class = class })
end

local function queue_remove(lead)
  if not lead.class then return end
  if taken[lead.id] then taken[lead.id] = nil
  else left[lead.id] = { class = lead.class, member = member_of(lead) } end
  drop_fields(lead, 'class')
end

-- The first to freeze sets the timer of its class.
local function set_freeze(class)
  local first = call('ZRANGE', queue(class, 'freezing'), 0, 0, 'WITHSCORES')
  if #first > 0 then set_deadline('freeze|' .. class, first[2])
  else clear_deadline('freeze|' .. class) end
end

local SETS = { 'decaying', 'freezing', 'still', 'waiting' }

-- What to take out of a class's sets, and what to put in. Who stays keeps the place in `waiting`.
local function moves_by_class()
  local moves = {}
  local function move(way, class, set, ...)
    local to = moves[class]
    if not to then
      to = { gone = {}, come = {} }
      for _, name in ipairs(SETS) do to.gone[name], to.come[name] = {}, {} end
      moves[class] = to
    end
    for _, value in ipairs({ ... }) do to[way][set][#to[way][set] + 1] = value end
  end
  for id, was in pairs(left) do
    local is = taken[id]
    if is and is.member == was.member and is.class == was.class then
      is.stays = true
      for _, set in ipairs(is.freezes_at and { 'still' } or { 'decaying', 'freezing' }) do
        move('gone', was.class, set, was.member)
      end
    else
      for _, set in ipairs(SETS) do move('gone', was.class, set, was.member) end
    end
  end
  for _, is in pairs(taken) do
    move('come', is.class, is.freezes_at and 'decaying' or 'still', is.key, is.member)
    if is.freezes_at then move('come', is.class, 'freezing', is.freezes_at, is.member) end
    if not is.stays then move('come', is.class, 'waiting', is.since, is.member) end
  end
  return moves
end

-- To be called before queues are read, and at the end.
local function flush_queues()
  if not next(left) and not next(taken) then return end
  for class, move in pairs(moves_by_class()) do
    for _, set in ipairs(SETS) do
      call_in_parts('ZREM', queue(class, set), move.gone[set])
      call_in_parts('ZADD', queue(class, set), move.come[set])
    end
    local listed = key('classes', class_parts(class).place)
    if #move.come.waiting > 0 then call('SADD', listed, class)
    elseif #move.gone.waiting > 0 and call('EXISTS', queue(class, 'waiting')) == 0 then
      call('SREM', listed, class)
    end
    if #move.gone.freezing + #move.come.freezing > 0 then set_freeze(class) end
  end
  left, taken = {}, {}
end

-- A value of a head at an instant, waiting points included.
local function value_at(stored, law, at, decaying)
  local value = -tonumber(stored) + law.wait * (at - EPOCH0) / MINUTE
  if decaying then value = value - law.slope * (at - EPOCH0) / HOUR end
  return value
end

-- The first lead of a class at an instant: { lead, value, since, overdue }, or nil.
local function head_of(class, longest_wait, at)
  flush_queues()
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

local function freezes_due(class, limit)
  flush_queues()
  return call('ZRANGEBYSCORE', queue(class, 'freezing'), '-inf', shard.now, 'LIMIT', 0, limit)
end

-- Moves leads whose freshness has reached 0; true when none that is due is left. One transition moves
-- some steps' worth in all, so that its entry fits into a record.
local function settle(class)
  if steps_left == 0 then return #freezes_due(class, 1) == 0 end
  local due = freezes_due(class, STEP)
  if #due > 0 then
    steps_left = steps_left - 1
    change({ kind = 'froze', class = class, members = due })
  end
  return #due < STEP
end

-- Writes all that is held, and the shard's own account.
local function flush()
  flush_queues()
  flush_held()
  put(KEYS[1], { next = shard.next, seq = shard.seq, tip = shard.tip, now = shard.now,
    counter = shard.counter })
end
