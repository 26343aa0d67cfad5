-- A rep sets themself idle, busy or away.
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
-- Uses: reps, transition, dispatch, actions
local rep = actions.rep_named(r)
if not rep then return 'refused' end
actions.seen_acting(rep)
if not actions.acted(r) then
  transition.change({ kind = 'presence_changed', rep = r.rep, tenant = r.tenant, presence = r.presence,
    why = 'set' })
end
rep = reps.of(r.rep)
actions.answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant,
  presence = rep.presence })
dispatch.rep(r.rep)
return 'applied'
