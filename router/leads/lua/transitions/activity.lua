-- What the rep did with the lead: first touch, follow-up, outcome.
-- From: acknowledged (by this rep) -> acknowledged, or closed by an outcome; waiting, or with this
--   rep anew, when they lost it for want of the contact that this tells of -> acknowledged first
-- Returns: applied; refused; stale, gap, skipped
-- Uses: pools, transition, answers, acting, wrap_up, leads, dispatch, actions
local lead, rep, unknown = actions.named(r)
if unknown then return actions.reply(r, 404, unknown) end
acting.seen(rep)
local before = answers.answered(r)
if before then
  r.epoch = before.epoch
  return actions.reply(r, before.status, before.reason, lead)
end
local what = { lead = r.lead, rep = r.rep, tenant = r.tenant, contacted = r.contacted,
  note = r.note, outcome = r.outcome, next_at = r.next_at, episode = lead.episode }
local mine = lead.state == 'acknowledged' and lead.rep == r.rep and lead.epoch == r.epoch
local at
if mine then at = actions.done_at(r, actions.had_since(lead))
else
  local past = actions.past_of(lead, r)
  if past then at = actions.done_at(r, past.pushed) end
  if not past or at >= past.ended then return actions.reply(r, 409, 'too_late', lead) end
  local waits = lead.state == 'waiting' or lead.rep == r.rep
  local touched = r.contacted or r.outcome ~= 'open'
  if past.reason ~= 'no_contact' or not waits or not touched then
    what.kind = 'late_activity'
    what.episode = past.episode
    transition.change(actions.done(what, at))
    return actions.reply(r, 409, 'too_late', lead)
  end
  r.epoch = lead.epoch or transition.issue_epoch()
  if lead.state ~= 'acknowledged' then
    transition.change({ kind = 'acknowledged', lead = r.lead, rep = r.rep, tenant = r.tenant,
      epoch = r.epoch, reopen_at = leads.after(lead, 'reopen_after'),
      hot_at = lead.hot_at, episode = lead.episode, via = 'late_contact' })
  end
end
what.kind = 'activity'
transition.change(actions.done(what, at))
local contact = r.contacted and not lead.contacted_at
if contact then
  transition.change(actions.done({ kind = 'contacted', lead = r.lead, rep = r.rep, tenant = r.tenant,
    episode = lead.episode }, at))
end
if r.outcome ~= 'open' then
  transition.change({ kind = 'left', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
    reason = 'closed', episode = lead.episode })
  transition.change({ kind = 'closed', lead = r.lead, tenant = r.tenant, outcome = r.outcome, rep = r.rep,
    episode = lead.episode })
end
local span = pools.of(lead.pool).wrap_up
if span and (contact or r.outcome ~= 'open') then wrap_up.begin(rep, r.lead, at, span) end
actions.accept(r)
dispatch.rep(r.rep)
return 'applied'
