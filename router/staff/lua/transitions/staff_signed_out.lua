-- Somebody at the board is signed out everywhere: what was made before is void.
-- From: any
-- Returns: applied; stale, gap, skipped
-- Uses: transition, answers
if not answers.acted(r) then
  transition.change({ kind = 'staff_signed_out', tenant = r.tenant, staff = r.id, by = r.by,
    before = r.before })
end
answers.answer({ action = r.action, status = 200, tenant = r.tenant })
return 'applied'
