-- What time it is for the shard, and what has fallen due. Changes nothing.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 horizon ('' for now), 3 limit, 4 silent before (real ms), 5 silence limit
-- From: any
-- Returns: due (then now, real now, position, timers with instants, silent reps, reps that are back, leads to score anew); stale
-- Uses: shard, heartbeats
if not shard.load() then return { 'stale' } end
if shard.generation ~= tonumber(ARGV[1]) then return { 'stale' } end
shard.read_clock()
local horizon = ARGV[2] == '' and shard.now or tonumber(ARGV[2])
local timers = shard.call('ZRANGEBYSCORE', shard.key('deadlines'), '-inf', horizon, 'WITHSCORES',
  'LIMIT', 0, ARGV[3])
return { 'due', tostring(shard.now), tostring(shard.real), tostring(shard.next), timers,
  heartbeats.silent(ARGV[4], ARGV[5]), heartbeats.back(),
  shard.call('SRANDMEMBER', shard.key('rescore'), ARGV[3]) }
