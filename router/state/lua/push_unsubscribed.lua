-- A phone of the rep's takes no more pushes. No sign of life: it is what a phone does that leaves.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local rep = rep_named(r)
if not rep then return finish('refused') end
if not acted(r) and takes_pushes(rep, r.subscription) then
  unsubscribe(rep, r.subscription, 'asked')
end
answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant })
return finish('applied')
