-- A supervisor registers somebody at the board, or changes all about them.
-- From: any
-- Returns: applied; stale, gap, skipped
-- Uses: transition, actions
if not actions.acted(r) then
  transition.change({ kind = 'staff_registered', tenant = r.tenant, staff = r.id, name = r.name,
    role = r.role, active = r.active, by = r.by })
end
actions.answer({ action = r.action, status = 200, tenant = r.tenant })
return 'applied'
