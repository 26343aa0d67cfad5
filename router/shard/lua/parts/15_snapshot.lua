-- While a snapshot is read, each element of the state is noted as it was before its first change, so
-- that whatever is read meanwhile can be put back to the instant at which the snapshot began.
-- begin_writing() asks for it. What cannot be noted ends the snapshot, never the script.
-- Uses: left_out, shard
local snapshot = {}

local NOTED_MAX = 1000000
local READS = { EXISTS = true, HEXISTS = true, HGET = true, HGETALL = true, HMGET = true,
  LLEN = true, LRANGE = true, SMEMBERS = true, SRANDMEMBER = true, TIME = true, ZRANGE = true,
  ZRANGEBYSCORE = true, ZSCORE = true }

local function below_root(name)
  return string.sub(name, #shard.root + 1)
end

-- In the hash `before`, unless it is there: type, key and element, to '+' and the value, or '-'.
local function note(kind, name, element, was)
  local where = below_root(name)
  redis.call('HSETNX', shard.key('before'), kind .. #where .. ':' .. where .. element,
    was and '+' .. was or '-')
end

local function note_field(name, field)
  note('h', name, field, redis.call('HGET', name, field))
end

local function note_member(name, member)
  note('s', name, member, redis.call('SISMEMBER', name, member) == 1 and '')
end

local function note_score(name, member)
  note('z', name, member, redis.call('ZSCORE', name, member))
end

local function note_list(name)
  local items = redis.call('LRANGE', name, 0, -1)
  note('l', name, '', #items > 0 and cjson.encode(items))
end

local function give_up()
  redis.call('HDEL', KEYS[1], 'snapshot')
  redis.call('UNLINK', shard.key('before'))
  shard.call = redis.call
end

local function each(note_one, step)
  return function(name, arguments)
    for i = 1, #arguments, step do note_one(name, arguments[i]) end
  end
end

local WRITES = {
  HSET = each(note_field, 2), HSETNX = each(note_field, 2), HINCRBY = each(note_field, 2),
  HDEL = each(note_field, 1), SADD = each(note_member, 1), SREM = each(note_member, 1),
  ZREM = each(note_score, 1), RPUSH = note_list, LPOP = note_list, LTRIM = note_list,
}

function WRITES.ZADD(name, arguments)
  local first = tonumber(arguments[1]) and 2 or 3 -- after a score, or an option and a score
  for i = first, #arguments, 2 do note_score(name, arguments[i]) end
end

-- Only keys of a few elements are removed whole.
function WRITES.DEL(name)
  local kind = redis.call('TYPE', name).ok
  if kind == 'hash' then
    for _, field in ipairs(redis.call('HKEYS', name)) do note_field(name, field) end
  elseif kind == 'set' then
    for _, member in ipairs(redis.call('SMEMBERS', name)) do note_member(name, member) end
  elseif kind == 'list' then note_list(name)
  elseif kind ~= 'none' then give_up() end
end

local function noting(...)
  local command, name = ...
  if not (READS[command] or left_out[string.match(below_root(name), '^[^:]*')]) then
    if WRITES[command] then WRITES[command](name, { select(3, ...) }) else give_up() end
  end
  return redis.call(...)
end

-- To be called before the first write.
function snapshot.begin_writing()
  if not shard.snapshot then return end
  if redis.call('HLEN', shard.key('before')) > NOTED_MAX then give_up() else shard.call = noting end
end

return snapshot
