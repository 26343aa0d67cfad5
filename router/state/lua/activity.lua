-- What the rep did with the lead: first touch, follow-up, outcome.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: acknowledged (by this rep) -> acknowledged, or closed by an outcome
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep, unknown = named(r)
if unknown then return reply(r, 404, unknown) end
seen_acting(rep)
local before_ = answered(r)
if before_ then return reply(r, before_.status, before_.reason, lead) end
if lead.state ~= 'acknowledged' or lead.rep ~= r.rep or lead.epoch ~= r.epoch then
  return reply(r, 409, 'too_late', lead)
end
change({ kind = 'activity', lead = r.lead, rep = r.rep, tenant = r.tenant, contacted = r.contacted,
  note = r.note, outcome = r.outcome, next_at = r.next_at, episode = lead.episode })
if r.contacted and not lead.contacted_at then
  change({ kind = 'contacted', lead = r.lead, rep = r.rep, tenant = r.tenant,
    episode = lead.episode })
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
