-- Sorted sets. Members lie in one array by score, then by name; it may start at any index, so that
-- taking away at either end moves nothing.
local store = ...
local C = store.commands

-- Redis prints a score so that reading it gives the same number.
local function score_text(score)
  return string.format('%.17g', score)
end

local function score_of(text)
  if text == '-inf' then return -math.huge end
  if text == '+inf' or text == 'inf' then return math.huge end
  return tonumber(text) or error('ERR value is not a valid float', 0)
end

local function zset_of(name, make)
  local zset = store.value(name, 'zset', make)
  if zset and not zset.order then zset.order, zset.first = {}, 1 end
  return zset
end

-- The place of the first member that does not come before (score, member).
local function place(zset, score, member)
  local of, order = zset.of, zset.order
  local low, high = zset.first, zset.first + zset.size
  while low < high do
    local middle = math.floor((low + high) / 2)
    local other = order[middle]
    local at = of[other]
    if at < score or (at == score and other < member) then low = middle + 1 else high = middle end
  end
  return low
end

local function take_out(zset, member)
  local order, first = zset.order, zset.first
  local i, last = place(zset, zset.of[member], member), zset.first + zset.size - 1
  if i - first < last - i then
    for j = i, first + 1, -1 do order[j] = order[j - 1] end
    order[first], zset.first = nil, first + 1
  else
    for j = i, last - 1 do order[j] = order[j + 1] end
    order[last] = nil
  end
  zset.of[member], zset.size = nil, zset.size - 1
end

local function put_in(zset, score, member)
  local order, first = zset.order, zset.first
  local i, last = place(zset, score, member), zset.first + zset.size - 1
  if i - first < last - i then
    for j = first, i - 1 do order[j - 1] = order[j] end
    i, zset.first = i - 1, first - 1
  else
    for j = last, i, -1 do order[j + 1] = order[j] end
  end
  order[i], zset.of[member], zset.size = member, score, zset.size + 1
end

function C.ZADD(name, ...)
  local args, flags, i, added = { ... }, {}, 1, 0
  while args[i] == 'NX' or args[i] == 'XX' or args[i] == 'LT' or args[i] == 'GT' do
    flags[args[i]], i = true, i + 1
  end
  if flags.XX then error('ERR XX is not known to this store', 0) end
  local zset = zset_of(name, true)
  for at = i, #args, 2 do
    local score, member = score_of(args[at]), args[at + 1]
    local before = zset.of[member]
    local refused = before and (flags.NX or (flags.LT and score >= before) or (flags.GT and score <= before))
    if not before then added = added + 1 end
    if not refused and before ~= score then
      if before then take_out(zset, member) end
      put_in(zset, score, member)
    end
  end
  return added
end

function C.ZREM(name, ...)
  local zset, gone = zset_of(name, false), 0
  if not zset then return 0 end
  for _, member in ipairs({ ... }) do
    if zset.of[member] then
      take_out(zset, member)
      gone = gone + 1
    end
  end
  store.shrink(name, zset, 0)
  return gone
end

function C.ZSCORE(name, member)
  local zset = zset_of(name)
  local score = zset and zset.of[member]
  return score and score_text(score) or false
end

function C.ZMSCORE(name, ...)
  local out = { ... }
  for i, member in ipairs(out) do out[i] = C.ZSCORE(name, member) end
  return out
end

function C.ZCARD(name)
  local zset = zset_of(name)
  return zset and zset.size or 0
end

-- Members from place `from` to place `to`, counted from 1, with their scores if asked.
local function slice(zset, from, to, scores)
  local out, n, offset = {}, 0, zset.first - 1
  for i = from, to do
    local member = zset.order[offset + i]
    n = n + 1
    out[n] = member
    if scores then
      n = n + 1
      out[n] = score_text(zset.of[member])
    end
  end
  return out
end

function C.ZRANGE(name, first, last, option)
  local zset = zset_of(name)
  if not zset then return {} end
  local from, to = store.range(zset.size, first, last)
  return slice(zset, from, to, option == 'WITHSCORES')
end

-- How many members lie before a bound: "5" takes 5 in, "(5" leaves it out.
local function before_bound(zset, bound, upper)
  local open = string.sub(bound, 1, 1) == '('
  local score = score_of(open and string.sub(bound, 2) or bound)
  local low, high = zset.first, zset.first + zset.size
  while low < high do
    local middle = math.floor((low + high) / 2)
    local at = zset.of[zset.order[middle]]
    -- A closed upper bound and an open lower one have the members of that very score before them.
    local within = at < score or (at == score and open ~= upper)
    if within then low = middle + 1 else high = middle end
  end
  return low - zset.first
end

function C.ZRANGEBYSCORE(name, least, most, ...)
  local zset, scores, skip, limit = zset_of(name), false, 0, math.huge
  local args, i = { ... }, 1
  while args[i] do
    if args[i] == 'WITHSCORES' then scores, i = true, i + 1
    else skip, limit, i = tonumber(args[i + 1]), tonumber(args[i + 2]), i + 3 end
  end
  if not zset then return {} end
  if limit < 0 then limit = math.huge end
  local from = before_bound(zset, least, false) + 1 + skip
  return slice(zset, from, math.min(before_bound(zset, most, true), from + limit - 1), scores)
end
