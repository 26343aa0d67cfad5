-- Queues: one a class, each four ordered sets (see router/shard/keys.py). A class is
-- "tenant/pool|law|needs|refused"; a law is "slope:wait" in micropoints an hour and a minute, or
-- "slope:hot" where leads are hot: these go first, and waiting earns them nothing.
-- Pools are the policy's, so a queue and the reps it meets are those of one tenant's place in one.
-- Rank 0 is the best and, on a tie, the one waiting longest.
-- Uses: shard, lists, held, pools, decay, leads
local queues = {}
local byte, N = string.byte, string.byte('n') -- most fields are told apart without a new text

local function member_of(lead)
  return string.format('%014d:%s', lead.since, lead.id)
end

function queues.lead_in(member)
  return string.sub(member, 16)
end

function queues.since_in(member)
  return tonumber(string.sub(member, 1, 14))
end

function queues.key(class, set)
  return shard.key('queue', set, class)
end

-- What the lead asks of a rep now: its attributes' needs less those that waiting has relaxed.
function queues.class_of(lead)
  local needs, have = {}, {}
  for field, tokens in pairs(lead) do
    if byte(field) == N and string.sub(field, 1, 2) == 'n.'
      and not lists.within(lead.dropped, string.sub(field, 3)) then
      for _, token in ipairs(lists.split(tokens, ',')) do
        if not have[token] then needs[#needs + 1], have[token] = token, true end
      end
    end
  end
  table.sort(needs)
  local wait = lead.hot_at and 'hot' or held.stored(lead.wait)
  return table.concat({ pools.place(lead.tenant, lead.pool),
    held.stored(lead.slope) .. ':' .. wait, table.concat(needs, ','),
    lead.refused or '' }, '|')
end

local classes = {}
function queues.class(class)
  if not classes[class] then
    local place, law, needs, refused = string.match(class, '^([^|]*)|([^|]*)|([^|]*)|(.*)$')
    local slope, wait = string.match(law, '^(.*):(.*)$')
    classes[class] = { name = class, place = place, pool = string.match(place, '/(.*)$'),
      needs = needs, refused = refused, slope = tonumber(slope), wait = tonumber(wait) or 0 }
  end
  return classes[class]
end

-- Where leads join and leave queues is held too: who comes and goes within one script was never
-- there. By lead: the place in Redis that it left, and the one that it takes.
local left, taken = {}, {}

function queues.add(lead, at)
  local class, falls = queues.class_of(lead), lead.freezes_at > at
  local since = leads.since(lead)
  taken[lead.id] = { class = class, member = member_of(lead), since = since,
    freezes_at = falls and lead.freezes_at, key = decay.key(lead, queues.class(class), since, falls) }
  leads.set(lead, { class = class })
end

function queues.remove(lead)
  if not lead.class then return end
  if taken[lead.id] then taken[lead.id] = nil
  else left[lead.id] = { class = lead.class, member = member_of(lead) } end
  leads.drop(lead, 'class')
end

-- The first to freeze sets the timer of its class.
local function set_freeze(class)
  local first = shard.call('ZRANGE', queues.key(class, 'freezing'), 0, 0, 'WITHSCORES')
  if #first > 0 then held.set_deadline('freeze|' .. class, first[2])
  else held.clear_deadline('freeze|' .. class) end
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
function queues.flush()
  if not next(left) and not next(taken) then return end
  for class, move in pairs(moves_by_class()) do
    for _, set in ipairs(SETS) do
      held.call_in_parts('ZREM', queues.key(class, set), move.gone[set])
      held.call_in_parts('ZADD', queues.key(class, set), move.come[set])
    end
    local listed = shard.key('classes', queues.class(class).place)
    if #move.come.waiting > 0 then shard.call('SADD', listed, class)
    elseif #move.gone.waiting > 0 and shard.call('EXISTS', queues.key(class, 'waiting')) == 0 then
      shard.call('SREM', listed, class)
    end
    if #move.gone.freezing + #move.come.freezing > 0 then set_freeze(class) end
  end
  left, taken = {}, {}
end

-- Leads stand still from here on: of a class, and what an older journal has as one where leads became
-- hot, which have a class of their own now.
function queues.freeze(class, members)
  queues.flush()
  local frozen = { [class] = { members = {}, still = {} } }
  for _, member in ipairs(members) do
    local lead = leads.of(queues.lead_in(member))
    local own = frozen[lead.class] or { members = {}, still = {} }
    frozen[lead.class] = own
    own.members[#own.members + 1] = member
    own.still[#own.still + 1] = decay.key(lead, queues.class(lead.class), leads.since(lead), false)
    own.still[#own.still + 1] = member
  end
  for name, own in pairs(frozen) do
    held.call_in_parts('ZREM', queues.key(name, 'freezing'), own.members)
    held.call_in_parts('ZREM', queues.key(name, 'decaying'), own.members)
    held.call_in_parts('ZADD', queues.key(name, 'still'), own.still)
    set_freeze(name)
  end
end

held.before_flush(queues.flush)
return queues
