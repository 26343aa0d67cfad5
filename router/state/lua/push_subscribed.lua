-- A phone of the rep's takes pushes from now on; the same again renews it.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local rep = rep_named(r)
if not rep then return finish('refused') end
seen_acting(rep)
if not acted(r) then
  make_way(rep, r.subscription)
  change({ kind = 'push_subscribed', rep = r.rep, tenant = r.tenant, subscription = r.subscription,
    endpoint = r.endpoint, p256dh = r.p256dh, auth = r.auth })
end
answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant })
dispatch_rep(r.rep)
return finish('applied')
