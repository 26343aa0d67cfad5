-- A rep may have as many leads open as the policy says that rules now.
-- From: rep in any presence
-- Returns: applied; dropped (no such rep); stale, gap
-- Uses: shard, hooks, transition, reps
local rep = reps.of(r.rep)
if not rep then
  shard.call('SREM', shard.key('bounds'), r.rep)
  return 'dropped'
end
transition.change({ kind = 'open_leads_bounded', rep = rep.id, tenant = rep.tenant, most = r.most })
hooks.tell('freed', rep.id)
return 'applied'
