-- Keys and their values: hashes, sets and lists, as Redis keeps and answers them. Arguments are
-- strings; an answer is a number, a string, false for nil, or a table of these.
local store = { keys = {}, writes = {}, commands = {} }
local C = store.commands

-- The value of a key, or nil; with `make` an empty one is put there. Every command that writes
-- comes by here, so WATCH can tell whether a key was written.
function store.value(name, kind, make)
  local value = store.keys[name]
  if value and value.kind ~= kind then
    error('WRONGTYPE Operation against a key holding the wrong kind of value', 0)
  end
  if make == nil then return value end
  store.writes[name] = (store.writes[name] or 0) + 1
  if not value and make then
    value = { kind = kind, size = 0, of = {} }
    store.keys[name] = value
  end
  return value
end
local value_of = store.value

-- Redis keeps no empty values.
function store.shrink(name, value, by)
  value.size = value.size - by
  if value.size == 0 then store.keys[name] = nil end
end
local shrink = store.shrink

-- Hashes

local function set_field(hash, field, value)
  local new = hash.of[field] == nil
  hash.of[field] = value
  if new then hash.size = hash.size + 1 end
  return new and 1 or 0
end

function C.HSET(name, ...)
  local hash, added, args = value_of(name, 'hash', true), 0, { ... }
  for i = 1, #args, 2 do added = added + set_field(hash, args[i], args[i + 1]) end
  return added
end

function C.HSETNX(name, field, value)
  local hash = value_of(name, 'hash', true)
  if hash.of[field] ~= nil then return 0 end
  return set_field(hash, field, value)
end

function C.HGET(name, field)
  local hash = value_of(name, 'hash')
  return hash and hash.of[field] or false
end

function C.HMGET(name, ...)
  local hash, out = value_of(name, 'hash'), { ... }
  for i, field in ipairs(out) do out[i] = hash and hash.of[field] or false end
  return out
end

function C.HGETALL(name)
  local hash, out, n = value_of(name, 'hash'), {}, 0
  if not hash then return out end
  for field, value in pairs(hash.of) do
    out[n + 1], out[n + 2] = field, value
    n = n + 2
  end
  return out
end

function C.HDEL(name, ...)
  local hash, gone = value_of(name, 'hash', false), 0
  if not hash then return 0 end
  for _, field in ipairs({ ... }) do
    if hash.of[field] ~= nil then hash.of[field], gone = nil, gone + 1 end
  end
  shrink(name, hash, gone)
  return gone
end

function C.HEXISTS(name, field)
  return C.HGET(name, field) and 1 or 0
end

function C.HLEN(name)
  local hash = value_of(name, 'hash')
  return hash and hash.size or 0
end

function C.HINCRBY(name, field, by)
  local hash = value_of(name, 'hash', true)
  local sum = tonumber(hash.of[field] or '0') + tonumber(by)
  set_field(hash, field, string.format('%d', sum))
  return sum
end

-- Sets. Members are told in order, so that a run can be repeated; Redis promises none.

function C.SADD(name, ...)
  local set, added = value_of(name, 'set', true), 0
  for _, member in ipairs({ ... }) do
    if not set.of[member] then set.of[member], added = true, added + 1 end
  end
  set.size = set.size + added
  return added
end

function C.SREM(name, ...)
  local set, gone = value_of(name, 'set', false), 0
  if not set then return 0 end
  for _, member in ipairs({ ... }) do
    if set.of[member] then set.of[member], gone = nil, gone + 1 end
  end
  shrink(name, set, gone)
  return gone
end

function C.SMEMBERS(name)
  local set, out = value_of(name, 'set'), {}
  if not set then return out end
  for member in pairs(set.of) do out[#out + 1] = member end
  table.sort(out)
  return out
end

function C.SISMEMBER(name, member)
  local set = value_of(name, 'set')
  return set and set.of[member] and 1 or 0
end

function C.SCARD(name)
  local set = value_of(name, 'set')
  return set and set.size or 0
end

-- Some members: here the first ones.
function C.SRANDMEMBER(name, count)
  local out = C.SMEMBERS(name)
  for i = #out, tonumber(count) + 1, -1 do out[i] = nil end
  return out
end

function C.SUNIONSTORE(name, ...)
  local all = {}
  for _, other in ipairs({ ... }) do
    for _, member in ipairs(C.SMEMBERS(other)) do all[#all + 1] = member end
  end
  C.DEL(name)
  if #all > 0 then
    local set = value_of(name, 'set', true)
    for _, member in ipairs(all) do
      if not set.of[member] then set.of[member], set.size = true, set.size + 1 end
    end
  end
  return C.SCARD(name)
end

-- Lists

function C.RPUSH(name, ...)
  local list = value_of(name, 'list', true)
  for _, item in ipairs({ ... }) do
    list.size = list.size + 1
    list.of[list.size] = item
  end
  return list.size
end

function C.LPOP(name)
  local list = value_of(name, 'list', false)
  if not list then return false end
  local item = table.remove(list.of, 1)
  shrink(name, list, 1)
  return item
end

function C.LLEN(name)
  local list = value_of(name, 'list')
  return list and list.size or 0
end

-- From and to, counted from 1, of a range that Redis counts from 0 or, below 0, from the end.
function store.range(size, first, last)
  first, last = tonumber(first), tonumber(last)
  if first < 0 then first = math.max(0, size + first) end
  if last < 0 then last = size + last end
  return first + 1, math.min(last + 1, size)
end

function C.LRANGE(name, first, last)
  local list, out = value_of(name, 'list'), {}
  if not list then return out end
  local from, to = store.range(list.size, first, last)
  for i = from, to do out[#out + 1] = list.of[i] end
  return out
end

function C.LTRIM(name, first, last)
  local list = value_of(name, 'list', false)
  if not list then return { ok = 'OK' } end
  local kept = C.LRANGE(name, first, last)
  if #kept < list.size then
    local gone = list.size - #kept
    list.of = kept
    shrink(name, list, gone)
  end
  return { ok = 'OK' }
end

return store
