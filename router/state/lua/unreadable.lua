-- An inbox record that is no event of ours was put with the dead letters and is passed.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: any
-- Returns: applied; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
change({ kind = 'unreadable', reason = r.reason })
return finish('applied')
