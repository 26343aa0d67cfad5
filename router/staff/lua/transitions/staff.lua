-- A supervisor registers somebody at the board, or changes all about them.
-- From: any
-- Returns: applied; stale, gap, skipped
-- Uses: transition, answers
if not answers.acted(r) then
  transition.change({ kind = 'staff_registered', tenant = r.tenant, staff = r.id, name = r.name,
    role = r.role, active = r.active, by = r.by })
end
answers.answer({ action = r.action, status = 200, tenant = r.tenant })
return 'applied'
