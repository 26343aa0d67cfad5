-- A rep's page is still there. Volatile: not journalled, in real time, at any generation.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 rep
-- From: any
-- Returns: ok; unknown_rep
if call('EXISTS', key('rep', ARGV[1])) == 0 then return { 'unknown_rep' } end
local t = call('TIME')
call('ZADD', key('heartbeats'), t[1] * 1000 + math.floor(t[2] / 1000), ARGV[1])
if call('HGET', key('rep', ARGV[1]), 'reachable') == '0' then call('SADD', key('back'), ARGV[1]) end
return { 'ok' }
