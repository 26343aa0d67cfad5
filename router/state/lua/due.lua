-- What time it is for the shard, and what has fallen due. Changes nothing.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 horizon ('' for now), 3 limit, 4 silent before (real ms), 5 silence limit
-- From: any
-- Returns: due (then now, real now, position, timers with instants, silent reps, reps that are back, leads to score anew); stale
if not load_shard() then return { 'stale' } end
if shard.generation ~= tonumber(ARGV[1]) then return { 'stale' } end
read_clock()
local horizon = ARGV[2] == '' and shard.now or tonumber(ARGV[2])
local timers = call('ZRANGEBYSCORE', key('deadlines'), '-inf', horizon, 'WITHSCORES', 'LIMIT', 0, ARGV[3])
local silent = {}
for _, id in ipairs(call('ZRANGEBYSCORE', key('heartbeats'), '-inf', '(' .. ARGV[4], 'LIMIT', 0, ARGV[5])) do
  if call('HGET', key('rep', id), 'reachable') == '1' then silent[#silent + 1] = id end
end
return { 'due', tostring(shard.now), tostring(shard.real), tostring(shard.next), timers, silent,
  call('SRANDMEMBER', key('back'), 100), call('SRANDMEMBER', key('rescore'), ARGV[3]) }
