-- Reps: who is free, and whose turn it is. A rep's kind is "tier|skills|regions"; free reps of one
-- pool, ledger and kind are one ordered set by their tag (start-time fair queueing, Goyal et al.
-- 1996), then by the instant since which they are idle. Ledger "all", and "top" for high intent.

local LEDGERS = { 'all', 'top' }

local REP_NUMBERS = names('tier', 'weight', 'capacity', 'daily_cap', 'reachable', 'on_shift',
  'shift_at', 'today', 'live', 'uncontacted', 'missed', 'idle_since', 'paced_until', 'paced', 'present',
  'offline_at', 'online_at', 'signed_out')
local reps = {}

-- The rep as they are now, in this script the same table each time; nil when there is none.
local function rep_of(id)
  if reps[id] then return reps[id] end
  local rep = hash(key('rep', id))
  if not rep.tenant then return nil end
  rep.id = id
  for field in pairs(REP_NUMBERS) do rep[field] = tonumber(rep[field]) end
  reps[id] = rep
  return rep
end

local function new_rep(id)
  reps[id] = new_row(key('rep', id), id)
  return reps[id]
end

local function set_rep(rep, fields)
  set_row(key('rep', rep.id), rep, fields, REP_NUMBERS)
end

local function room(rep)
  return rep.capacity - rep.live - rep.uncontacted
end

local function virtual_time(place, ledger)
  return tonumber(field_of(key('virtual'), place .. '|' .. ledger) or '0')
end

local function tag_of(rep, pool, ledger)
  return tonumber(rep['tag.' .. pool .. '.' .. ledger] or '0')
end

local function each_free_set(rep, visit)
  for _, pool in ipairs(split(rep.pools, ',')) do
    local place = place_of(rep.tenant, pool)
    for _, ledger in ipairs(LEDGERS) do
      visit(pool, ledger, key('free', place, ledger, rep.kind), place)
    end
  end
end

local function free_member(rep)
  return string.format('%014d:%s', rep.idle_since, rep.id)
end

local function unlist(rep)
  if not rep.listed then return end
  each_free_set(rep, function(_, _, name) call('ZREM', name, rep.listed) end)
  drop_from(key('rep', rep.id), rep, 'listed')
end

local function list(rep, member)
  each_free_set(rep, function(pool, ledger, name)
    call('ZADD', name, tag_of(rep, pool, ledger), member)
  end)
  set_rep(rep, { listed = member })
end

-- A rep's tag in one pool and ledger; where they are listed they stand by it.
local function set_tag(rep, pool, ledger, tag)
  set_rep(rep, { ['tag.' .. pool .. '.' .. ledger] = tag })
  if rep.listed and within(rep.pools, pool) then
    call('ZADD', key('free', place_of(rep.tenant, pool), ledger, rep.kind), tag, rep.listed)
  end
end

-- Puts a rep into, or takes them out of, the sets of free reps, after any change of theirs.
-- On return from absence a tag is the larger of its own and the place's virtual time; who is paced
-- or has reached the daily cap is as absent as who is not there.
local function refresh(rep, at)
  local there = rep.presence == 'idle' and rep.reachable == 1 and rep.on_shift == 1
    and at >= rep.paced_until and (not rep.daily_cap or rep.today < rep.daily_cap)
  if there and rep.present == 0 then
    each_free_set(rep, function(pool, ledger, _, place)
      set_tag(rep, pool, ledger, math.max(tag_of(rep, pool, ledger), virtual_time(place, ledger)))
    end)
  end
  set_rep(rep, { present = there and 1 or 0 })
  if not (there and room(rep) > 0) then return unlist(rep) end
  if not rep.listed and rep.live + rep.uncontacted == 0 then set_rep(rep, { idle_since = at }) end
  local member = free_member(rep)
  if rep.listed == member then return end
  unlist(rep)
  list(rep, member)
end

local kinds = {} -- by place
local function kinds_of(place)
  if not kinds[place] then kinds[place] = call('SMEMBERS', key('kinds', place)) end
  return kinds[place]
end

local function rep_leaves_kind(rep)
  kinds = {}
  for _, pool in ipairs(split(rep.pools, ',')) do
    local place = place_of(rep.tenant, pool)
    call('SREM', key('members', place, rep.kind), rep.id)
    if call('EXISTS', key('members', place, rep.kind)) == 0 then
      call('SREM', key('kinds', place), rep.kind)
    end
  end
end

local function rep_joins_kind(rep)
  kinds = {}
  for _, pool in ipairs(split(rep.pools, ',')) do
    local place = place_of(rep.tenant, pool)
    call('SADD', key('members', place, rep.kind), rep.id)
    call('SADD', key('kinds', place), rep.kind)
  end
end

-- True when reps of this kind have all that the class, as class_parts() has it, needs.
local function kind_serves(kind, class)
  local serves = class.serving[kind]
  if serves == nil then
    local tier, skills, regions = string.match(kind, '^([^|]*)|([^|]*)|(.*)$')
    serves = true
    for _, token in ipairs(class.needs) do
      local what, value = string.match(token, '^([^:]*):(.*)$')
      if (what == 'skill' and not within(skills, value))
        or (what == 'region' and regions ~= '' and not within(regions, value))
        or (what == 'tier' and tonumber(tier) < tonumber(value)) then serves = false end
    end
    class.serving[kind] = serves
  end
  return serves
end

local function kind_tier(kind)
  return tonumber(string.match(kind, '^([^|]*)'))
end
