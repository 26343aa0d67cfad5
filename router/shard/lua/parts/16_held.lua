-- What a script reads once and writes once. Fields of hashes, deadlines, counts and what is
-- remembered are held here from their first change to flush(), so that a batch costs one write for
-- each key, however often it changed. Who reads them asks here; nothing else may read those keys.
-- Uses: shard
local held = {}

local SEEN_FOR = 72 * shard.HOUR
local changed = {} -- by key of a hash: field to its text, or false when it is to go
local read = {} -- by key of a hash: field to what Redis had
local joined = {} -- by key of a set: what joins it
local deadlines = {} -- by timer: its instant, or false
local counts, remembered = {}, {}
local oldest -- the earliest instant of what is remembered, once it was looked up
local UNPACKED = 2000 -- the most values of one command

function held.hash(name)
  local flat, out = shard.call('HGETALL', name), {}
  for i = 1, #flat, 2 do out[flat[i]] = flat[i + 1] end
  return out
end

-- A number whose text is the same by %d, which costs a quarter, or the number itself.
local format, WHOLE_MAX = string.format, 99999999999999
local function whole(value)
  if value % 1 == 0 and value <= WHOLE_MAX and value >= -WHOLE_MAX then return format('%d', value) end
  return value
end

-- A value as Redis keeps it.
function held.stored(value)
  if type(value) ~= 'number' then return value end
  local text = whole(value)
  return text == value and format('%.14g', value) or text
end

function held.put(name, fields)
  local flat = {}
  for field, value in pairs(fields) do
    flat[#flat + 1] = field
    flat[#flat + 1] = held.stored(value)
  end
  if #flat > 0 then shard.call('HSET', name, unpack(flat)) end
end

function held.hold(name, field, text)
  local fields = changed[name]
  if not fields then
    fields = {}
    changed[name] = fields
  end
  fields[field] = text
end

-- The text of a field, or false.
function held.field_of(name, field)
  local text = changed[name] and changed[name][field]
  if text ~= nil then return text end
  local known = read[name]
  if not known then
    known = {}
    read[name] = known
  end
  if known[field] == nil then known[field] = shard.call('HGET', name, field) end
  return known[field]
end

-- Sets fields of a row, which is a hash that was read whole, as it will be read again.
function held.set_row(name, row, fields, numbers)
  local holds = changed[name]
  if not holds then
    holds = {}
    changed[name] = holds
  end
  for field, value in pairs(fields) do
    if row[field] ~= value then
      if type(value) ~= 'number' then row[field], holds[field] = value, value
      elseif numbers[field] and value % 1 == 0 then row[field], holds[field] = value, whole(value)
      else
        local text = held.stored(value)
        local now = numbers[field] and tonumber(text) or text
        if row[field] ~= now then row[field], holds[field] = now, text end
      end
    end
  end
end

local row_is_new = {} -- by key: true when Redis has none of it yet
function held.new_row(name, id)
  row_is_new[name] = true
  return { id = id }
end

function held.drop_from(name, row, ...)
  for _, field in ipairs({ ... }) do
    if row[field] ~= nil then
      row[field] = nil
      if row_is_new[name] then changed[name][field] = nil else held.hold(name, field, false) end
    end
  end
end

function held.set_deadline(timer, at)
  deadlines[timer] = at
end

function held.clear_deadline(timer)
  deadlines[timer] = false
end

-- The instant of a timer, or false.
function held.deadline_of(timer)
  if deadlines[timer] == nil then return shard.call('ZSCORE', shard.key('deadlines'), timer) end
  return deadlines[timer]
end

function held.count(tenant, name, by)
  local field = tenant .. '|' .. name
  counts[field] = (counts[field] or 0) + by
end

function held.call_in_parts(command, name, values)
  for i = 1, #values, UNPACKED do
    shard.call(command, name, unpack(values, i, math.min(i + UNPACKED - 1, #values)))
  end
end

local function flush_remembered()
  held.call_in_parts('ZADD', shard.key('seen_at'), remembered)
  remembered = {}
end

-- What is remembered of an event or action, for 72 hours to the millisecond.
function held.recalled(id)
  local name = shard.key('seen')
  local what = held.field_of(name, id)
  if not what or (changed[name] and changed[name][id]) then return what end
  return shard.now - tonumber(shard.call('ZSCORE', shard.key('seen_at'), id)) < SEEN_FOR and what
end

-- Remembers an event or action for 72 hours, and drops a few that are older.
function held.remember(id, what, at)
  held.hold(shard.key('seen'), id, what)
  remembered[#remembered + 1] = at
  remembered[#remembered + 1] = id
  if not oldest then
    oldest = tonumber(shard.call('ZRANGE', shard.key('seen_at'), 0, 0, 'WITHSCORES')[2] or at)
  end
  oldest = math.min(oldest, at)
  if oldest > at - SEEN_FOR then return end
  flush_remembered()
  local late = shard.call('ZRANGEBYSCORE', shard.key('seen_at'), '-inf', at - SEEN_FOR, 'LIMIT', 0, 4)
  for _, old in ipairs(late) do
    held.hold(shard.key('seen'), old, false)
    shard.call('ZREM', shard.key('seen_at'), old)
  end
  oldest = nil
end

-- A new member of a set.
function held.join(name, member)
  local members = joined[name]
  if not members then
    members = {}
    joined[name] = members
  end
  members[#members + 1] = member
end

-- To be called before such a set is read.
function held.flush_joined()
  for name, members in pairs(joined) do held.call_in_parts('SADD', name, members) end
  joined = {}
end

-- Writes what was put under a name and removes what was taken away, by these two commands.
local function flush_fields(name, fields, put, remove, score_first)
  local kept, gone, n = {}, {}, 0
  for member, value in pairs(fields) do
    if not value then gone[#gone + 1] = member
    elseif score_first then
      kept[n + 1], kept[n + 2] = value, member
      n = n + 2
    else
      kept[n + 1], kept[n + 2] = member, value
      n = n + 2
    end
  end
  held.call_in_parts(put, name, kept)
  held.call_in_parts(remove, name, gone)
end

local others = {} -- functions that write what other parts hold back
function held.before_flush(flush)
  others[#others + 1] = flush
end

function held.flush()
  for _, flush in ipairs(others) do flush() end
  flush_fields(shard.key('deadlines'), deadlines, 'ZADD', 'ZREM', true)
  for name, fields in pairs(changed) do flush_fields(name, fields, 'HSET', 'HDEL') end
  for field, by in pairs(counts) do shard.call('HINCRBY', shard.key('ledger'), field, by) end
  flush_remembered()
  held.flush_joined()
end

return held
