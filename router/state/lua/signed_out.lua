-- The rep is signed out on all phones, by themself or a supervisor: what was made before is void, no phone takes pushes.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local rep = rep_named(r)
if not rep then return finish('refused') end
if not acted(r) then
  change({ kind = 'signed_out', rep = r.rep, tenant = r.tenant, by = r.by, before = r.before })
  for _, subscription in ipairs(subscriptions_of(rep)) do
    unsubscribe(rep, subscription, 'signed_out')
  end
end
answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant })
return finish('applied')
