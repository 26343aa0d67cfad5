-- Inbox records without effect were passed; the journal says how far.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: any
-- Returns: applied; stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
change({ kind = 'position', at_least = r.at_least })
return finish('applied')
