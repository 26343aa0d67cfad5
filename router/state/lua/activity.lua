-- What the rep did with the lead: first touch, follow-up, outcome.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: acknowledged (by this rep) -> acknowledged, or closed by an outcome; waiting, or with this
--   rep anew, when they lost it for want of the contact that this tells of -> acknowledged first
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep, unknown = named(r)
if unknown then return reply(r, 404, unknown) end
seen_acting(rep)
local before_ = answered(r)
if before_ then
  r.epoch = before_.epoch
  return reply(r, before_.status, before_.reason, lead)
end
local what = { lead = r.lead, rep = r.rep, tenant = r.tenant, contacted = r.contacted,
  note = r.note, outcome = r.outcome, next_at = r.next_at, episode = lead.episode }
local mine = lead.state == 'acknowledged' and lead.rep == r.rep and lead.epoch == r.epoch
local at
if mine then at = done_at(r, had_since(lead))
else
  local past = past_of(lead, r)
  if past then at = done_at(r, past.pushed) end
  if not past or at >= past.ended then return reply(r, 409, 'too_late', lead) end
  local waits = lead.state == 'waiting' or lead.rep == r.rep
  local touched = r.contacted or r.outcome ~= 'open'
  if past.reason ~= 'no_contact' or not waits or not touched then
    what.kind = 'late_activity'
    what.episode = past.episode
    change(done(what, at))
    return reply(r, 409, 'too_late', lead)
  end
  r.epoch = lead.epoch or issue_epoch()
  if lead.state ~= 'acknowledged' then
    change({ kind = 'acknowledged', lead = r.lead, rep = r.rep, tenant = r.tenant,
      epoch = r.epoch, reopen_at = shard.now + pool_of(lead.pool).reopen_after,
      hot_at = lead.hot_at, episode = lead.episode, via = 'late_contact' })
  end
end
what.kind = 'activity'
change(done(what, at))
if r.contacted and not lead.contacted_at then
  change(done({ kind = 'contacted', lead = r.lead, rep = r.rep, tenant = r.tenant,
    episode = lead.episode }, at))
end
if r.outcome ~= 'open' then
  change({ kind = 'left', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
    reason = 'closed', episode = lead.episode })
  change({ kind = 'closed', lead = r.lead, tenant = r.tenant, outcome = r.outcome, rep = r.rep,
    episode = lead.episode })
end
accept(r)
dispatch_rep(r.rep)
return finish('applied')
