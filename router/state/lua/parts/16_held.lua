-- What a script reads once and writes once. Fields of hashes, deadlines, counts and what is
-- remembered are held here from their first change to flush(), so that a batch costs one write for
-- each key, however often it changed. Who reads them asks here; nothing else may read those keys.
local held = {} -- by key: field to its text, or false when it is to go
local read = {} -- by key: field to what Redis had
local deadlines = {} -- by timer: its instant, or false
local counts, new_leads, remembered = {}, {}, {}
local oldest -- the earliest instant of what is remembered, once it was looked up
local UNPACKED = 2000 -- the most values of one command

local function hash(name)
  local flat, out = call('HGETALL', name), {}
  for i = 1, #flat, 2 do out[flat[i]] = flat[i + 1] end
  return out
end

-- A value as Redis keeps it.
local function stored(value)
  return type(value) == 'number' and string.format('%.14g', value) or value
end

local function put(name, fields)
  local flat = {}
  for field, value in pairs(fields) do
    flat[#flat + 1] = field
    flat[#flat + 1] = stored(value)
  end
  if #flat > 0 then call('HSET', name, unpack(flat)) end
end

local function hold(name, field, text)
  local fields = held[name]
  if not fields then
    fields = {}
    held[name] = fields
  end
  fields[field] = text
end

-- The text of a field, or false.
local function field_of(name, field)
  local text = held[name] and held[name][field]
  if text ~= nil then return text end
  local known = read[name]
  if not known then
    known = {}
    read[name] = known
  end
  if known[field] == nil then known[field] = call('HGET', name, field) end
  return known[field]
end

-- Sets fields of a row, which is a hash that was read whole, as it will be read again.
local function set_row(name, row, fields, numbers)
  local holds = held[name]
  if not holds then
    holds = {}
    held[name] = holds
  end
  for field, value in pairs(fields) do
    local text, now = value, value
    if type(value) == 'number' and not (numbers[field] and value % 1 == 0) then
      text = stored(value)
      now = numbers[field] and tonumber(text) or text
    end
    if row[field] ~= now then row[field], holds[field] = now, text end
  end
end

local row_is_new = {} -- by key: true when Redis has none of it yet
local function new_row(name, id)
  row_is_new[name] = true
  return { id = id }
end

local function drop_from(name, row, ...)
  for _, field in ipairs({ ... }) do
    if row[field] ~= nil then
      row[field] = nil
      if row_is_new[name] then held[name][field] = nil else hold(name, field, false) end
    end
  end
end

local function set_deadline(timer, at)
  deadlines[timer] = at
end

local function clear_deadline(timer)
  deadlines[timer] = false
end

-- The instant of a timer, or false.
local function deadline_of(timer)
  if deadlines[timer] == nil then return call('ZSCORE', key('deadlines'), timer) end
  return deadlines[timer]
end

local function count(tenant, name, by)
  local field = tenant .. '|' .. name
  counts[field] = (counts[field] or 0) + by
end

local function call_in_parts(command, name, values)
  for i = 1, #values, UNPACKED do
    call(command, name, unpack(values, i, math.min(i + UNPACKED - 1, #values)))
  end
end

local function flush_remembered()
  call_in_parts('ZADD', key('seen_at'), remembered)
  remembered = {}
end

-- What is remembered of an event or action, for 72 hours to the millisecond.
local function recalled(id)
  local name = key('seen')
  local what = field_of(name, id)
  if not what or (held[name] and held[name][id]) then return what end
  return shard.now - tonumber(call('ZSCORE', key('seen_at'), id)) < SEEN_FOR and what
end

-- Remembers an event or action for 72 hours, and drops a few that are older.
local function remember(id, what, at)
  hold(key('seen'), id, what)
  remembered[#remembered + 1] = at
  remembered[#remembered + 1] = id
  if not oldest then
    oldest = tonumber(call('ZRANGE', key('seen_at'), 0, 0, 'WITHSCORES')[2] or at)
  end
  oldest = math.min(oldest, at)
  if oldest > at - SEEN_FOR then return end
  flush_remembered()
  for _, old in ipairs(call('ZRANGEBYSCORE', key('seen_at'), '-inf', at - SEEN_FOR, 'LIMIT', 0, 4)) do
    hold(key('seen'), old, false)
    call('ZREM', key('seen_at'), old)
  end
  oldest = nil
end

local function flush_new_leads()
  call_in_parts('SADD', key('leads'), new_leads)
  new_leads = {}
end

-- Writes what was put under a name and removes what was taken away, by these two commands.
local function flush_changes(name, changed, put, remove, score_first)
  local kept, gone = {}, {}
  for member, value in pairs(changed) do
    if value then
      kept[#kept + 1] = score_first and value or member
      kept[#kept + 1] = score_first and member or value
    else
      gone[#gone + 1] = member
    end
  end
  call_in_parts(put, name, kept)
  call_in_parts(remove, name, gone)
end

local function flush_held()
  flush_changes(key('deadlines'), deadlines, 'ZADD', 'ZREM', true)
  for name, fields in pairs(held) do flush_changes(name, fields, 'HSET', 'HDEL') end
  for field, by in pairs(counts) do call('HINCRBY', key('ledger'), field, by) end
  flush_remembered()
  flush_new_leads()
end
