-- A rep sets themself idle, busy or away.
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
-- Uses: hooks, transition, answers, reps, acting
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
hooks.tell('freed', r.rep)
return 'applied'
