-- A marker of the owner's was read: no effect but the position.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: any
-- Returns: applied; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
return finish('applied')
