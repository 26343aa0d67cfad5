-- What somebody was reminded of is done.
-- From: open, due -> done
-- Returns: applied; refused (there is none, or it is done); stale, gap, skipped
-- Uses: transition, answers, reminders
local state, acted = reminders.state(r.reminder, r.tenant), answers.acted(r)
if not acted and (not state or state == 'done') then
  answers.answer({ action = r.action, status = state and 409 or 404,
    reason = state and 'done_already' or 'unknown_reminder', tenant = r.tenant })
  return 'refused'
end
if not acted then
  transition.change({ kind = 'reminder_done', reminder = r.reminder, tenant = r.tenant, by = r.by })
end
answers.answer({ action = r.action, status = 200, tenant = r.tenant })
return 'applied'
