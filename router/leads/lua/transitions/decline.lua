-- The rep does not take the lead; it goes back at once, not to the same rep.
-- From: assigned (to this rep, under this epoch) -> waiting
-- Returns: applied; refused; stale, gap, skipped
-- Uses: transition, answers, acting, dispatch, actions, slower
local lead, rep, unknown = actions.named(r)
if unknown then return actions.reply(r, 404, unknown) end
acting.seen(rep)
local before = answers.answered(r)
if before then return actions.reply(r, before.status, before.reason, lead) end
if lead.state ~= 'assigned' or lead.rep ~= r.rep or lead.epoch ~= r.epoch then
  return actions.reply(r, 409, 'too_late', lead)
end
transition.change(actions.done({ kind = 'declined', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
  reason = r.reason }, actions.done_at(r, actions.had_since(lead))))
dispatch.put_back(lead, 'declined', true, false)
actions.accept(r)
dispatch.lead(r.lead)
dispatch.rep(r.rep)
slower.look(r.lead)
return 'applied'
