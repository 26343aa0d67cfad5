-- The rep takes the lead that was assigned to them under an epoch.
-- From: assigned (to this rep, under this epoch) -> acknowledged
-- Returns: applied; refused (the answer says why and who has it); stale, gap, skipped
-- Uses: transition, answers, acting, leads, dispatch, actions
local lead, rep, unknown = actions.named(r)
if unknown then return actions.reply(r, 404, unknown) end
acting.seen(rep)
local mine = lead.rep == r.rep and lead.epoch == r.epoch
if mine and lead.state == 'assigned' and not answers.answered(r) then
  transition.change(actions.done({ kind = 'acknowledged', lead = r.lead, rep = r.rep, tenant = r.tenant,
    epoch = r.epoch, reopen_at = leads.after(lead, 'reopen_after'),
    hot_at = lead.hot_at, episode = lead.episode, via = 'acknowledge' },
    actions.done_at(r, actions.had_since(lead))))
  lead = leads.of(r.lead)
end
if mine and lead.state == 'acknowledged' then
  actions.accept(r)
  dispatch.rep(r.rep)
  return 'applied'
end
local reason = 'too_late'
if lead.state == 'closed' then reason = 'closed'
elseif lead.state == 'acknowledged' then reason = 'taken' end
return actions.reply(r, 409, reason, lead)
