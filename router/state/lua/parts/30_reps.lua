-- Reps: who is free, and whose turn it is. A rep's kind is "tier|skills|regions"; free reps of one
-- pool, ledger and kind are one ordered set by their tag (start-time fair queueing, Goyal et al.
-- 1996), then by the instant since which they are idle. Ledger "all", and "top" for high intent.

local LEDGERS = { 'all', 'top' }

local function rep_of(id)
  local rep = hash(key('rep', id))
  if not rep.tenant then return nil end
  rep.id = id
  for _, field in ipairs({ 'tier', 'weight', 'capacity', 'daily_cap', 'reachable', 'on_shift',
    'shift_at', 'today', 'live', 'uncontacted', 'missed', 'idle_since', 'paced_until', 'paced',
    'present' }) do
    rep[field] = tonumber(rep[field])
  end
  return rep
end

local function set_rep(rep, fields)
  put(key('rep', rep.id), fields)
  for field, value in pairs(fields) do rep[field] = value end
end

local function room(rep)
  return rep.capacity - rep.live - rep.uncontacted
end

local function virtual_time(place, ledger)
  return tonumber(call('HGET', key('virtual'), place .. '|' .. ledger) or '0')
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
  call('HDEL', key('rep', rep.id), 'listed')
  rep.listed = nil
end

-- Puts a rep into, or takes them out of, the sets of free reps, after any change of theirs.
-- On return from absence a tag is the larger of its own and the place's virtual time; who is paced
-- or has reached the daily cap is as absent as who is not there.
local function refresh(rep, at)
  local there = rep.presence == 'idle' and rep.reachable == 1 and rep.on_shift == 1
    and at >= rep.paced_until and (not rep.daily_cap or rep.today < rep.daily_cap)
  local present = there and 1 or 0
  local fields = {}
  if present == 1 and rep.present == 0 then
    each_free_set(rep, function(pool, ledger, _, place)
      local tag = math.max(tag_of(rep, pool, ledger), virtual_time(place, ledger))
      fields['tag.' .. pool .. '.' .. ledger] = tag
    end)
  end
  fields.present = present
  local free = there and room(rep) > 0
  if free and not rep.listed and rep.live + rep.uncontacted == 0 then fields.idle_since = at end
  unlist(rep)
  set_rep(rep, fields)
  if free then
    local member = free_member(rep)
    each_free_set(rep, function(pool, ledger, name)
      call('ZADD', name, tag_of(rep, pool, ledger), member)
    end)
    set_rep(rep, { listed = member })
  end
end

local function rep_leaves_kind(rep)
  for _, pool in ipairs(split(rep.pools, ',')) do
    local place = place_of(rep.tenant, pool)
    call('SREM', key('members', place, rep.kind), rep.id)
    if call('EXISTS', key('members', place, rep.kind)) == 0 then
      call('SREM', key('kinds', place), rep.kind)
    end
  end
end

local function rep_joins_kind(rep)
  for _, pool in ipairs(split(rep.pools, ',')) do
    local place = place_of(rep.tenant, pool)
    call('SADD', key('members', place, rep.kind), rep.id)
    call('SADD', key('kinds', place), rep.kind)
  end
end

-- True when reps of this kind have all that the class needs.
local function kind_serves(kind, needs)
  local tier, skills, regions = string.match(kind, '^([^|]*)|([^|]*)|(.*)$')
  for _, token in ipairs(needs) do
    local what, value = string.match(token, '^([^:]*):(.*)$')
    if what == 'skill' and not within(skills, value) then return false end
    if what == 'region' and regions ~= '' and not within(regions, value) then return false end
    if what == 'tier' and tonumber(tier) < tonumber(value) then return false end
  end
  return true
end

local function kind_tier(kind)
  return tonumber(string.match(kind, '^([^|]*)'))
end
