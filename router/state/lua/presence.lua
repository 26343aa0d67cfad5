-- A rep sets themself idle, busy or away.
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
  change({ kind = 'presence_changed', rep = r.rep, tenant = r.tenant, presence = r.presence,
    why = 'set' })
end
rep = rep_of(r.rep)
answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant,
  presence = rep.presence })
dispatch_rep(r.rep)
return finish('applied')
