-- An idle rep takes a lead that the ladder opened to all: the live assignment is withdrawn and the lead acknowledged, in one step.
-- From: waiting or assigned, opened by a rung -> acknowledged
-- Returns: applied; refused; stale, gap, skipped
-- Uses: lists, transition, answers, reps, acting, wrap_up, leads, dispatch, actions
local lead, rep, unknown = actions.named(r)
if unknown then return actions.reply(r, 404, unknown) end
acting.seen(rep)
rep = reps.of(r.rep)
if lead.state == 'acknowledged' and lead.rep == r.rep then
  actions.accept(r, lead.epoch)
  return 'applied'
end
if answers.answered(r) then return actions.reply(r, 409, 'too_late', lead) end
if lead.state == 'closed' then return actions.reply(r, 409, 'closed', lead) end
if lead.state == 'acknowledged' then return actions.reply(r, 409, 'taken', lead) end
if lead.open ~= '1' then return actions.reply(r, 409, 'not_open', lead) end
if not lists.within(rep.pools, lead.pool) then return actions.reply(r, 409, 'other_pool', lead) end
if rep.presence ~= 'idle' or rep.on_shift ~= 1 then return actions.reply(r, 409, 'not_idle', lead) end
local own = lead.rep == r.rep
if not own and reps.room(rep) < 1 then return actions.reply(r, 409, 'no_room', lead) end
if not own and reps.places(rep) < 1 then return actions.reply(r, 409, 'too_many_open', lead) end
wrap_up.finish(rep, 'claim')
local released
if lead.state == 'assigned' then
  if not own then released = lead.rep end
  transition.change({ kind = 'withdrawn', lead = lead.id, rep = lead.rep, tenant = lead.tenant,
    epoch = lead.epoch, reason = 'claimed', episode = lead.episode,
    refund = not own and lead.charge or nil })
end
local epoch = transition.issue_epoch()
transition.change({ kind = 'acknowledged', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = epoch,
  reopen_at = leads.after(lead, 'reopen_after'), hot_at = lead.hot_at,
  episode = lead.episode, via = 'claim' })
actions.accept(r, epoch)
if released then dispatch.together({ released, r.rep }, {}) else dispatch.rep(r.rep) end
return 'applied'
