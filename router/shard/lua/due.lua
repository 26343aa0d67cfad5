-- What time it is for the shard, and what has fallen due. Changes nothing.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 horizon ('' for now), 3 limit, then three for each kind that is to be found:
--   its name, its limit, what it is given
-- From: any
-- Returns: due (then now, real now, position, timers with instants, what was found of each kind); stale
-- Uses: shard, due
if not shard.load() then return { 'stale' } end
if shard.generation ~= tonumber(ARGV[1]) then return { 'stale' } end
shard.read_clock()
local horizon = ARGV[2] == '' and shard.now or tonumber(ARGV[2])
local timers = shard.call('ZRANGEBYSCORE', shard.key('deadlines'), '-inf', horizon, 'WITHSCORES',
  'LIMIT', 0, ARGV[3])
local told = { 'due', tostring(shard.now), tostring(shard.real), tostring(shard.next), timers }
for i = 4, #ARGV, 3 do told[#told + 1] = due[ARGV[i]](ARGV[i + 1], ARGV[i + 2]) end
return told
