-- Leads of a class whose freshness reached 0 stand still from here on; what waited for that goes on.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
-- The lead that this was set for may have gone: the timer moves on to the next, or goes.
if #freezes_due(r.id, 1) == 0 then
  change({ kind = 'froze', class = r.id, members = {} })
end
if settle(r.id) then dispatch_waiting(string.match(r.id, '^([^/]*)/')) end
return finish('applied')
