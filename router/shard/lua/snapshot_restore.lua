-- Puts one chunk of a snapshot into a shard that is being made anew.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 the chunk: JSON, [[command, key below the shard, [arguments]], ...]
-- From: a shard that was cleared and is marked unfinished
-- Returns: restored; stale
-- Uses: shard
local MAY = { DEL = true, HSET = true, HDEL = true, RPUSH = true, SADD = true, SREM = true,
  ZADD = true, ZREM = true }
local f = redis.call('HMGET', KEYS[1], 'generation', 'unfinished')
if f[1] ~= ARGV[1] or not f[2] then return { 'stale' } end
local commands = cjson.decode(ARGV[2])
for _, c in ipairs(commands) do assert(MAY[c[1]], 'a snapshot has no such command') end
for _, c in ipairs(commands) do redis.call(c[1], shard.root .. c[2], unpack(c[3])) end
return { 'restored' }
