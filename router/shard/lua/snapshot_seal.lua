-- All was read once: nothing more is noted, and `before` is kept until it was read.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 the snapshot's id
-- From: a snapshot under way
-- Returns: sealed; over (a script gave it up, or Redis lost it); stale
local f = redis.call('HMGET', KEYS[1], 'generation', 'snapshot')
if f[1] ~= ARGV[1] then return { 'stale' } end
if f[2] ~= ARGV[2] then return { 'over' } end
redis.call('HSET', KEYS[1], 'snapshot', '')
return { 'sealed' }
