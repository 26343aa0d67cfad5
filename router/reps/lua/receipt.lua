-- A phone has received a push: worth a heartbeat that lies in the future. Volatile as heartbeat.lua.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 rep, 2 by how many milliseconds it lies in the future
-- From: any
-- Returns: ok; no_push (the rep takes no pushes); unknown_rep
-- Uses: shard, heartbeats
if shard.call('EXISTS', shard.key('rep', ARGV[1])) == 0 then return { 'unknown_rep' } end
if shard.call('EXISTS', shard.key('push', ARGV[1])) == 0 then return { 'no_push' } end
heartbeats.note(ARGV[1], tonumber(ARGV[2]))
return { 'ok' }
