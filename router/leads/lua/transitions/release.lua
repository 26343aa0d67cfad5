-- The rep gives back a mis-tap before any contact; the episode and its clock go on.
-- From: acknowledged (by this rep, under this epoch, no contact yet) -> waiting
-- Returns: applied; refused; stale, gap, skipped
-- Uses: pools, transition, answers, acting, leads, ladder, dispatch, actions, slower
local lead, rep, unknown = actions.named(r)
if unknown then return actions.reply(r, 404, unknown) end
acting.seen(rep)
local before = answers.answered(r)
if before then return actions.reply(r, before.status, before.reason, lead) end
if lead.state ~= 'acknowledged' or lead.rep ~= r.rep or lead.epoch ~= r.epoch then
  return actions.reply(r, 409, 'too_late', lead)
end
if lead.contacted_at then return actions.reply(r, 409, 'contacted', lead) end
local pool = pools.of(lead.pool)
local rung_at
if lead.hot_at then rung_at = ladder.due(lead, pool, lead.rung + 1) end
transition.change(actions.done({ kind = 'left', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
  reason = 'released', refused = true, retry_at = leads.after(lead, 'clear_refusals'),
  rung_at = rung_at, open = ladder.was_opened(lead, pool), episode = lead.episode },
  actions.done_at(r, actions.had_since(lead))))
transition.change({ kind = 'queued', lead = r.lead, tenant = r.tenant, reason = 'released',
  relax_at = ladder.relax_at(leads.since(lead), pool, lead.relaxed) })
ladder.check_hot(r.lead)
actions.accept(r)
dispatch.lead(r.lead)
dispatch.rep(r.rep)
slower.look(r.lead)
return 'applied'
