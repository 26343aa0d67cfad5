-- The rep takes back the outcome that they recorded: the lead is again what it was before it.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: closed (by this rep, under this epoch, a short while ago) -> acknowledged
-- Returns: applied; refused (the answer says why); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep, unknown = named(r)
if unknown then return reply(r, 404, unknown) end
seen_acting(rep)
if lead.state == 'acknowledged' and lead.rep == r.rep and lead.epoch == r.epoch then
  accept(r)
  dispatch_rep(r.rep)
  return finish('applied')
end
local before_ = answered(r)
if before_ then return reply(r, 409, before_.reason or 'moved_on', lead) end
if lead.state ~= 'closed' or lead.closed_by ~= r.rep or lead['was.epoch'] ~= r.epoch then
  return reply(r, 409, 'moved_on', lead)
end
local at, short = done_at(r, lead.closed_at), pool_of(lead.pool).undo
if at > lead.closed_at + short then return reply(r, 409, 'undo_over', lead) end
-- Who undoes late in the time for a first contact still has the while of an undo for it.
local untouched = not lead['was.contacted_at']
change(done({ kind = 'outcome_undone', lead = r.lead, rep = r.rep, tenant = r.tenant,
  epoch = r.epoch, outcome = lead.outcome, contacted = not untouched,
  reopen_at = untouched and math.max(lead['was.reopen_at'], shard.now + short) or nil,
  episode = lead.episode }, at))
accept(r)
dispatch_rep(r.rep)
return finish('applied')
