-- A rep's page is still there. Volatile: not journalled, in real time, at any generation.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 rep
-- From: any
-- Returns: ok; unknown_rep
-- Uses: shard, heartbeats
if shard.call('EXISTS', shard.key('rep', ARGV[1])) == 0 then return { 'unknown_rep' } end
heartbeats.note(ARGV[1], 0)
return { 'ok' }
