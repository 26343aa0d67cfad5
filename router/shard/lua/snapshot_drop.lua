-- A snapshot is done or given up: what was noted for it is forgotten.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation
-- From: any
-- Returns: dropped; over (there was none); stale
-- Uses: shard
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return { 'stale' } end
redis.call('UNLINK', shard.key('before'))
if redis.call('HDEL', KEYS[1], 'snapshot') == 0 then return { 'over' } end
return { 'dropped' }
