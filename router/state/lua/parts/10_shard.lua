-- The shard: its guard, its clock, its chain. Every transition starts with begin() and ends with
-- finish(). All keys carry the shard's hash tag, so they share one cluster slot with KEYS[1].
local call = redis.call
local root = string.sub(KEYS[1], 1, -6)
local EPOCH0 = 1577836800000 -- 2020-01-01, the common instant that queue keys are put back to
local HOUR, MINUTE = 3600000, 60000
local SEEN_FOR, HELD_FOR = 72 * HOUR, 720 * HOUR
local HELD_EACH, SIGNALS_EACH = 100, 100
local STEP = 200 -- the most members that one script moves
local shard, changes, E = {}, {}, {}

local function key(...)
  return root .. table.concat({ ... }, ':')
end

local function hash(name)
  local flat, out = call('HGETALL', name), {}
  for i = 1, #flat, 2 do out[flat[i]] = flat[i + 1] end
  return out
end

local function put(name, fields)
  local flat = {}
  for field, value in pairs(fields) do
    flat[#flat + 1] = field
    flat[#flat + 1] = type(value) == 'number' and string.format('%.14g', value) or value
  end
  if #flat > 0 then call('HSET', name, unpack(flat)) end
end

local function split(text, separator)
  local out = {}
  for part in string.gmatch(text or '', '[^' .. separator .. ']+') do out[#out + 1] = part end
  return out
end

local function within(text, name)
  return string.find(',' .. (text or '') .. ',', ',' .. name .. ',', 1, true) ~= nil
end

local function joined(text, name)
  if within(text, name) then return text end
  local parts = split(text, ',')
  parts[#parts + 1] = name
  table.sort(parts)
  return table.concat(parts, ',')
end

-- Redis's clock in milliseconds, and the shard's: an origin and a speed, never below its last.
local function read_clock()
  local t = call('TIME')
  shard.real = t[1] * 1000 + math.floor(t[2] / 1000)
  local now = math.floor(shard.origin + (shard.real - shard.origin_real) * shard.speed)
  if now < shard.now then now = shard.now end
  shard.now = now
end

local function load_shard()
  local f = call('HMGET', KEYS[1], 'generation', 'next', 'seq', 'tip', 'now', 'origin',
    'origin_real', 'speed', 'counter', 'policy')
  if not f[1] then return false end
  shard.generation, shard.next, shard.seq = tonumber(f[1]), tonumber(f[2]), tonumber(f[3])
  shard.tip, shard.now = f[4], tonumber(f[5])
  shard.origin, shard.origin_real, shard.speed = tonumber(f[6]), tonumber(f[7]), tonumber(f[8])
  shard.counter, shard.policy = tonumber(f[9]), f[10]
  return true
end

-- The refusal, as { code }, or nil when the script may go on.
-- ARGV: generation, follows, position ('' for a timer), stamp, payload.
local function begin()
  if not load_shard() then return { 'gap' } end
  if shard.generation ~= tonumber(ARGV[1]) then return { 'stale' } end
  if shard.next < tonumber(ARGV[2]) then return { 'gap' } end
  if ARGV[3] ~= '' then
    shard.position = tonumber(ARGV[3])
    if shard.position < shard.next then return { 'skipped' } end
  end
  read_clock()
  return nil
end

-- A change of state: written down, then applied by the same function that the fold uses.
local function change(c)
  changes[#changes + 1] = c
  E[c.kind](c, shard.now)
end

-- Stores the position and, when anything changed, appends the entry to the outbox.
local function finish(code)
  local fields = { now = shard.now }
  if shard.position then fields.next = shard.position + 1 end
  local entry = ''
  if #changes > 0 then
    fields.seq, fields.tip, fields.counter = shard.seq + 1, ARGV[4], shard.counter
    entry = cjson.encode({
      type = 'entry', seq = shard.seq + 1, stamp = ARGV[4], prev = shard.tip,
      generation = shard.generation, next = fields.next or shard.next, at = shard.now,
      policy = shard.policy, changes = changes,
    })
    call('XADD', key('outbox'), (shard.seq + 1) .. '-0', 'entry', entry)
  end
  put(KEYS[1], fields)
  return { code, entry }
end

local function issue_epoch()
  shard.counter = shard.counter + 1
  return string.format('%d-%d', shard.generation, shard.counter)
end

local function payload()
  return cjson.decode(ARGV[5])
end

-- Remembers an event or action for 72 hours, and forgets a few that are older.
local function remember(id, what, at)
  call('HSET', key('seen'), id, what)
  call('ZADD', key('seen_at'), at, id)
  for _, old in ipairs(call('ZRANGEBYSCORE', key('seen_at'), '-inf', at - SEEN_FOR, 'LIMIT', 0, 4)) do
    call('HDEL', key('seen'), old)
    call('ZREM', key('seen_at'), old)
  end
end
