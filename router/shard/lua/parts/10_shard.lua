-- The shard: where its keys lie, its clock, its own hash. All keys carry the shard's hash tag, so they
-- share one cluster slot with KEYS[1].
local shard = { HOUR = 3600000, MINUTE = 60000 }

-- How Redis is called; 15_snapshot.lua puts another way here while a snapshot is read.
shard.call = redis.call
shard.root = string.sub(KEYS[1], 1, -6)

local root = shard.root
function shard.key(a, b, c, d)
  if not b then return root .. a end
  if not c then return root .. a .. ':' .. b end
  if not d then return root .. a .. ':' .. b .. ':' .. c end
  return root .. a .. ':' .. b .. ':' .. c .. ':' .. d
end

-- Redis's own clock, in milliseconds.
function shard.real_now()
  local t = shard.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- Redis's clock, and the shard's: an origin and a speed, never below its last.
function shard.read_clock()
  shard.real = shard.real_now()
  local now = math.floor(shard.origin + (shard.real - shard.origin_real) * shard.speed)
  if now < shard.now then now = shard.now end
  shard.now = now
end

-- False when nobody has claimed the shard.
function shard.load()
  local f = shard.call('HMGET', KEYS[1], 'generation', 'next', 'seq', 'tip', 'now', 'origin',
    'origin_real', 'speed', 'counter', 'policy', 'snapshot')
  if not f[1] then return false end
  shard.generation, shard.next, shard.seq = tonumber(f[1]), tonumber(f[2]), tonumber(f[3])
  shard.tip, shard.now = f[4], tonumber(f[5])
  shard.origin, shard.origin_real, shard.speed = tonumber(f[6]), tonumber(f[7]), tonumber(f[8])
  shard.counter, shard.policy = tonumber(f[9]), f[10]
  shard.snapshot = f[11] and f[11] ~= ''
  return true
end

return shard
