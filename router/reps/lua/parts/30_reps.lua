-- Reps: who is free, and whose turn it is. A rep's kind is "tier|skills|regions"; free reps of one
-- pool, ledger and kind are one ordered set by their tag (start-time fair queueing, Goyal et al.
-- 1996), then by the instant since which they are idle. Ledger "all", and "top" for high intent.
-- Uses: shard, lists, held, pools
local reps = {}

local LEDGERS = { 'all', 'top' }
local NUMBERS = lists.set('tier', 'weight', 'capacity', 'daily_cap', 'reachable', 'on_shift',
  'shift_at', 'today', 'live', 'uncontacted', 'taken', 'missed', 'idle_since', 'paced_until', 'paced', 'present',
  'offline_at', 'online_at', 'signed_out', 'wrap_until', 'open_most')
local known = {}

-- The rep as they are now, in this script the same table each time; nil when there is none.
function reps.of(id)
  if known[id] then return known[id] end
  local rep = held.hash(shard.key('rep', id))
  if not rep.tenant then return nil end
  rep.id = id
  for field in pairs(NUMBERS) do rep[field] = tonumber(rep[field]) end
  known[id] = rep
  return rep
end

function reps.new(id)
  known[id] = held.new_row(shard.key('rep', id), id)
  return known[id]
end

function reps.set(rep, fields)
  held.set_row(shard.key('rep', rep.id), rep, fields, NUMBERS)
end

function reps.drop(rep, ...)
  held.drop_from(shard.key('rep', rep.id), rep, ...)
end

function reps.room(rep)
  return rep.capacity - rep.live - rep.uncontacted
end

-- How many more leads the rep may have at all, those that ring and those taken and not closed.
function reps.places(rep)
  if not rep.open_most then return math.huge end
  return rep.open_most - rep.live - rep.taken
end

-- True when the rep could take a lead if they had room: who is busy may soon.
function reps.on_duty(rep)
  return rep.reachable == 1 and rep.on_shift == 1 and rep.presence ~= 'away'
end

local function is_capped(rep)
  return rep.daily_cap and rep.today >= rep.daily_cap
end

-- True when the rep may still have a lead, today and at all: what rings may soon be given back, what is
-- taken stays for days.
function reps.may_have_another(rep)
  return not is_capped(rep) and (not rep.open_most or rep.taken < rep.open_most)
end

function reps.virtual_time(place, ledger)
  return tonumber(held.field_of(shard.key('virtual'), place .. '|' .. ledger) or '0')
end

-- A turn that began at `start`, of a lead that asked for `needs`: the virtual time is no less from here
-- on, and it is noted of these needs, for whom the turn did not fit. Scores are negated, newest first.
local NEEDS_EACH = 100
function reps.take_turn(place, ledger, start, needs)
  local virtual = reps.virtual_time(place, ledger)
  if start > virtual then
    virtual = start
    held.hold(shard.key('virtual'), place .. '|' .. ledger, held.stored(start))
  end
  if (needs or '') == '' then return end -- it fitted everybody
  local name = shard.key('turns', place, ledger)
  if shard.call('ZADD', name, -virtual, needs) == 1 then
    for _, old in ipairs(shard.call('ZRANGE', name, NEEDS_EACH, -1)) do shard.call('ZREM', name, old) end
  end
end

function reps.tag_of(rep, pool, ledger)
  return tonumber(rep['tag.' .. pool .. '.' .. ledger] or '0')
end

local function each_free_set(rep, visit)
  for _, pool in ipairs(lists.split(rep.pools, ',')) do
    local place = pools.place(rep.tenant, pool)
    for _, ledger in ipairs(LEDGERS) do
      visit(pool, ledger, shard.key('free', place, ledger, rep.kind), place)
    end
  end
end

local function free_member(rep)
  return string.format('%014d:%s', rep.idle_since, rep.id)
end

function reps.unlist(rep)
  if not rep.listed then return end
  each_free_set(rep, function(_, _, name) shard.call('ZREM', name, rep.listed) end)
  reps.drop(rep, 'listed')
end

local function list(rep, member)
  each_free_set(rep, function(pool, ledger, name)
    shard.call('ZADD', name, reps.tag_of(rep, pool, ledger), member)
  end)
  reps.set(rep, { listed = member })
end

-- A rep's tag in one pool and ledger; where they are listed they stand by it.
function reps.set_tag(rep, pool, ledger, tag)
  reps.set(rep, { ['tag.' .. pool .. '.' .. ledger] = tag })
  if rep.listed and lists.within(rep.pools, pool) then
    shard.call('ZADD', shard.key('free', pools.place(rep.tenant, pool), ledger, rep.kind), tag, rep.listed)
  end
end

-- Who is on duty stands in a set of each of their places, which so tells at once whether anybody is.
local function note_duty(rep)
  local now = reps.on_duty(rep) and rep.pools or nil
  if now == rep.duty then return end
  for _, pool in ipairs(lists.split(rep.duty, ',')) do
    shard.call('SREM', shard.key('duty', pools.place(rep.tenant, pool)), rep.id)
  end
  for _, pool in ipairs(lists.split(now, ',')) do
    shard.call('SADD', shard.key('duty', pools.place(rep.tenant, pool)), rep.id)
  end
  if now then reps.set(rep, { duty = now }) else reps.drop(rep, 'duty') end
end

-- Puts a rep into, or takes them out of, the sets of free reps, after any change of theirs.
-- On return from absence a tag is the larger of its own and the place's virtual time; who is paced,
-- in wrap-up, has reached the daily cap or has as many open leads as they may is as absent as who is
-- not there.
function reps.refresh(rep, at)
  note_duty(rep)
  local there = rep.presence == 'idle' and rep.reachable == 1 and rep.on_shift == 1
    and at >= rep.paced_until and not rep.wrap_until and not is_capped(rep)
    and reps.places(rep) > 0
  if there and rep.present == 0 then
    each_free_set(rep, function(pool, ledger, _, place)
      reps.set_tag(rep, pool, ledger,
        math.max(reps.tag_of(rep, pool, ledger), reps.virtual_time(place, ledger)))
    end)
  end
  reps.set(rep, { present = there and 1 or 0 })
  if not (there and reps.room(rep) > 0) then return reps.unlist(rep) end
  if not rep.listed and rep.live + rep.uncontacted == 0 then reps.set(rep, { idle_since = at }) end
  local member = free_member(rep)
  if rep.listed == member then return end
  reps.unlist(rep)
  list(rep, member)
end

local kinds = {} -- by place
function reps.kinds_of(place)
  if not kinds[place] then kinds[place] = shard.call('SMEMBERS', shard.key('kinds', place)) end
  return kinds[place]
end

function reps.leave_kind(rep)
  kinds = {}
  for _, pool in ipairs(lists.split(rep.pools, ',')) do
    local place = pools.place(rep.tenant, pool)
    shard.call('SREM', shard.key('members', place, rep.kind), rep.id)
    if shard.call('EXISTS', shard.key('members', place, rep.kind)) == 0 then
      shard.call('SREM', shard.key('kinds', place), rep.kind)
    end
  end
end

function reps.join_kind(rep)
  kinds = {}
  for _, pool in ipairs(lists.split(rep.pools, ',')) do
    local place = pools.place(rep.tenant, pool)
    shard.call('SADD', shard.key('members', place, rep.kind), rep.id)
    shard.call('SADD', shard.key('kinds', place), rep.kind)
  end
end

return reps
