-- The rep does not take the lead; it goes back at once, not to the same rep.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: assigned (to this rep, under this epoch) -> waiting
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep, unknown = named(r)
if unknown then return reply(r, 404, unknown) end
seen_acting(rep)
local before_ = answered(r)
if before_ then return reply(r, before_.status, before_.reason, lead) end
if lead.state ~= 'assigned' or lead.rep ~= r.rep or lead.epoch ~= r.epoch then
  return reply(r, 409, 'too_late', lead)
end
change(done({ kind = 'declined', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = r.epoch,
  reason = r.reason }, done_at(r, had_since(lead))))
put_back(lead, 'declined', true, false)
accept(r)
dispatch_lead(r.lead)
dispatch_rep(r.rep)
return finish('applied')
