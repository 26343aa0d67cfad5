-- A rep sets themself idle, busy or away.
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
-- Uses: transition, answers, reps, acting, dispatch
local rep = acting.named(r)
if not rep then return 'refused' end
acting.seen(rep)
if not answers.acted(r) then
  transition.change({ kind = 'presence_changed', rep = r.rep, tenant = r.tenant, presence = r.presence,
    why = 'set' })
end
rep = reps.of(r.rep)
answers.answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant,
  presence = rep.presence })
dispatch.rep(r.rep)
return 'applied'
