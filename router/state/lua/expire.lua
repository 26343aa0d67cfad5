-- An assignment's time is up: the lead goes back, not to the same rep; a miss for the rep.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: assigned -> waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
local lead = lead_of(r.id)
if not lead or lead.state ~= 'assigned' then return drop_timer(r.member) end
local rep = lead.rep
put_back(lead, 'expired', true, true)
dispatch_lead(r.id)
dispatch_rep(rep)
return finish('applied')
