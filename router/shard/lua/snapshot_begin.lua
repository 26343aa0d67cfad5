-- A snapshot begins at the last entry: from now on scripts note what each element was before.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 the snapshot's id
-- From: a shard that is whole, no snapshot of this generation under way
-- Returns: begun (then seq, tip, and sequence, stamp and offset of the last entry read back); stale
-- Uses: shard
local f = redis.call('HMGET', KEYS[1], 'generation', 'unfinished', 'seq', 'tip', 'tail_seq',
  'tail_stamp', 'tail_offset')
if f[1] ~= ARGV[1] or f[2] then return { 'stale' } end
redis.call('UNLINK', shard.key('before'))
redis.call('HSET', KEYS[1], 'snapshot', ARGV[2])
return { 'begun', f[3], f[4], f[5] or '', f[6] or '', f[7] or '' }
