-- The rep takes back the outcome that they recorded: the lead is again what it was before it.
-- From: closed (by this rep, under this epoch, a short while ago) -> acknowledged
-- Returns: applied; refused (the answer says why); stale, gap, skipped
-- Uses: shard, pools, transition, answers, acting, dispatch, actions
local lead, rep, unknown = actions.named(r)
if unknown then return actions.reply(r, 404, unknown) end
acting.seen(rep)
if lead.state == 'acknowledged' and lead.rep == r.rep and lead.epoch == r.epoch then
  actions.accept(r)
  dispatch.rep(r.rep)
  return 'applied'
end
local before = answers.answered(r)
if before then return actions.reply(r, 409, before.reason or 'moved_on', lead) end
if lead.state ~= 'closed' or lead.closed_by ~= r.rep or lead['was.epoch'] ~= r.epoch then
  return actions.reply(r, 409, 'moved_on', lead)
end
-- A policy that came into force before there was an undo gives no time for it.
local at, short = actions.done_at(r, lead.closed_at), pools.of(lead.pool).undo or 0
if at > lead.closed_at + short then return actions.reply(r, 409, 'undo_over', lead) end
-- Who undoes late in the time for a first contact still has the while of an undo for it.
local untouched = not lead['was.contacted_at']
transition.change(actions.done({ kind = 'outcome_undone', lead = r.lead, rep = r.rep, tenant = r.tenant,
  epoch = r.epoch, outcome = lead.outcome, contacted = not untouched,
  reopen_at = untouched and math.max(pools.when(pools.of(lead.pool), lead['was.reopen_clock']), shard.now + short) or nil,
  episode = lead.episode }, at))
actions.accept(r)
dispatch.rep(r.rep)
return 'applied'
