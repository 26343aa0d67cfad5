-- Somebody wants to be reminded.
-- From: none -> open
-- Returns: applied; refused (there is one already); stale, gap, skipped
-- Uses: transition, answers, reminders
local acted = answers.acted(r)
if not acted and reminders.state(r.reminder, r.tenant) then
  answers.answer({ action = r.action, status = 409, reason = 'there_already', tenant = r.tenant })
  return 'refused'
end
if not acted then
  transition.change({ kind = 'reminder_opened', reminder = r.reminder, tenant = r.tenant, by = r.by,
    due = r.due })
end
answers.answer({ action = r.action, status = 200, tenant = r.tenant })
return 'applied'
