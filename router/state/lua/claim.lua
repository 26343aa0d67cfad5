-- An idle rep takes a lead that the ladder opened to all: the live assignment is withdrawn and the lead acknowledged, in one step.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: waiting or assigned, opened by a rung -> acknowledged
-- Returns: applied; refused; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local lead, rep, unknown = named(r)
if unknown then return reply(r, 404, unknown) end
seen_acting(rep)
rep = rep_of(r.rep)
if lead.state == 'acknowledged' and lead.rep == r.rep then
  accept(r, lead.epoch)
  return finish('applied')
end
if answered(r) then return reply(r, 409, 'too_late', lead) end
if lead.state == 'closed' then return reply(r, 409, 'closed', lead) end
if lead.state == 'acknowledged' then return reply(r, 409, 'taken', lead) end
if lead.open ~= '1' then return reply(r, 409, 'not_open', lead) end
if not within(rep.pools, lead.pool) then return reply(r, 409, 'other_pool', lead) end
if rep.presence ~= 'idle' or rep.on_shift ~= 1 then return reply(r, 409, 'not_idle', lead) end
local own = lead.rep == r.rep
if not own and room(rep) < 1 then return reply(r, 409, 'no_room', lead) end
local released
if lead.state == 'assigned' then
  if not own then released = lead.rep end
  change({ kind = 'withdrawn', lead = lead.id, rep = lead.rep, tenant = lead.tenant,
    epoch = lead.epoch, reason = 'claimed', episode = lead.episode,
    refund = not own and lead.charge or nil })
end
local epoch = issue_epoch()
change({ kind = 'acknowledged', lead = r.lead, rep = r.rep, tenant = r.tenant, epoch = epoch,
  reopen_at = shard.now + pool_of(lead.pool).reopen_after, hot_at = lead.hot_at,
  episode = lead.episode, via = 'claim' })
accept(r, epoch)
if released then dispatch_two(released, r.rep) else dispatch_rep(r.rep) end
return finish('applied')
