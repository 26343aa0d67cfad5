-- Entries up to a sequence were read back from the journal as valid: the outbox forgets them.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 sequence, 3 the entry's stamp, 4 its offset in the journal
-- From: any
-- Returns: trimmed; stale
-- Uses: shard
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return { 'stale' } end
redis.call('XTRIM', shard.key('outbox'), 'MINID', (tonumber(ARGV[2]) + 1) .. '-0')
redis.call('HSET', KEYS[1], 'tail_seq', ARGV[2], 'tail_stamp', ARGV[3], 'tail_offset', ARGV[4])
return { 'trimmed' }
