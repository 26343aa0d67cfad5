-- The shard: where its keys lie, its clock, its own hash. All keys carry the shard's hash tag, so they
-- share one cluster slot with KEYS[1].
local call = redis.call
local root = string.sub(KEYS[1], 1, -6)
local shard = {}

local function key(a, b, c, d)
  if not b then return root .. a end
  if not c then return root .. a .. ':' .. b end
  if not d then return root .. a .. ':' .. b .. ':' .. c end
  return root .. a .. ':' .. b .. ':' .. c .. ':' .. d
end

-- Redis's clock in milliseconds, and the shard's: an origin and a speed, never below its last.
local function read_clock()
  local t = call('TIME')
  shard.real = t[1] * 1000 + math.floor(t[2] / 1000)
  local now = math.floor(shard.origin + (shard.real - shard.origin_real) * shard.speed)
  if now < shard.now then now = shard.now end
  shard.now = now
end

-- A rep showed a sign of life, worth one that lies `extra` ms in the future; an earlier one never
-- counts for less.
local function note_alive(rep, extra)
  local t = call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  call('ZADD', key('heartbeats'), 'GT', now + extra, rep)
  if call('HGET', key('rep', rep), 'reachable') == '0' then call('SADD', key('back'), rep) end
end

local function load_shard()
  local f = call('HMGET', KEYS[1], 'generation', 'next', 'seq', 'tip', 'now', 'origin',
    'origin_real', 'speed', 'counter', 'policy', 'snapshot')
  if not f[1] then return false end
  shard.generation, shard.next, shard.seq = tonumber(f[1]), tonumber(f[2]), tonumber(f[3])
  shard.tip, shard.now = f[4], tonumber(f[5])
  shard.origin, shard.origin_real, shard.speed = tonumber(f[6]), tonumber(f[7]), tonumber(f[8])
  shard.counter, shard.policy = tonumber(f[9]), f[10]
  shard.snapshot = f[11] and f[11] ~= ''
  return true
end
