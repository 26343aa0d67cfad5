-- The rep is signed out on all phones, by themself or a supervisor: what was made before is void, no phone takes pushes.
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
-- Uses: transition, answers, acting, phones
local rep = acting.named(r)
if not rep then return 'refused' end
if not answers.acted(r) then
  transition.change({ kind = 'signed_out', rep = r.rep, tenant = r.tenant, by = r.by, before = r.before })
  for _, subscription in ipairs(phones.subscriptions_of(rep)) do
    phones.unsubscribe(rep, subscription, 'signed_out')
  end
end
answers.answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant })
return 'applied'
