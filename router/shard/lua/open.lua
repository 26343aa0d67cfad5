-- Claims the shard for a new owner. A lower generation is refused, so an old owner stays out.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 origin, 3 real origin, 4 speed, 5 Redis's run id, 6 the log's id, 7 the schema of
--   who claims: how they keep state
-- From: any
-- Returns: opened (then seq, tip, next, tail offset, tail stamp, the schema of what is kept); stale (a newer owner has it);
--   other_log (the state belongs to another Kafka log; nothing is changed)
-- Uses: shard
local f = redis.call('HMGET', KEYS[1], 'generation', 'seq', 'tip', 'next', 'tail_offset',
  'tail_stamp', 'log', 'schema')
if f[7] and f[7] ~= ARGV[6] then return { 'other_log' } end
if f[1] and tonumber(f[1]) > tonumber(ARGV[1]) then return { 'stale' } end
-- The last owner's snapshot is over.
if redis.call('HDEL', KEYS[1], 'snapshot') == 1 then redis.call('UNLINK', shard.key('before')) end
redis.call('HSET', KEYS[1], 'generation', ARGV[1], 'counter', 0, 'origin', ARGV[2], 'origin_real',
  ARGV[3], 'speed', ARGV[4], 'run_id', ARGV[5])
if not f[2] then
  redis.call('HSET', KEYS[1], 'seq', 0, 'tip', '', 'next', 0, 'now', 0, 'policy', '', 'log', ARGV[6],
    'schema', ARGV[7])
  f[8] = ARGV[7]
end
return { 'opened', f[2] or '0', f[3] or '', f[4] or '0', f[5] or '', f[6] or '', f[8] or '' }
