-- A phone of the rep's takes no more pushes. No sign of life: it is what a phone does that leaves.
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
-- Uses: answers, acting, phones
local rep = acting.named(r)
if not rep then return 'refused' end
if not answers.acted(r) and phones.takes_pushes(rep, r.subscription) then
  phones.unsubscribe(rep, r.subscription, 'asked')
end
answers.answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant })
return 'applied'
